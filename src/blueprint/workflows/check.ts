// What a schema cannot say of an Arazzo document: ids stand once, whatever is named is there, conditions and expressions can
// be read and speak of what has run before, and every operation is one of the API. Pure.
import { didYouMean } from "#lib/nearest.ts";
import type { BlueprintIndex } from "../format/blueprint.ts";
import { noOperation, refuseEvent } from "../known-names.ts";
import type { Action, Arazzo, Criterion, SandboxExpectation, Step, Workflow } from "./arazzo.ts";
import { compileCriterion } from "./criteria.ts";
import { expressionsOf, parseCondition } from "./conditions.ts";
import { type Expression, expressionsIn } from "./expressions.ts";
import { operationOf } from "./operations.ts";
import type { Json } from "#lib/json.ts";

type Place = readonly PropertyKey[];
type Say = (place: Place, message: string) => void;
type Known = { index: BlueprintIndex; workflows: readonly string[]; say: Say };

export function checkArazzo(document: Arazzo, index: BlueprintIndex, say: Say): void {
  const workflows = document.workflows.map((one) => one.workflowId);
  const known: Known = { index, workflows, say };
  document.workflows.forEach((workflow, i) => {
    const place = ["workflows", i];
    if (workflows.indexOf(workflow.workflowId) !== i)
      say([...place, "workflowId"], `There are two workflows '${workflow.workflowId}'.`);
    workflow.dependsOn?.forEach((one, n) => requireWorkflow(known, one, [...place, "dependsOn", n]));
    checkWorkflow(known, workflow, place);
  });
}

function checkWorkflow(known: Known, workflow: Workflow, place: Place): void {
  const steps = workflow.steps.map((one) => one.stepId);
  workflow.steps.forEach((step, i) => {
    const here = [...place, "steps", i];
    if (steps.indexOf(step.stepId) !== i)
      known.say([...here, "stepId"], `There are two steps '${step.stepId}'.`);
    checkStep(known, step, steps, here);
  });
  checkActions(known, workflow.successActions, steps, [...place, "successActions"]);
  checkActions(known, workflow.failureActions, steps, [...place, "failureActions"]);
  checkValue(known, workflow.outputs ?? {}, steps, [...place, "outputs"]);
}

function checkStep(known: Known, step: Step, steps: readonly string[], place: Place): void {
  const { index, say } = known;
  const calls = [step.operationId, step.operationPath, step.workflowId].filter((one) => one !== undefined);
  if (calls.length !== 1) return say(place, "A step has one of operationId, operationPath and workflowId.");
  if (step.workflowId !== undefined) requireWorkflow(known, step.workflowId, [...place, "workflowId"]);
  else if (!operationOf(index, step))
    say(
      [...place, step.operationId === undefined ? "operationPath" : "operationId"],
      noOperation(index, calls[0] ?? ""),
    );
  // What is sent speaks of steps before it; what is made of the answer speaks of the step itself too.
  checkValue(known, (step.parameters ?? []) as Json, steps, [...place, "parameters"]);
  checkValue(known, (step.requestBody ?? {}) as Json, steps, [...place, "requestBody"]);
  checkValue(known, step.outputs ?? {}, steps, [...place, "outputs"]);
  checkCriteria(known, step.successCriteria, steps, [...place, "successCriteria"]);
  checkActions(known, step.onSuccess, steps, [...place, "onSuccess"]);
  checkActions(known, step.onFailure, steps, [...place, "onFailure"]);
  if (step["x-sandbox-expect"])
    checkExpectation(known, step["x-sandbox-expect"], steps, [...place, "x-sandbox-expect"]);
}

function checkExpectation(
  known: Known,
  expectation: SandboxExpectation,
  steps: readonly string[],
  place: Place,
): void {
  const { index, say } = known;
  expectation.events?.forEach(({ type }, i) => {
    const refused = refuseEvent(index, type);
    if (refused !== undefined) say([...place, "events", i, "type"], refused);
  });
  expectation.noEvents?.forEach((type, i) => {
    const refused = refuseEvent(index, type);
    if (refused !== undefined) say([...place, "noEvents", i], refused);
  });
  expectation.records?.forEach(({ resource }, i) => {
    const names = Object.keys(index.resources);
    if (!names.includes(resource))
      say(
        [...place, "records", i, "resource"],
        `There is no resource '${resource}'.${didYouMean(resource, names)}`,
      );
  });
  checkValue(known, expectation as Json, steps, place);
}

function checkActions(
  known: Known,
  actions: readonly unknown[] | undefined,
  steps: readonly string[],
  place: Place,
): void {
  // References were put in their place before the schema was asked.
  (actions as readonly Action[] | undefined)?.forEach((action, i) => {
    const here = [...place, i];
    const { stepId, workflowId } = action;
    if (stepId !== undefined && !steps.includes(stepId))
      known.say([...here, "stepId"], `There is no step '${stepId}' here.${didYouMean(stepId, steps)}`);
    if (workflowId !== undefined) requireWorkflow(known, workflowId, [...here, "workflowId"]);
    if (action.type === "goto" && (stepId === undefined) === (workflowId === undefined))
      known.say(here, "A goto names a stepId or a workflowId.");
    checkCriteria(known, action.criteria, steps, [...here, "criteria"]);
  });
}

function checkCriteria(
  known: Known,
  criteria: readonly Criterion[] | undefined,
  steps: readonly string[],
  place: Place,
): void {
  criteria?.forEach((criterion, i) => {
    const here = [...place, i, "condition"];
    const compiled = compileCriterion(criterion);
    if (!compiled.ok) return known.say(here, `${compiled.failure}.`);
    const isSimple = criterion.type === undefined || criterion.type === "simple";
    const condition = isSimple ? parseCondition(criterion.condition) : undefined;
    if (condition?.ok)
      for (const one of expressionsOf(condition.value)) checkExpression(known, one, steps, here);
  });
}

function checkValue(known: Known, value: Json, steps: readonly string[], place: Place): void {
  for (const one of expressionsIn(value)) checkExpression(known, one, steps, [...place, ...one.place]);
}

function checkExpression(
  known: Known,
  { text, expression }: { text: string; expression: Expression },
  steps: readonly string[],
  place: Place,
): void {
  const [source, name = ""] = expression.path;
  if (source === "steps" && !steps.includes(name))
    known.say(place, `${text} speaks of a step '${name}' that is not there.${didYouMean(name, steps)}`);
  if (source === "workflows") requireWorkflow(known, name, place);
}

function requireWorkflow({ workflows, say }: Known, name: string, place: Place): void {
  const own = name.replace(/^\$sourceDescriptions\.[\w-]+\./, "");
  if (!workflows.includes(own))
    say(place, `There is no workflow '${name}' in this document.${didYouMean(own, workflows)}`);
}
