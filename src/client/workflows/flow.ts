// How a workflow goes on after a step, and the values that it takes and gives.
import type { Action, Step, Workflow } from "#blueprint/workflows/arazzo.ts";
import { compileCriterion } from "#blueprint/workflows/criteria.ts";
import { type Scope, evaluate, parseExpression } from "#blueprint/workflows/expressions.ts";
import { type Json, type JsonObject, asObject, isObject } from "#lib/json.ts";

export type Flow =
  | { to: "next" }
  | { to: "end" }
  | { to: "failed" }
  | { to: "step"; stepId: string }
  | { to: "workflow"; id: string };

/** The first action whose criteria hold; those of the step come before those of the workflow. */
export function actionOf(passed: boolean, workflow: Workflow, step: Step, scope: Scope): Action | undefined {
  const actions = passed
    ? [...(step.onSuccess ?? []), ...(workflow.successActions ?? [])]
    : [...(step.onFailure ?? []), ...(workflow.failureActions ?? [])];
  // References are in their place since the document was read.
  return (actions as Action[]).find((action) =>
    (action.criteria ?? []).every((criterion) => {
      const test = compileCriterion(criterion);
      return test.ok && test.value(scope);
    }),
  );
}

export function flowOf({ type, stepId, workflowId }: Action): Flow {
  if (type === "end") return { to: "end" };
  if (stepId !== undefined) return { to: "step", stepId };
  return workflowId === undefined ? { to: "end" } : { to: "workflow", id: workflowId };
}

export function outputsOf(outputs: Record<string, Json> | undefined, scope: Scope): JsonObject {
  return Object.fromEntries(
    Object.entries(outputs ?? {}).map(([name, value]) => {
      const expression = typeof value === "string" ? parseExpression(value) : undefined;
      return [name, expression ? (evaluate(expression, scope) ?? null) : value];
    }),
  );
}

export function defaultsOf({ inputs }: Workflow): JsonObject {
  const properties = asObject(inputs?.["properties"]);
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) =>
      isObject(schema) && schema["default"] !== undefined ? [[name, schema["default"]]] : [],
    ),
  );
}
