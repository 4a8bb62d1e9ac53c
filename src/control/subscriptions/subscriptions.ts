// A partner's subscription to an API: its plan, its phase, what locks production, and its history.
import { type SQL, and, asc, count, eq, gt, isNull, max, or, sql, sum } from "drizzle-orm";
import {
  Notice,
  type PartnerRow,
  type PlanView,
  type SubscriptionView,
  type TestDataRow,
  type ReadinessItem,
} from "#contract/pipeline.ts";
import { loadIndex, loadSeed } from "#contract/blobs.ts";
import { describeScenarios } from "#blueprint/format/scenarios.ts";
import { isoMillis } from "#lib/clock.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { deliverPolicies, policyRows } from "../jobs/outbox.ts";
import { defaultPlan, planOf, requirePlan } from "./plans.ts";
import { needsCredential, noProduction, productionOf } from "./production.ts";
import { readinessOf } from "./readiness.ts";
import { apis, keys, organization, outbox, sandboxes, steps, subscriptions, tenants } from "../schema.ts";

type Api = typeof apis.$inferSelect;
export type Subscription = typeof subscriptions.$inferSelect;

/** The subscription, begun now where there was none: whoever opens a sandbox has one. */
export async function openSubscription(control: Control, partner: string, api: Api): Promise<Subscription> {
  await control.db
    .insert(subscriptions)
    .values({ partner, api: api.id, phase: "sandbox", createdAt: control.now, updatedAt: control.now })
    .onConflictDoNothing();
  const [row] = await control.db.select().from(subscriptions).where(whereSubscription(partner, api)).limit(1);
  if (!row) throw new Problem("internal", "The subscription could not be opened.");
  return row;
}

/** The subscription of a partner that has one. */
export async function requireSubscription(control: Control, partner: string, api: Api): Promise<void> {
  const [row] = await control.db
    .select({ phase: subscriptions.phase })
    .from(subscriptions)
    .where(whereSubscription(partner, api))
    .limit(1);
  if (!row) throw new Problem("not_found", "There is no such partner of this API.");
}

/** What a partner integrates with. */
export async function listSubscriptions(
  control: Control,
  partner: string,
): Promise<{ api: string; plan: string; phase: Subscription["phase"] }[]> {
  const rows = await control.db
    .select({ api: apis, phase: subscriptions.phase })
    .from(subscriptions)
    .innerJoin(apis, eq(apis.id, subscriptions.api))
    .where(eq(subscriptions.partner, partner))
    .orderBy(asc(apis.slug))
    .limit(500);
  return Promise.all(
    rows.map(async ({ api, phase }) => ({
      api: api.slug,
      plan: (await planOf(control, partner, api.id)).slug,
      phase,
    })),
  );
}

export const whereSubscription = (partner: string, api: Api) =>
  and(eq(subscriptions.partner, partner), eq(subscriptions.api, api.id));

/** Chooses a plan. In production only the provider changes it: it decides what partners may do. */
export async function choosePlan(
  control: Control,
  actor: Actor,
  partner: string,
  api: Api,
  slug: string,
): Promise<void> {
  const plan = await requirePlan(control, api, slug);
  const before = await openSubscription(control, partner, api);
  const isProvider = actor.partner === null || actor.partner === api.owner;
  if (!isProvider && (before.phase !== "sandbox" || (plan.builtIn && slug === "pro")))
    throw new Problem("forbidden", "This plan is given by the API's provider. Ask them, or choose another.");
  await control.db.batch([
    control.db
      .update(subscriptions)
      .set({ plan: plan.slug, updatedAt: control.now })
      .where(whereSubscription(partner, api)),
    ...policyRows(control, tenantsOfPartner(partner, api.id)),
  ]);
  await recordStep(control, actor, { partner, api, action: `plan ${plan.slug}`, phase: before.phase });
  await deliverPolicies(control, waitingOfPartner(partner, api.id));
}

/** The partner's tenants that are to follow a change of its terms: of all APIs, or of one. */
export const tenantsOfPartner = (partner: string, api?: string): SQL | undefined =>
  and(
    api === undefined ? undefined : eq(tenants.api, api),
    or(
      and(eq(tenants.mode, "live"), eq(tenants.owner, partner)),
      sql`(${tenants.mode} = 'test' AND ${tenants.owner} IN
        (SELECT ${sandboxes.id} FROM ${sandboxes} WHERE ${sandboxes.partner} = ${partner}))`,
    ),
  );

/** What of the outbox concerns a partner's tenants. */
export const waitingOfPartner = (partner: string, api?: string): SQL | undefined =>
  and(
    api === undefined ? undefined : eq(outbox.api, api),
    sql`(${outbox.owner} = ${partner} OR ${outbox.owner} IN
      (SELECT ${sandboxes.id} FROM ${sandboxes} WHERE ${sandboxes.partner} = ${partner}))`,
  );

