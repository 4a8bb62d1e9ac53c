// Calls and deliveries of an API over time, for its provider: the sums of the sandboxes that were called last.
import { and, desc, eq } from "drizzle-orm";
import { type ApiSeries, type SeriesQuery, seriesOf, spanOf } from "#contract/series.ts";
import { tenantName } from "#contract/tenant.ts";
import type { Control } from "../context.ts";
import { type apis, tenants } from "../schema.ts";

/** Each is asked when somebody looks. */
const MOST_ASKED = 50;

export async function apiSeries(
  control: Control,
  api: typeof apis.$inferSelect,
  query: SeriesQuery,
): Promise<ApiSeries> {
  const rows = await control.db
    .select({ owner: tenants.owner })
    .from(tenants)
    .where(and(eq(tenants.api, api.id), eq(tenants.mode, "test"), eq(tenants.status, "active")))
    .orderBy(desc(tenants.seenAt))
    .limit(MOST_ASKED);
  const span = spanOf(query, control.now);
  const asked = await Promise.allSettled(
    rows.map(({ owner }) => control.tenant("test", tenantName(owner, api.id)).series(span)),
  );
  const counted = asked.flatMap((one) =>
    one.status === "fulfilled" && one.value !== undefined ? [one.value] : [],
  );
  return { ...seriesOf(span, counted), sandboxes: counted.length };
}
