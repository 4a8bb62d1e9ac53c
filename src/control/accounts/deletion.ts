// Deleting an account. An organisation that nobody else is in ends with it: its sandboxes are purged by the outbox, its keys and
// tokens end at once. An organisation that others are in, or that publishes APIs, is not taken from them.
import { type SQL, and, count, eq, gt, inArray, isNull, ne, or, sql } from "drizzle-orm";
import type { AccountDeletion } from "#contract/own-account.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";
import { deliverOutbox, purgeRows } from "../jobs/outbox.ts";
import {
  apis,
  billing,
  bundles,
  keys,
  mails,
  member,
  organization,
  sandboxes,
  serviceTokens,
  steps,
  submissions,
  subscriptions,
  tenants,
  webhooks,
} from "../schema.ts";
import { noteAudit } from "./audit.ts";

type Membership = { id: string; name: string; role: string; others: number; otherOwners: number };
const MOST = 100;

/** What deleting a person's account would end, in numbers, and what stands against it. */
export async function previewAccountDeletion(
  control: Control,
  person: { user: string; email: string },
): Promise<AccountDeletion> {
  const memberships = await membershipsOf(control, person.user);
  const looks = await Promise.all(memberships.slice(0, MOST).map((one) => lookInto(control, one)));
  return {
    email: person.email,
    organisations: looks.map(({ organisation }) => organisation),
    blockedBy: [
      ...looks.flatMap(({ blockedBy }) => blockedBy),
      ...(memberships.length > MOST
        ? [`You are in more than ${MOST} organisations: leave some of them first.`]
        : []),
    ],
  };
}

/**
 * Ends what ends with a person's account, before the account itself is deleted; refuses, and changes nothing, while anything
 * stands against it. Repeated after a crash it goes on where it was.
 */
export async function endWithAccount(
  control: Control,
  person: { user: string; email: string },
): Promise<void> {
  const { blockedBy, organisations } = await previewAccountDeletion(control, person);
  if (blockedBy.length > 0)
    throw new Problem("conflict", `This account cannot be deleted: ${blockedBy.join(" ")}`, blockedBy);
  for (const { id, ends, name } of organisations)
    if (ends) await endOrganisation(control, person.user, id, name);
  await control.db.delete(mails).where(eq(mails.to, person.email));
}

const membershipsOf = (control: Control, user: string): Promise<Membership[]> => {
  const others = (which: SQL): SQL<number> =>
    sql<number>`(SELECT count(*) FROM ${member} other WHERE other.organization_id = ${organization.id}
      AND other.user_id <> ${user} AND ${which})`;
  return control.db
    .select({
      id: organization.id,
      name: organization.name,
      role: member.role,
      others: others(sql`1`),
      otherOwners: others(sql`other.role = 'owner'`),
    })
    .from(member)
    .innerJoin(organization, eq(organization.id, member.organizationId))
    .where(eq(member.userId, user))
    .limit(MOST + 1);
};

async function lookInto(
  control: Control,
  { id, name, role, others, otherOwners }: Membership,
): Promise<{ organisation: AccountDeletion["organisations"][number]; blockedBy: string[] }> {
  const ends = others === 0;
  const [[boxes], [test], [live], published] = await control.db.batch([
    control.db
      .select({ n: count() })
      .from(sandboxes)
      .where(and(eq(sandboxes.partner, id), isNull(sandboxes.deletedAt))),
    control.db
      .select({ n: count() })
      .from(keys)
      .where(workingKeys(control, id, "test")),
    control.db
      .select({ n: count() })
      .from(keys)
      .where(workingKeys(control, id, "live")),
    control.db.select({ slug: apis.slug }).from(apis).where(eq(apis.owner, id)).limit(MOST),
  ]);
  const slugs = published.map(({ slug }) => slug);
  return {
    organisation: {
      id,
      name,
      ends,
      sandboxes: boxes?.n ?? 0,
      testKeys: test?.n ?? 0,
      liveKeys: live?.n ?? 0,
    },
    blockedBy: [
      ...(ends && slugs.length > 0
        ? [`${name} publishes ${slugs.join(", ")}: delete these APIs first.`]
        : []),
      ...(!ends && role === "owner" && otherOwners === 0
        ? [`You are the only owner of ${name}: make another member its owner first.`]
        : []),
    ],
  };
}

const workingKeys = (control: Control, partner: string, mode: "test" | "live"): SQL | undefined =>
  and(
    eq(keys.partner, partner),
    eq(keys.mode, mode),
    eq(keys.kind, "key"),
    isNull(keys.revokedAt),
    or(isNull(keys.expires), gt(keys.expires, control.now)),
  );

/** In one batch: of an organisation that somebody has joined, or published for, meanwhile, nothing ends. */
async function endOrganisation(control: Control, user: string, id: string, name: string): Promise<void> {
  const gone = sql`NOT EXISTS (SELECT 1 FROM ${organization} WHERE ${organization.id} = ${id})`;
  const boxes = control.db.select({ id: sandboxes.id }).from(sandboxes).where(eq(sandboxes.partner, id));
  const own = and(
    or(
      and(eq(tenants.mode, "live"), eq(tenants.owner, id)),
      and(eq(tenants.mode, "test"), inArray(tenants.owner, boxes)),
    ),
    gone,
  );
  const [ended, , waiting] = await control.db.batch([
    control.db
      .delete(organization)
      .where(
        and(
          eq(organization.id, id),
          sql`NOT EXISTS (SELECT 1 FROM ${apis} WHERE ${eq(apis.owner, id)})`,
          sql`NOT EXISTS (SELECT 1 FROM ${member} WHERE ${and(eq(member.organizationId, id), ne(member.userId, user))})`,
        ),
      )
      .returning({ id: organization.id }),
    ...purgeRows(control, own),
    control.db
      .update(keys)
      .set({ revokedAt: control.now })
      .where(and(eq(keys.partner, id), isNull(keys.revokedAt), gone)),
    control.db
      .update(billing)
      .set({ endedAt: control.now })
      .where(and(eq(billing.partner, id), isNull(billing.endedAt), gone)),
    ...[webhooks, serviceTokens, subscriptions, submissions, steps, bundles, sandboxes].map((table) =>
      control.db.delete(table).where(and(eq(table.partner, id), gone)),
    ),
  ]);
  if (ended.length === 0)
    throw new Problem("conflict", `${name} has changed meanwhile. Look again at what would end.`);
  const actor = { user, partner: id, role: "owner" };
  await noteAudit(control, actor, { mode: "test", action: "organisation.delete", target: id });
  // An object that cannot be reached now is purged by the next run of cron.
  await deliverOutbox(control, waiting);
}
