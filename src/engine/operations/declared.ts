// Operations that do what sandbox.yaml says: cases that refuse or change records, and an answer made of them.
import type { Resource } from "#blueprint/format/resource.ts";
import { rule } from "#lib/reason.ts";
import { namedRecord } from "../behaviour/chosen-rows.ts";
import { finishRun, takeFirst } from "../behaviour/cases.ts";
import { beginRun } from "../behaviour/run.ts";
import { evaluate, scopeOf } from "../behaviour/scope.ts";
import type { OperationContext, Outcome } from "../context.ts";
import { generatorOptions } from "../generate/options.ts";
import type { Stored } from "../record-reader.ts";
import { enterScope } from "../records/lookup.ts";
import { project } from "../response/project.ts";

/** `sample` answers where nothing is said of the answer. */
export function declared(context: OperationContext, sample: (context: OperationContext) => Outcome): Outcome {
  enterScope(context, undefined);
  const { cases, returns } = context.details.declared ?? {};
  const named = namedRecord(context);
  const resource = context.index.resources[named?.resource ?? ""] ?? NO_RESOURCE;
  const run = beginRun(context, resource, named, named ? { ...named } : noRecord(context.now));
  if (cases) takeFirst(run, cases);
  const effects = finishRun(run, [], () => []);
  const sampled = sample(context);
  const outcome = { ...sampled, status: run.status ?? sampled.status };
  const reason = rule("declared", { operation: context.operation.id });
  if (returns === undefined || context.details.answer.envelope.kind === "empty")
    return { ...outcome, effects, reason };
  const scope = scopeOf(context, { before: named, next: named?.doc, created: run.created });
  const body = project(generatorOptions(context), context.details.answer.schema, evaluate(returns, scope));
  return { ...outcome, body, effects, reason };
}

/** Where the path names no record, the call is about none. */
const NO_RESOURCE: Resource = {
  name: "\ncall",
  schema: {},
  identity: { property: "id", lookups: [], generator: { kind: "uuid" }, clientChosen: false },
  foreignKeys: {},
  principal: [],
  expands: {},
  references: [],
  times: [],
  unique: [],
  newestFirst: false,
  maps: [],
  self: [],
  stub: false,
  derived: {},
  singleton: false,
  scope: "",
};

const noRecord = (now: number): Stored => ({
  resource: NO_RESOURCE.name,
  parent: "",
  id: "",
  seq: 0,
  state: null,
  doc: {},
  created: now,
  updated: now,
});
