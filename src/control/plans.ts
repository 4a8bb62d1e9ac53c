// Plans: what an API offers. Two are built in, `free` and `pro`; a provider makes others for its own API. The plan of a
// subscription decides limits, form and evidence; without one the organisation's own does.
import { and, asc, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Policy } from "../contract/call.ts";
import { PlanTerms, type PlanView } from "../contract/pipeline.ts";
import { Problem } from "../lib/problem.ts";
import { noteAudit } from "./audit.ts";
import { requirePossiblePlan } from "./plan-checks.ts";
import type { Actor, Control } from "./context.ts";
import { type apis, organization, plans, subscriptions } from "./schema.ts";

type Api = typeof apis.$inferSelect;

const builtIn = (slug: string, name: string, limits: PlanTerms["limits"]): PlanView => ({
  ...PlanTerms.parse({ limits }),
  slug,
  name,
  isDefault: false,
  builtIn: true,
});
const BUILT_IN: Readonly<Record<string, PlanView>> = {
  free: builtIn("free", "Free", { perMinute: null, perMonth: 1000, keys: 3, sandboxes: 3 }),
  pro: builtIn("pro", "Pro", { perMinute: null, perMonth: null, keys: null, sandboxes: null }),
};

/** The plans of an API, its own before the built-in ones. */
export async function listPlans(control: Control, api: Api): Promise<PlanView[]> {
  const rows = await control.db
    .select()
    .from(plans)
    .where(and(eq(plans.api, api.id), isNull(plans.retiredAt)))
    .orderBy(asc(plans.createdAt))
    .limit(100);
  const own = rows.map(viewOf);
  return [...own, ...Object.values(BUILT_IN).filter((one) => own.every(({ slug }) => slug !== one.slug))];
}

const viewOf = (row: typeof plans.$inferSelect): PlanView => ({
  ...PlanTerms.parse(JSON.parse(row.terms)),
  slug: row.slug,
  name: row.name,
  isDefault: row.isDefault,
  builtIn: false,
});

export async function requirePlan(control: Control, api: Api, slug: string): Promise<PlanView> {
  const found = (await listPlans(control, api)).find((one) => one.slug === slug);
  if (found) return found;
  throw new Problem("not_found", `${api.slug} has no plan '${slug}'.`);
}

/** Makes or changes a plan of the provider's own. Partners who have it play by the new terms from their next call on. */
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
  const others = control.db.update(plans).set({ isDefault: false }).where(eq(plans.api, api.id));
  const save = control.db
    .insert(plans)
    .values(row)
    .onConflictDoUpdate({
      target: [plans.api, plans.slug],
      set: { name, terms: row.terms, isDefault, retiredAt: null },
    });
  await (isDefault ? control.db.batch([others, save]) : save);
  await noteAudit(control, actor, {
    mode: "test",
    action: "plan.save",
    target: `${api.slug}/${slug}`,
    detail: terms,
  });
  return { ...terms, slug, name, isDefault, builtIn: false };
}

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
  const gone = await control.db
    .update(plans)
    .set({ retiredAt: control.now, isDefault: false })
    .where(and(eq(plans.api, api.id), eq(plans.slug, slug), isNull(plans.retiredAt)))
    .returning({ slug: plans.slug });
  if (gone.length === 0) throw new Problem("not_found", `${api.slug} has no plan '${slug}' of its own.`);
  await noteAudit(control, actor, { mode: "test", action: "plan.retire", target: `${api.slug}/${slug}` });
}

/** The plan a partner has with an API: the subscription's, else the API's default, else the organisation's. */
export async function planOf(control: Control, partner: string, api: string): Promise<PlanView> {
  const [subscription] = await control.db
    .select({ plan: subscriptions.plan })
    .from(subscriptions)
    .where(and(eq(subscriptions.partner, partner), eq(subscriptions.api, api)))
    .limit(1);
  const chosen = subscription?.plan ?? undefined;
  const own = await control.db.select().from(plans).where(eq(plans.api, api)).limit(200);
  const row = own.find((one) => (chosen === undefined ? one.isDefault : one.slug === chosen));
  if (row) return viewOf(row);
  if (chosen !== undefined && BUILT_IN[chosen]) return BUILT_IN[chosen];
  const [organisation] = await control.db
    .select({ plan: organization.plan })
    .from(organization)
    .where(eq(organization.id, partner))
    .limit(1);
  return (
    BUILT_IN[organisation?.plan ?? "free"] ??
    builtIn("free", "Free", { perMinute: null, perMonth: 1000, keys: 3, sandboxes: 3 })
  );
}

/** The plan of an API's partners who choose none, if it names one. */
export async function defaultPlan(control: Control, api: string): Promise<string | undefined> {
  const own = await control.db.select().from(plans).where(eq(plans.api, api)).limit(200);
  return own.find((one) => one.isDefault)?.slug;
}

export async function policyOf(control: Control, partner: string, api: string): Promise<Policy> {
  const { slug, limits } = await planOf(control, partner, api);
  return { plan: slug, perMinute: limits.perMinute, perMonth: limits.perMonth };
}
