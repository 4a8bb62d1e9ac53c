// What a partner's integration has proved, over all of its sandboxes of an API: the tenants' own evidence, read when asked.
import { and, eq, isNull } from "drizzle-orm";
import type { PlanView, Readiness, ReadinessItem, Requirement } from "#contract/pipeline.ts";
import { tenantName } from "#contract/tenant.ts";
import type { Control } from "../context.ts";
import { sandboxes, tenants } from "../schema.ts";

const MOST_SANDBOXES = 50;

type Fact = { operation: string; fact: string; request: string; at: string; sandbox: string };

export async function readinessOf(
  control: Control,
  partner: string,
  api: string,
  plan: PlanView,
): Promise<Readiness> {
  const rows = await control.db
    .select({ owner: tenants.owner })
    .from(tenants)
    .innerJoin(sandboxes, eq(sandboxes.id, tenants.owner))
    .where(
      and(
        eq(sandboxes.partner, partner),
        isNull(sandboxes.deletedAt),
        eq(tenants.mode, "test"),
        eq(tenants.api, api),
      ),
    )
    .limit(MOST_SANDBOXES);
  const facts = (
    await Promise.all(
      rows.map(async ({ owner }) => {
        const evidence = await control.tenant("test", tenantName(owner, api)).evidence();
        return evidence.map((one): Fact => ({ ...one, sandbox: owner }));
      }),
    )
  )
    .flat()
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  const required = plan.evidence.map((one) =>
    itemOf(
      one,
      facts.find((fact) => proves(fact, one)),
    ),
  );
  const seen = new Set<string>();
  const all = facts.filter(
    ({ operation, fact }) => !seen.has(`${operation} ${fact}`) && seen.add(`${operation} ${fact}`),
  );
  return {
    ready: required.every((one) => one.met),
    required,
    facts: all.map((fact) => itemOf({ operation: fact.operation, fact: fact.fact }, fact)),
  };
}

const proves = (fact: Fact, wanted: Requirement): boolean =>
  fact.fact === wanted.fact && (wanted.operation === undefined || wanted.operation === fact.operation);

const itemOf = (wanted: Requirement, proof: Fact | undefined): ReadinessItem => ({
  title:
    wanted.title ??
    `${wanted.fact.replaceAll("_", " ")}${wanted.operation === undefined ? "" : `: ${wanted.operation}`}`,
  operation: wanted.operation ?? null,
  fact: wanted.fact,
  met: proof !== undefined,
  proof: proof ? { request: proof.request, sandbox: proof.sandbox, at: proof.at } : null,
});
