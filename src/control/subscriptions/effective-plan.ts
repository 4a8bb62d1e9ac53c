// Which plan holds for a partner of an API. Pure: rows in, plan out, so that one reading of D1 serves many tenants.
import type { z } from "zod";
import type { Policy } from "#contract/call.ts";
import { type BuiltInPlan, PlanTerms, type PlanView } from "#contract/pipeline.ts";
import type { plans } from "../schema.ts";

export type PlanRow = typeof plans.$inferSelect;

const builtIn = (slug: string, name: string, limits: PlanTerms["limits"]): PlanView => ({
  ...PlanTerms.parse({ limits }),
  slug,
  name,
  isDefault: false,
  builtIn: true,
});
const FREE = builtIn("free", "Free", { perMinute: null, perMonth: 1000, keys: 3, sandboxes: 3 });
const PRO = builtIn("pro", "Pro", { perMinute: null, perMonth: null, keys: null, sandboxes: null });
export const BUILT_IN: Readonly<Record<string, PlanView>> = { free: FREE, pro: PRO } satisfies Record<
  z.infer<typeof BuiltInPlan>,
  PlanView
>;

/** The plan of the subscription, else the API's default, else the organisation's; `own` are all of the API's plans. */
export function effectivePlan(
  own: readonly PlanRow[],
  { chosen, organisation }: { chosen: string | null | undefined; organisation: string | null | undefined },
): PlanView {
  const row = own.find((one) => (typeof chosen === "string" ? one.slug === chosen : one.isDefault));
  if (row) return viewOfPlan(row);
  return BUILT_IN[chosen ?? ""] ?? BUILT_IN[organisation ?? ""] ?? FREE;
}

export const policyOfPlan = ({ slug, limits }: PlanView): Policy => ({
  plan: slug,
  perMinute: limits.perMinute,
  perMonth: limits.perMonth,
});

export const viewOfPlan = (row: PlanRow): PlanView => ({
  ...PlanTerms.parse(JSON.parse(row.terms)),
  slug: row.slug,
  name: row.name,
  isDefault: row.isDefault,
  builtIn: false,
});
