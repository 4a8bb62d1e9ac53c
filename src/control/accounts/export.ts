// Everything that is kept of a person and of the organisation they act for, but for records, which each sandbox exports, and
// secrets, which nobody reads.
import { asc, desc, eq } from "drizzle-orm";
import type { AccountExport } from "#contract/own-account.ts";
import { Phase } from "#contract/pipeline.ts";
import { isoMillis } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import type { Actor, Control } from "../context.ts";
import { viewOf as keyView } from "../keys/keys.ts";
import { listServiceTokens } from "../keys/service-tokens.ts";
import { listSandboxes } from "../sandboxes/sandboxes.ts";
import { billingOf } from "../subscriptions/billing.ts";
import { viewOf as submissionView } from "../subscriptions/submissions.ts";
import { apis, keys, member, organization, steps, submissions, subscriptions, user } from "../schema.ts";
import { listAudit } from "./audit.ts";

const MOST = 1000;

export async function exportAccount(control: Control, actor: Actor): Promise<AccountExport> {
  const { db } = control;
  const partner = actor.partner ?? "";
  const [people, memberships, keyRows, subscribed, submitted, stepped] = await db.batch([
    db.select().from(user).where(eq(user.id, actor.user)).limit(1),
    db
      .select({ id: organization.id, name: organization.name, role: member.role, since: member.createdAt })
      .from(member)
      .innerJoin(organization, eq(organization.id, member.organizationId))
      .where(eq(member.userId, actor.user))
      .limit(MOST),
    db.select().from(keys).where(eq(keys.partner, partner)).orderBy(desc(keys.createdAt)).limit(MOST),
    db
      .select({ row: subscriptions, api: apis.slug })
      .from(subscriptions)
      .innerJoin(apis, eq(apis.id, subscriptions.api))
      .where(eq(subscriptions.partner, partner))
      .limit(MOST),
    db
      .select({ row: submissions, api: apis.slug })
      .from(submissions)
      .innerJoin(apis, eq(apis.id, submissions.api))
      .where(eq(submissions.partner, partner))
      .orderBy(desc(submissions.submittedAt))
      .limit(MOST),
    db
      .select({ row: steps, api: apis.slug })
      .from(steps)
      .innerJoin(apis, eq(apis.id, steps.api))
      .where(eq(steps.partner, partner))
      .orderBy(asc(steps.id))
      .limit(MOST),
  ]);
  const [person] = people;
  if (!person) throw new Problem("forbidden", "This is for a person's session. Sign in.");
  const [boxes, deleted, serviceTokens, billing, audit] = await Promise.all([
    listSandboxes(control, actor, { limit: MOST, after: 0, deleted: false }),
    listSandboxes(control, actor, { limit: MOST, after: 0, deleted: true }),
    listServiceTokens(control, actor, MOST),
    billingOf(control, actor, MOST),
    listAudit(control, actor, { limit: MOST }),
  ]);
  return {
    exportedAt: isoMillis(control.now),
    person: {
      id: person.id,
      name: person.name,
      email: person.email,
      createdAt: person.createdAt.toISOString(),
    },
    organisations: memberships.map(({ since, ...one }) => ({ ...one, since: since.toISOString() })),
    organisation: actor.partner,
    sandboxes: [...boxes, ...deleted],
    keys: keyRows.map((row) => keyView(row)),
    serviceTokens,
    subscriptions: subscribed.map(({ row, api }) => ({
      api,
      phase: row.phase,
      plan: row.plan,
      createdAt: isoMillis(row.createdAt),
    })),
    submissions: submitted.map(({ row, api }) => {
      const { partner: _partner, ...view } = submissionView(row, "");
      return { ...view, api };
    }),
    steps: stepped.map(({ row: { at, actor: by, action, phase, notes, submission }, api }) => ({
      at: isoMillis(at),
      actor: by,
      action,
      phase: Phase.parse(phase),
      notes,
      submission,
      api,
    })),
    billing,
    audit,
  };
}
