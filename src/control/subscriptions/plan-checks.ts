// What a plan may demand of its API: evidence that can be proved, a form that can be filled, approvers who can approve. A plan
// that no partner could ever fulfil is refused when it is saved, with the nearest valid name.
import { eq } from "drizzle-orm";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { eventNames, findOperation, noOperation, refuseEvent } from "#blueprint/known-names.ts";
import { scenariosOf } from "#blueprint/format/scenarios.ts";
import { loadIndex } from "#contract/blobs.ts";
import { EVENT_PREFIX, WORKFLOW_PREFIX, answered, refuseFact, usualFacts } from "#contract/facts.ts";
import type { PlanChoices, PlanTerms, Requirement } from "#contract/pipeline.ts";
import { didYouMean, nearest } from "#lib/nearest.ts";
import { Problem } from "#lib/problem.ts";
import { listWorkflows } from "../apis/workflows.ts";
import type { Control } from "../context.ts";
import { canDecide } from "../accounts/roles.ts";
import { type apis, member, user } from "../schema.ts";

type Api = typeof apis.$inferSelect;
type Wrong = { field: string; message: string };

/** What a plan of the API's latest release can ask for. */
export async function planChoices(control: Control, api: Api): Promise<PlanChoices> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  return {
    operations: index.operations.map(({ id, method, path }) => ({ id, method, path })),
    events: eventNames(index),
    workflows: (await listWorkflows(control, api.release)).map(({ id }) => id),
    facts: usualFacts(Object.keys(scenariosOf(index.scenarios))),
  };
}

/** Refuses a plan that names what its API does not have; every fault is named with its place. */
export async function requirePossiblePlan(control: Control, api: Api, terms: PlanTerms): Promise<void> {
  const { value: index } = await loadIndex(control.blobs, api.release);
  const known = await provableIn(control, api.release, index, terms.evidence);
  const wrong: Wrong[] = [
    ...terms.evidence.flatMap((one, i) => {
      const message = refuseRequirement(index, known, one);
      return message === undefined ? [] : [{ field: `evidence.${i}`, message }];
    }),
    ...wrongForm(terms.form),
    ...(await wrongApprovers(control, api, terms.approvers)),
    ...(typeof index.live === "object" && !terms.review
      ? [
          {
            field: "review",
            message:
              "This API forwards live calls with a credential of each partner, which is given when a review is approved: without a review there is none.",
          },
        ]
      : []),
  ];
  if (wrong.length > 0)
    throw new Problem(
      "invalid_request",
      wrong.map(({ field, message }) => `${field}: ${message}`).join(" "),
      wrong,
    );
}

/** Names that requirements may speak of beside operations and events; workflows are read only where one is spoken of. */
export type Provable = { scenarios: readonly string[]; workflows: readonly string[] };

export const provableIn = async (
  control: Control,
  release: string,
  index: BlueprintIndex,
  evidence: readonly Requirement[],
): Promise<Provable> => ({
  scenarios: Object.keys(scenariosOf(index.scenarios)),
  workflows: evidence.some(({ operation }) => operation?.startsWith(WORKFLOW_PREFIX))
    ? (await listWorkflows(control, release)).map(({ id }) => id)
    : [],
});

/** Why no sandbox of this release ever proves this; undefined when one can. */
export function refuseRequirement(
  index: BlueprintIndex,
  { scenarios, workflows }: Provable,
  { operation: about, fact }: Requirement,
): string | undefined {
  if (about === undefined) return refuseFact(fact, "any", scenarios);
  if (about.startsWith(EVENT_PREFIX)) {
    const event = about.slice(EVENT_PREFIX.length);
    if (event.includes("*")) return `Evidence is of one event: name it in full instead of '${event}'.`;
    return refuseEvent(index, event) ?? refuseFact(fact, "event", scenarios);
  }
  if (about.startsWith(WORKFLOW_PREFIX)) {
    const workflow = about.slice(WORKFLOW_PREFIX.length);
    if (!workflows.includes(workflow))
      return `There is no workflow '${workflow}'.${didYouMean(workflow, workflows)}`;
    return refuseFact(fact, "workflow", scenarios);
  }
  const operation = index.operations.find((one) => one.id === about);
  if (!operation) {
    const meant = findOperation(index, about);
    return meant
      ? `Evidence names operations by their id. Did you mean '${meant.id}'?`
      : noOperation(index, about);
  }
  // What is not modelled answers 501, or 403 to a key without its scope, and nothing else.
  if (operation.kind === "unsupported" && ![answered(501), answered(403)].includes(fact))
    return `'${about}' is not modelled here and always answers 501, so '${fact}' is never proved (${operation.reasons.join("; ")}).`;
  return refuseFact(fact, "operation", scenarios);
}

const COMPOSED = ["$ref", "allOf", "anyOf", "oneOf", "patternProperties", "if", "dependentSchemas"];

/** Every step's schema is held against the whole form: a step that forbids another step's members can never be fulfilled. */
function wrongForm(form: PlanTerms["form"]): Wrong[] {
  const steps = form.map(({ schema }) => ({
    properties: namesIn(schema["properties"]),
    required: Array.isArray(schema["required"])
      ? schema["required"].filter((one) => typeof one === "string")
      : [],
    isClosed: schema["additionalProperties"] === false,
  }));
  const all = new Set(steps.flatMap((one) => one.properties ?? []));
  // Members may also come by a reference or an alternative: such a form is taken at its word.
  if (form.some(({ schema }) => COMPOSED.some((word) => word in schema))) return [];
  return steps.flatMap((step, i): Wrong[] => {
    const { properties, required } = step;
    const unknown =
      properties === undefined
        ? []
        : required
            .filter((name) => !all.has(name))
            .map((name) => ({
              field: `form.${i}.schema.required`,
              message: `No step of the form has '${name}'.${didYouMean(name, properties)}`,
            }));
    const shut = steps.flatMap((other, j) =>
      step.isClosed && i !== j ? other.required.filter((name) => !(properties ?? []).includes(name)) : [],
    );
    const [first] = shut;
    return first === undefined
      ? unknown
      : [
          ...unknown,
          {
            field: `form.${i}.schema.additionalProperties`,
            message: `All steps are held against the whole form, so this one must let through what others ask for: '${first}'. Leave additionalProperties out.`,
          },
        ];
  });
}

const namesIn = (properties: unknown): string[] | undefined =>
  typeof properties === "object" && properties !== null ? Object.keys(properties) : undefined;

async function wrongApprovers(control: Control, api: Api, approvers: readonly string[]): Promise<Wrong[]> {
  if (approvers.length === 0) return [];
  const members = await control.db
    .select({ id: user.id, email: user.email, role: member.role })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(eq(member.organizationId, api.owner ?? ""))
    .limit(1000);
  return approvers.flatMap((one, i): Wrong[] => {
    const known = members.find(({ id }) => id === one);
    const field = `approvers.${i}`;
    if (known && canDecide(known.role)) return [];
    if (known)
      return [{ field, message: `${known.email} is a ${known.role} here; reviewers and owners decide.` }];
    const near = nearest(
      one,
      members.flatMap(({ id, email }) => [id, email]),
    );
    const meant = members.find(({ id, email }) => id === near || email === near);
    return [
      {
        field,
        message: `'${one}' is no member of the API's provider.${meant ? ` Did you mean '${meant.id}' (${meant.email})?` : " Name users by their id."}`,
      },
    ];
  });
}
