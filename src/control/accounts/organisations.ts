// Organisations and tenants, for the administrator of the installation.
import { and, asc, desc, eq, gt, like, or, sql } from "drizzle-orm";
import type { OrganisationRow, TenantRow } from "#contract/administration.ts";
import { tenantName } from "#contract/tenant.ts";
import { isoMillis } from "#lib/clock.ts";
import { StringList, readColumn } from "#lib/json-column.ts";
import type { Control } from "../context.ts";
import { apis, organization, sandboxes, tenants } from "../schema.ts";

/** By id; with a search those whose name, or a member's address, begins so. */
export async function listOrganisations(
  control: Control,
  { limit, after, search }: { limit: number; after?: string | undefined; search?: string | undefined },
): Promise<OrganisationRow[]> {
  const beginning = `${(search ?? "").replaceAll(/[%_\\]/g, "")}%`;
  const rows = await control.db
    .select({
      id: organization.id,
      name: organization.name,
      plan: organization.plan,
      createdAt: organization.createdAt,
      // Columns of a lone table are written without its name, which in a subquery would be another one's.
      members: sql<number>`(SELECT count(*) FROM member m WHERE m.organization_id = organization.id)`,
      sandboxes: sql<number>`(SELECT count(*) FROM sandboxes s WHERE s.partner = organization.id AND s.deleted_at IS NULL)`,
      apis: sql<string>`(SELECT json_group_array(a.slug) FROM apis a WHERE a.owner = organization.id)`,
    })
    .from(organization)
    .where(
      and(
        after === undefined ? undefined : gt(organization.id, after),
        search === undefined
          ? undefined
          : or(
              like(organization.name, beginning),
              sql`EXISTS (SELECT 1 FROM member m JOIN user u ON u.id = m.user_id
                WHERE m.organization_id = ${organization.id} AND u.email LIKE ${beginning})`,
            ),
      ),
    )
    .orderBy(asc(organization.id))
    .limit(limit);
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    apis: readColumn(StringList, row.apis),
  }));
}

/** The tenants that are called most this month. It walks the whole table, and is for the administrator alone. */
export async function busiestTenants(control: Control, limit: number): Promise<TenantRow[]> {
  const date = new Date(control.now);
  // As tenants count their calls (tenant/request/counters.ts).
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const rows = await control.db
    .select({
      mode: tenants.mode,
      owner: tenants.owner,
      apiId: tenants.api,
      api: apis.slug,
      organisation: organization.name,
      status: tenants.status,
      calls: tenants.calls,
      answeredAt: tenants.answeredAt,
    })
    .from(tenants)
    .leftJoin(apis, eq(apis.id, tenants.api))
    .leftJoin(sandboxes, and(eq(tenants.mode, "test"), eq(sandboxes.id, tenants.owner)))
    .leftJoin(
      organization,
      eq(
        organization.id,
        sql`CASE ${tenants.mode} WHEN 'live' THEN ${tenants.owner} ELSE ${sandboxes.partner} END`,
      ),
    )
    .where(eq(tenants.callsMonth, month))
    .orderBy(desc(tenants.calls))
    .limit(limit);
  return rows.map(({ owner, apiId, answeredAt, ...row }) => ({
    ...row,
    tenant: tenantName(owner, apiId),
    lastAnsweredAt: answeredAt === null ? null : isoMillis(answeredAt),
  }));
}
