// Receipts of workflow runs. A runner's word is held against the log of the sandbox it ran in: every request it names has to stand
// there, of the operation that the workflow's step calls. What was checked in bodies is the runner's word.
import type { Arazzo, Step } from "#blueprint/workflows/arazzo.ts";
import type { CalledOperation } from "#contract/workflows.ts";
import { MOST_STEPS, type Receipt, type ReceiptCall, type RunReport } from "#contract/receipts.ts";
import { tenantName } from "#contract/tenant.ts";
import type { LogRow } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { readWorkflow } from "../apis/workflows.ts";
import type { Actor, Control } from "../context.ts";
import type { apis } from "../schema.ts";
import { findSandbox } from "./sandboxes.ts";

type Api = typeof apis.$inferSelect;

/** The receipt of a run; refused where the log of its sandbox says otherwise. */
export async function confirmRun(
  control: Control,
  actor: Actor,
  api: Api,
  report: RunReport,
): Promise<Receipt> {
  const sandbox = await findSandbox(control, actor, report.run);
  const tenant = control.tenant("test", tenantName(sandbox.id, api.id));
  const status = await tenant.status();
  if (!status)
    throw new Problem(
      "not_found",
      `'${report.run}' has no sandbox of this API: a receipt is made before it is deleted.`,
    );
  const view = await readWorkflow(control, api, status.release, report.workflow);
  const rows = new Map(((await tenant.log({ limit: MOST_STEPS })) as LogRow[]).map((row) => [row.id, row]));
  const steps = report.steps.map(({ request, ...step }) => ({
    ...step,
    call: request === null ? null : callOf(rows, request, operationsOf(view, step.stepId), step.stepId),
  }));
  const left = missingSteps(view.document, view.id, report);
  if (report.passed && left.length > 0)
    throw new Problem("conflict", `A run that passed has these steps, too: ${left.join(", ")}.`);
  return {
    id: newId("rcp"),
    at: isoMillis(control.now),
    api: api.slug,
    release: status.release,
    workflow: view.id,
    scenario: report.scenario,
    milliseconds: report.milliseconds,
    passed: report.passed && report.steps.every((one) => one.passed),
    steps,
  };
}

function callOf(
  rows: ReadonlyMap<string, LogRow>,
  request: string,
  operations: ReadonlySet<string>,
  step: string,
): ReceiptCall {
  const row = rows.get(request);
  const { operation } = row ?? {};
  if (!row || operation == null)
    throw new Problem(
      "conflict",
      `The log of the run's sandbox has no request '${request}' (step '${step}').`,
    );
  if (!operations.has(operation))
    throw new Problem(
      "conflict",
      `The request '${request}' was '${operation}', which the step '${step}' does not call.`,
    );
  const { at, method, path, status } = row;
  return { request, at, operation, method, path, status };
}

type View = { document: Arazzo; operations: Record<string, CalledOperation> };

const calledBy = (step: Step): string | undefined => step.operationId ?? step.operationPath;

/** What steps of this id call, in any workflow of the document. */
const operationsOf = ({ document, operations }: View, stepId: string): Set<string> =>
  new Set(
    document.workflows
      .flatMap(({ steps }) => steps)
      .filter((step) => step.stepId === stepId)
      .flatMap((step) => operations[calledBy(step) ?? ""]?.id ?? []),
  );

/** Steps of the workflow that a run leaves out. One with actions may: they lead past steps. */
function missingSteps(document: Arazzo, id: string, { steps }: RunReport): string[] {
  const workflow = document.workflows.find((one) => one.workflowId === id);
  const all = workflow?.steps ?? [];
  if (
    workflow?.successActions ??
    workflow?.failureActions ??
    all.some((one) => one.onSuccess ?? one.onFailure)
  )
    return [];
  return all
    .filter((one) => {
      const called = steps.find(({ stepId }) => stepId === one.stepId);
      return !called || (calledBy(one) !== undefined && called.request === null);
    })
    .map(({ stepId }) => stepId);
}
