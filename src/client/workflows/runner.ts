// Runs a workflow step by step: request, success criteria, what it leaves behind in the sandbox, outputs, then the action that
// says how to go on. Every loop is bounded; every outcome is a result, and only a server that does not answer is an error.
import type { Arazzo, Parameter, Step, Workflow } from "#blueprint/workflows/arazzo.ts";
import { NoValue, type Scope, fill } from "#blueprint/workflows/expressions.ts";
import type { WorkflowView } from "#contract/workflows.ts";
import { type JsonObject, textOf } from "#lib/json.ts";
import { Expectations, type Wait } from "./expectations.ts";
import { type Flow, actionOf, defaultsOf, flowOf, outputsOf } from "./flow.ts";
import type { RunResult, StepResult } from "./results.ts";
import type { RunSandbox } from "./run-sandbox.ts";
import { type Target, send } from "./send.ts";
import { criteriaChecks, notChecked } from "./step-checks.ts";

export type Surroundings = {
  target: Target;
  /** Undefined where another server is run against: then only answers are checked. */
  sandbox: RunSandbox | undefined;
  wait: Wait;
  /** Told of every step as it ends. */
  onStep(step: StepResult): void;
};

const MAX_PERFORMED = 500;
const DEEPEST = 8;
/** Longer pauses move the sandbox's clock instead. */
const LONGEST_WAIT_SECONDS = 2;

/** With what it depends on before it. `inputs` stand over the defaults of the document. */
export function runWorkflow(
  view: Pick<WorkflowView, "document" | "operations">,
  id: string,
  inputs: JsonObject,
  surroundings: Surroundings,
): Promise<RunResult> {
  const { sandbox, wait } = surroundings;
  const run = new Run(view, surroundings, sandbox && new Expectations(sandbox, wait));
  return run.workflow(id, inputs, 0);
}

type Growing = Scope & { steps: Record<string, JsonObject> };

class Run {
  private performed = 0;
  private readonly done = new Map<string, { inputs: JsonObject; outputs: JsonObject }>();
  private readonly document: Arazzo;
  private readonly operations: WorkflowView["operations"];
  private readonly surroundings: Surroundings;
  private readonly expectations: Expectations | undefined;

  constructor(
    { document, operations }: Pick<WorkflowView, "document" | "operations">,
    surroundings: Surroundings,
    expectations: Expectations | undefined,
  ) {
    this.document = document;
    this.operations = operations;
    this.surroundings = surroundings;
    this.expectations = expectations;
  }

  async workflow(id: string, given: JsonObject, depth: number): Promise<RunResult> {
    const begun = performance.now();
    const workflow = this.document.workflows.find((one) => one.workflowId === id);
    const result: RunResult = {
      workflow: id,
      summary: workflow?.summary ?? "",
      passed: false,
      milliseconds: 0,
      steps: [],
      outputs: {},
    };
    const end = (): RunResult => ({ ...result, milliseconds: Math.round(performance.now() - begun) });
    if (!workflow || depth > DEEPEST) {
      result.problem = workflow ? "Workflows call each other without end" : `There is no workflow '${id}'`;
      return end();
    }
    for (const one of workflow.dependsOn ?? []) {
      if (this.done.has(one)) continue;
      const before = await this.workflow(one, {}, depth + 1);
      result.steps.push(...before.steps);
      if (!before.passed) {
        result.problem = `The workflow '${one}' has to pass first`;
        return end();
      }
    }
    const inputs = { ...defaultsOf(workflow), ...given };
    const scope: Growing = {
      inputs,
      steps: {},
      workflows: Object.fromEntries(this.done),
    };
    const problem = await this.steps(workflow, scope, result, depth);
    if (problem !== undefined) result.problem = problem;
    result.passed = problem === undefined && result.steps.every((one) => one.passed || one.handled === true);
    result.outputs = outputsOf(workflow.outputs, scope);
    this.done.set(id, { inputs, outputs: result.outputs });
    return end();
  }

  /** Why it could not go on, where no step says it. */
  private async steps(
    workflow: Workflow,
    scope: Growing,
    result: RunResult,
    depth: number,
  ): Promise<string | undefined> {
    let at = 0;
    while (at < workflow.steps.length) {
      const step = workflow.steps[at];
      if (!step) return undefined;
      const { outcome, flow } = await this.insistently(workflow, step, scope, depth);
      result.steps.push(outcome);
      this.surroundings.onStep(outcome);
      if (this.performed > MAX_PERFORMED)
        return `More than ${MAX_PERFORMED} requests: its steps lead in a circle`;
      if (flow.to === "failed" || flow.to === "end") return undefined;
      if (flow.to === "workflow") {
        const next = await this.workflow(flow.id, scope.inputs, depth + 1);
        result.steps.push(...next.steps);
        return next.problem;
      }
      if (flow.to === "next") at++;
      else at = workflow.steps.findIndex((one) => one.stepId === flow.stepId);
      if (at < 0) return "A goto leads to no step";
    }
    return undefined;
  }