export const recordStep = (
  control: Control,
  actor: Actor,
  step: {
    partner: string;
    api: Api;
    action: string;
    phase: string;
    notes?: string | undefined;
    submission?: string;
  },
): Promise<unknown> =>
  Promise.all([
    control.db.insert(steps).values({
      partner: step.partner,
      api: step.api.id,
      submission: step.submission ?? null,
      at: control.now,
      actor: actor.user,
      action: step.action,
      phase: step.phase,
      notes: step.notes ?? null,
    }),
    noteAudit(control, actor, {
      mode: "test",
      action: `subscription.${step.action}`,
      target: `${step.partner}:${step.api.slug}`,
      detail: { phase: step.phase, notes: step.notes ?? null },
    }),
  ]);

/** Test keys of the partner that open this API and still work, over all of its sandboxes. */
export async function countPartnerKeys(control: Control, partner: string, api: string): Promise<number> {
  const [row] = await control.db
    .select({ n: count() })
    .from(keys)
    .where(
      and(
        eq(keys.partner, partner),
        eq(keys.mode, "test"),
        or(eq(keys.api, api), isNull(keys.api)),
        isNull(keys.revokedAt),
      ),
    );
  return row?.n ?? 0;
}

/** Why no live key can be made; null when one can. */
export async function productionBlocker(
  control: Control,
  api: Api,
  row: Subscription,
  plan: PlanView,
): Promise<string | null> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  if (index.live === "none") return noProduction(api.slug);
  if (row.phase === "in_review") return "Production is locked: the submission is being reviewed.";
  if (row.phase === "sandbox" && plan.review)
    return "Production is locked: it opens once the API's provider has reviewed and approved this integration.";
  if (plan.paid && row.paidAt === null) return "Production is locked until payment is complete.";
  if (typeof index.live === "object" && row.credential === null)
    return `Production is locked until the API's provider has given the credential of this partner. ${needsCredential(api.slug)}`;
  return null;
}

export async function viewSubscription(
  control: Control,
  partner: string,
  api: Api,
): Promise<SubscriptionView> {
  const row = await openSubscription(control, partner, api);
  const plan = await planOf(control, partner, api.id);
  const [history, whyNot, locked, testData] = await Promise.all([
    control.db
      .select()
      .from(steps)
      .where(and(eq(steps.partner, partner), eq(steps.api, api.id)))
      .orderBy(asc(steps.id))
      .limit(500),
    submitBlocker(control, api, row, plan),
    productionBlocker(control, api, row, plan),
    testDataOf(control, api, plan),
  ]);
  const notice = row.notice === null ? null : Notice.parse(JSON.parse(row.notice));
  return {
    api: api.slug,
    partner,
    plan: plan.slug,
    phase: row.phase,
    stepper: stepperOf(row.phase, notice),
    notice,
    locked,
    canSubmit: whyNot === null,
    whyNot,
    form: plan.form,
    testData,
    paidAt: row.paidAt === null ? null : isoMillis(row.paidAt),
    createdAt: isoMillis(row.createdAt),
    history: history.map((step) => ({
      at: isoMillis(step.at),
      actor: step.actor,
      action: step.action,
      phase: step.phase as SubscriptionView["phase"], // written by us, from phases
      notes: step.notes,
      submission: step.submission,
    })),
  };
}

const PHASES = ["sandbox", "in_review", "production"] as const;

function stepperOf(phase: SubscriptionView["phase"], notice: Notice | null): SubscriptionView["stepper"] {
  const here = PHASES.indexOf(phase);
  return PHASES.map((one, i) => ({
    phase: one,
    state:
      one === "in_review" && phase === "sandbox" && notice?.kind === "rejected"
        ? "rejected"
        : i < here
          ? "done"
          : i === here
            ? "current"
            : "open",
  }));
}

/** Why Submit is closed; null when it is open. */
export async function submitBlocker(
  control: Control,
  api: Api,
  row: Subscription,
  plan: PlanView,
): Promise<string | null> {
  if (row.phase === "in_review") return "It has been submitted and is being reviewed.";
  if (row.phase === "production") return "It is in production.";
  if (!plan.sandbox) return "The plan has no sandbox to test in.";
  // A review that cannot end is not begun.
  const { whyNot } = await productionOf(control, api, plan);
  if (whyNot !== null) return whyNot;
  if ((await countPartnerKeys(control, row.partner, api.id)) === 0)
    return "Create sandbox credentials first: there is no test key that works.";
  const { ready, required } = await readinessOf(control, row.partner, api.id, plan);
  if (ready) return null;
  return `Not proved yet: ${required.flatMap((one) => (one.met ? [] : [one.title])).join("; ")}.`;
}

