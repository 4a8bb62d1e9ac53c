// Workflows of an API's release: those that were published with it, and those that follow from its document. A declared one
// stands over an inferred one of its name.
import type { Schema } from "#blueprint/format/schema.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { Details, Operation } from "#blueprint/format/operation.ts";
import type { Arazzo, Workflow } from "#blueprint/workflows/arazzo.ts";
import { type Inferred, inferWorkflows } from "#blueprint/workflows/infer.ts";
import { operationOf } from "#blueprint/workflows/operations.ts";
import { readWorkflows } from "#blueprint/workflows/read.ts";
import { documentOf, operationsNeeded, writeInferred } from "#blueprint/workflows/write-inferred.ts";
import { type StoredRelease, loadDetails, loadIndex, loadSchemas, workflowsKey } from "#contract/blobs.ts";
import type { CalledOperation, WorkflowRow, WorkflowView } from "#contract/workflows.ts";
import { didYouMean } from "#lib/nearest.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";
import type { apis } from "../schema.ts";

type Api = typeof apis.$inferSelect;
type Known = { stored: StoredRelease; declared: Arazzo | undefined; inferred: Inferred[] };

export async function listWorkflows(control: Control, release: string): Promise<WorkflowRow[]> {
  const { declared, inferred } = await workflowsOf(control, release);
  return [
    ...(declared?.workflows ?? []).map((one) => ({
      id: one.workflowId,
      summary: one.summary ?? one.description ?? "",
      source: "declared" as const,
    })),
    ...inferred.map(({ id, summary }) => ({ id, summary, source: "inferred" as const })),
  ];
}

/** One workflow as an Arazzo document: a declared one with those that it may go on with. */
export async function readWorkflow(
  control: Control,
  api: Api,
  release: string,
  id: string,
): Promise<WorkflowView> {
  const known = await workflowsOf(control, release);
  const { index } = known.stored;
  const isDeclared = known.declared?.workflows.some((one) => one.workflowId === id) ?? false;
  const document =
    known.declared && isDeclared
      ? known.declared
      : documentOf(index, api.slug, [await written(control, known, id)]);
  return {
    id,
    source: isDeclared ? "declared" : "inferred",
    api: api.slug,
    release,
    basePath: index.basePaths[0] ?? "",
    document,
    operations: operationsIn(index, document.workflows),
  };
}

async function workflowsOf(control: Control, release: string): Promise<Known> {
  const { value: index } = await loadIndex(control.blobs, release);
  const blob = await control.blobs.get(workflowsKey(release));
  const read = blob ? readWorkflows(await blob.text(), index) : undefined;
  // They were checked when they were published; a compiler that knows an operation no more leaves them out.
  const declared = read?.ok ? read.value : undefined;
  const taken = new Set(declared?.workflows.map((one) => one.workflowId));
  return {
    stored: { release, index },
    declared,
    inferred: inferWorkflows(index).filter(({ id }) => !taken.has(id)),
  };
}

async function written(control: Control, known: Known, id: string): Promise<Workflow> {
  const inferred = known.inferred.find((one) => one.id === id);
  if (!inferred) {
    const ids = [
      ...(known.declared?.workflows ?? []).map((one) => one.workflowId),
      ...known.inferred.map((one) => one.id),
    ];
    throw new Problem("not_found", `There is no workflow '${id}' here.${didYouMean(id, ids)}`);
  }
  const { stored } = known;
  const operations = operationsNeeded(stored.index, inferred);
  return writeInferred(stored.index, await partsOf(control, stored, operations), inferred);
}

/** The chunks of a release that some operations need. */
async function partsOf(
  { blobs }: Control,
  stored: StoredRelease,
  operations: readonly Operation[],
): Promise<{ details: Record<string, Details>; schemas: Record<string, Schema> }> {
  const [details, schemas] = await Promise.all([
    Promise.all([...new Set(operations.map((one) => one.details))].map((n) => loadDetails(blobs, stored, n))),
    Promise.all(
      [...new Set(operations.flatMap((one) => one.schemas))].map((n) => loadSchemas(blobs, stored, n)),
    ),
  ]);
  return {
    details: Object.assign({}, ...details.map((one) => one.value)) as Record<string, Details>,
    schemas: Object.assign({}, ...schemas.map((one) => one.value)) as Record<string, Schema>,
  };
}

function operationsIn(
  index: BlueprintIndex,
  workflows: readonly Workflow[],
): Record<string, CalledOperation> {
  const called = workflows.flatMap(({ steps }) => steps);
  return Object.fromEntries(
    called.flatMap((step) => {
      const operation = operationOf(index, step);
      const name = step.operationId ?? step.operationPath;
      return operation && name !== undefined ? [[name, calledOperation(index, operation)]] : [];
    }),
  );
}

function calledOperation(index: BlueprintIndex, operation: Operation): CalledOperation {
  const { security } = operation;
  const isPublic = security.length > 0 && security.every((one) => one.length === 0);
  const named = security.flat().find((one) => Object.hasOwn(index.schemes, one));
  const scheme = named === undefined ? Object.values(index.schemes)[0] : index.schemes[named];
  return {
    id: operation.id,
    method: operation.method,
    path: `${index.basePaths[0] ?? ""}${operation.path}`,
    credential: isPublic ? null : (scheme ?? { kind: "bearer" }),
  };
}