  /** A step, tried again as its actions say. */
  private async insistently(
    workflow: Workflow,
    step: Step,
    scope: Growing,
    depth: number,
  ): Promise<{ outcome: StepResult; flow: Flow }> {
    const begun = performance.now();
    for (let attempt = 1; ; attempt++) {
      const outcome = { ...(await this.once(workflow, step, scope, depth)), attempts: attempt };
      outcome.milliseconds = Math.round(performance.now() - begun);
      const here = { ...scope, exchange: outcome.exchange };
      const action = actionOf(outcome.passed, workflow, step, here);
      if (!action) return { outcome, flow: { to: outcome.passed ? "next" : "failed" } };
      if (action.type !== "retry") {
        const flow = flowOf(action);
        return {
          outcome: outcome.passed || flow.to === "end" ? outcome : { ...outcome, handled: true },
          flow,
        };
      }
      const limit = "retryLimit" in action ? Number(action.retryLimit) : 1;
      if (attempt > limit || this.performed > MAX_PERFORMED) return { outcome, flow: { to: "failed" } };
      const before = workflow.steps.find((one) => one.stepId === action.stepId);
      if (before) await this.once(workflow, before, scope, depth);
      if (action.workflowId !== undefined) await this.workflow(action.workflowId, scope.inputs, depth + 1);
      await this.pause("retryAfter" in action ? Number(action.retryAfter) : 0);
    }
  }

  private async pause(seconds: number): Promise<void> {
    const { sandbox, wait } = this.surroundings;
    const waited = sandbox ? Math.min(seconds, LONGEST_WAIT_SECONDS) : seconds;
    await wait(waited * 1000);
    if (sandbox && seconds > waited) await sandbox.advance(seconds - waited);
  }

  private async once(workflow: Workflow, step: Step, scope: Growing, depth: number): Promise<StepResult> {
    this.performed++;
    const result: StepResult = {
      stepId: step.stepId,
      title: step.description?.split("\n")[0] ?? step.stepId,
      status: null,
      passed: false,
      attempts: 1,
      milliseconds: 0,
      request: null,
      checks: [],
    };
    try {
      if (step.workflowId !== undefined) await this.nested(step, scope, depth, result);
      else await this.call(workflow, step, scope, result);
    } catch (error) {
      if (!(error instanceof NoValue)) throw error;
      result.checks.push({ kind: "request", what: error.message, passed: false });
    }
    result.passed = result.checks.every((one) => one.passed || one.skipped === true);
    return result;
  }

  private async nested(step: Step, scope: Growing, depth: number, result: StepResult): Promise<void> {
    const id = (step.workflowId ?? "").replace(/^\$sourceDescriptions\.[\w-]+\./, "");
    const given = ((step.parameters ?? []) as Parameter[]).map(
      (one) => [one.name, fill(one.value, scope)] as const,
    );
    const inner = await this.workflow(id, Object.fromEntries(given), depth + 1);
    const failed = inner.steps.find((one) => !one.passed && one.handled === undefined);
    const why = inner.problem ?? (failed && `its step '${failed.stepId}' failed`);
    result.checks.push({
      kind: "workflow",
      what: `The workflow '${id}' passes`,
      passed: inner.passed,
      ...(why === undefined ? {} : { detail: why }),
    });
    scope.steps[step.stepId] = {
      ...inner.outputs,
      ...outputsOf(step.outputs, { ...scope, workflows: Object.fromEntries(this.done) }),
    };
  }

  private async call(workflow: Workflow, step: Step, scope: Growing, result: StepResult): Promise<void> {
    const operation = this.operations[step.operationId ?? step.operationPath ?? ""];
    if (!operation) throw new NoValue("The operation of the step");
    const shared = (workflow.parameters ?? []) as Parameter[];
    const exchange = await send(this.surroundings.target, operation, step, shared, scope);
    const here = { ...scope, exchange };
    result.exchange = exchange;
    result.status = exchange.status;
    result.request = textOf(exchange.response.headers["x-request-id"]) || null;
    result.checks.push(...criteriaChecks(step, here));
    if (result.checks.some((one) => !one.passed)) return;
    scope.steps[step.stepId] = outputsOf(step.outputs, here);
    const expected = step["x-sandbox-expect"];
    if (expected)
      result.checks.push(
        ...(this.expectations ? await this.expectations.check(expected, here) : notChecked(expected)),
      );
  }
}