/** The provider's rows, and what the release itself offers to test with: values that call scenarios up. */
async function testDataOf(control: Control, api: Api, plan: PlanView): Promise<TestDataRow[]> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  const scenarios = describeScenarios(index.scenarios).flatMap((one) =>
    one.own
      ? one.triggers.values.map(({ member, value }) => ({
          type: "scenario",
          name: one.name,
          description: `${one.description}${member === undefined ? "" : ` Send it as ${member}.`}`,
          value: String(value),
        }))
      : [],
  );
  const { records } = await loadSeed(control.blobs, { release: api.release, index });
  const seeded = Object.entries(records).flatMap(([name, rows]) => {
    const id = rows[0]?.[index.resources[name]?.identity.property ?? ""];
    return typeof id === "string" || typeof id === "number"
      ? [
          {
            type: "record",
            name,
            description: `A ${name} that every sandbox begins with.`,
            value: String(id),
          },
        ]
      : [];
  });
  return [...plan.testData, ...seeded, ...scenarios];
}

/** The provider's partners of an API, latest change first. */
export async function listPartners(
  control: Control,
  api: Api,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<PartnerRow[]> {
  const rows = await control.db
    .select({ subscription: subscriptions, name: organization.name, plan: organization.plan })
    .from(subscriptions)
    .innerJoin(organization, eq(organization.id, subscriptions.partner))
    .where(
      and(eq(subscriptions.api, api.id), after === undefined ? undefined : gt(subscriptions.partner, after)),
    )
    .orderBy(asc(subscriptions.partner))
    .limit(limit);
  const [standard, uses] = await Promise.all([
    defaultPlan(control, api.id),
    usesOf(
      control,
      rows.map(({ subscription }) => subscription.partner),
      api.id,
    ),
  ]);
  return rows.map(({ subscription, name, plan }) => ({
    partner: { id: subscription.partner, name },
    plan: subscription.plan ?? standard ?? plan,
    phase: subscription.phase,
    paid: subscription.paidAt !== null,
    since: isoMillis(subscription.createdAt),
    updatedAt: subscription.updatedAt === 0 ? null : isoMillis(subscription.updatedAt),
    ...(uses.get(subscription.partner) ?? { lastCallAt: null, calls: 0, facts: 0 }),
  }));
}

type Use = { lastCallAt: string | null; calls: number; facts: number };

/** What the rollups of these partners' sandboxes told last: one question for a whole page. */
async function usesOf(control: Control, partners: readonly string[], api: string): Promise<Map<string, Use>> {
  const rows = await control.db
    .select({
      partner: sandboxes.partner,
      at: max(tenants.answeredAt),
      calls: sum(tenants.calls),
      facts: max(tenants.facts),
    })
    .from(sandboxes)
    .innerJoin(tenants, and(eq(tenants.mode, "test"), eq(tenants.owner, sandboxes.id), eq(tenants.api, api)))
    // A list may have more values than D1 binds.
    .where(sql`${sandboxes.partner} IN (SELECT value FROM json_each(${JSON.stringify(partners)}))`)
    .groupBy(sandboxes.partner);
  return new Map(
    rows.map(({ partner, at, calls, facts }) => [
      partner,
      { lastCallAt: at === null ? null : isoMillis(at), calls: Number(calls ?? 0), facts: facts ?? 0 },
    ]),
  );
}

/** When a partner's first call succeeded, and the failures it has not recovered from: what it may be stuck on. */
export async function progressOf(
  control: Control,
  partner: string,
  api: Api,
): Promise<{ firstSuccessAt: string | null; stuckOn: ReadinessItem[] }> {
  const { facts } = await readinessOf(control, partner, api.id, await planOf(control, partner, api.id));
  const succeeded = new Set(facts.flatMap((one) => (one.fact === "succeeded" ? [one.operation] : [])));
  return {
    firstSuccessAt: facts.find((one) => one.fact === "succeeded")?.proof?.at ?? null,
    stuckOn: facts.filter((one) => one.fact.startsWith("answered_") && !succeeded.has(one.operation)),
  };
}

/** The provider, or its payment system, says that a partner has paid. */
export async function confirmPayment(
  control: Control,
  actor: Actor,
  partner: string,
  api: Api,
): Promise<void> {
  const [row] = await control.db
    .update(subscriptions)
    .set({ paidAt: control.now, updatedAt: control.now })
    .where(and(whereSubscription(partner, api), isNull(subscriptions.paidAt)))
    .returning({ phase: subscriptions.phase });
  if (!row) throw new Problem("conflict", "There is no such subscription, or it is paid already.");
  await recordStep(control, actor, { partner, api, action: "paid", phase: row.phase });
}
