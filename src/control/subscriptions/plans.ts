// Plans: what an API offers. Two are built in, `free` and `pro`; a provider makes others for its own API. The plan of a
// subscription decides limits, form and evidence; without one the organisation's own plan does.
import { type SQL, and, asc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { PlanTerms, PlanView } from "#contract/pipeline.ts";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import { requirePossiblePlan } from "./plan-checks.ts";
import type { Actor, Control } from "../context.ts";
import { BUILT_IN, effectivePlan, viewOfPlan } from "./effective-plan.ts";
import { deliverPolicies, policyRows } from "../jobs/outbox.ts";
import { type apis, organization, outbox, plans, sandboxes, subscriptions, tenants } from "../schema.ts";

type Api = typeof apis.$inferSelect;

/** The plans of an API, its own before the built-in ones. */
export async function listPlans(control: Control, api: Api): Promise<PlanView[]> {
  const rows = await control.db
    .select()
    .from(plans)
    .where(and(eq(plans.api, api.id), isNull(plans.retiredAt)))
    .orderBy(asc(plans.createdAt))
    .limit(100);
  const own = rows.map(viewOfPlan);
  return [...own, ...Object.values(BUILT_IN).filter((one) => own.every(({ slug }) => slug !== one.slug))];
}

export async function requirePlan(control: Control, api: Api, slug: string): Promise<PlanView> {
  const found = (await listPlans(control, api)).find((one) => one.slug === slug);
  if (found) return found;
  throw new Problem("not_found", `${api.slug} has no plan '${slug}'.`);
}

/** Makes or changes a plan of the provider's own. The new terms hold for its partners from their next call on. */
export async function savePlan(
  control: Control,
  actor: Actor,
  api: Api,
  slug: string,
  { name, isDefault, ...terms }: PlanTerms & { name: string; isDefault: boolean },
): Promise<PlanView> {
  for (const [i, step] of terms.form.entries()) requireSchema(step.schema, `form.${i}.schema`);
  await requirePossiblePlan(control, api, terms);
  const row = {
    api: api.id,
    slug,
    name,
    terms: JSON.stringify(terms),
    isDefault,
    createdAt: control.now,
    retiredAt: null,
  };
  await control.db.batch([
    ...policyRows(control, havePlan(api, slug, isDefault)),
    control.db
      .update(plans)
      .set({ isDefault: false })
      .where(and(eq(plans.api, api.id), isDefault ? undefined : sql`0`)),
    control.db
      .insert(plans)
      .values(row)
      .onConflictDoUpdate({
        target: [plans.api, plans.slug],
        set: { name, terms: row.terms, isDefault, retiredAt: null },
      }),
  ]);
  await deliverPolicies(control, eq(outbox.api, api.id));
  await noteAudit(control, actor, {
    mode: "test",
    action: "plan.save",
    target: `${api.slug}/${slug}`,
    detail: terms,
  });
  return { ...terms, slug, name, isDefault, builtIn: false };
}

/** Tenants of an API that may have a plan: by choice, or because it is the default, or was until this batch. */
const havePlan = (api: Api, slug: string, isDefault: boolean): SQL => {
  const partner = sql`CASE ${tenants.mode} WHEN 'live' THEN ${tenants.owner} ELSE
    (SELECT ${sandboxes.partner} FROM ${sandboxes} WHERE ${sandboxes.id} = ${tenants.owner}) END`;
  const chosen = sql`(SELECT ${subscriptions.plan} FROM ${subscriptions}
    WHERE ${subscriptions.api} = ${tenants.api} AND ${subscriptions.partner} = ${partner})`;
  const wasDefault = sql`EXISTS (SELECT 1 FROM ${plans}
    WHERE ${plans.api} = ${api.id} AND ${plans.slug} = ${slug} AND ${plans.isDefault} = 1)`;
  return sql`${tenants.api} = ${api.id} AND (${chosen} = ${slug}
    OR (${chosen} IS NULL AND (${isDefault ? 1 : 0} = 1 OR ${wasDefault})))`;
};

/** A form that no submission could be held against is refused when it is made. */
function requireSchema(schema: Record<string, unknown>, place: string): void {
  try {
    z.fromJSONSchema(schema);
  } catch (error) {
    throw new Problem(
      "invalid_request",
      `${place} is no JSON Schema that is understood here: ${String(error)}`,
    );
  }
}

/** Takes a plan off the list; who has it keeps it. */
export async function retirePlan(control: Control, actor: Actor, api: Api, slug: string): Promise<void> {
  const gone = await control.db.batch([
    ...policyRows(control, havePlan(api, slug, false)),
    control.db
      .update(plans)
      .set({ retiredAt: control.now, isDefault: false })
      .where(and(eq(plans.api, api.id), eq(plans.slug, slug), isNull(plans.retiredAt)))
      .returning({ slug: plans.slug }),
  ]);
  if (gone[2].length === 0) throw new Problem("not_found", `${api.slug} has no plan '${slug}' of its own.`);
  await deliverPolicies(control, eq(outbox.api, api.id));
  await noteAudit(control, actor, { mode: "test", action: "plan.retire", target: `${api.slug}/${slug}` });
}

/** The plan a partner has with an API: the subscription's, else the API's default, else the organisation's. */
export async function planOf(control: Control, partner: string, api: string): Promise<PlanView> {
  const [[subscription], own, [organisation]] = await control.db.batch([
    control.db
      .select({ plan: subscriptions.plan })
      .from(subscriptions)
      .where(and(eq(subscriptions.partner, partner), eq(subscriptions.api, api)))
      .limit(1),
    control.db.select().from(plans).where(eq(plans.api, api)).limit(200),
    control.db
      .select({ plan: organization.plan })
      .from(organization)
      .where(eq(organization.id, partner))
      .limit(1),
  ]);
  return effectivePlan(own, { chosen: subscription?.plan, organisation: organisation?.plan });
}

/** The plan of an API's partners who choose none, if it names one. */
export async function defaultPlan(control: Control, api: string): Promise<string | undefined> {
  const own = await control.db.select().from(plans).where(eq(plans.api, api)).limit(200);
  return own.find((one) => one.isDefault)?.slug;
}
