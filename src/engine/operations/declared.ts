// Operations that do what sandbox.yaml says: cases that refuse or change records, and an answer made of them.
import type { DeclaredOperation } from "#blueprint/format/behaviour.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import { utf8 } from "#lib/bytes.ts";
import type { ExpressionScope } from "#lib/expression.ts";
import { type Json, textOf } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import { namedRecord } from "../behaviour/chosen-rows.ts";
import { finishRun, takeFirst } from "../behaviour/cases.ts";
import { beginRun } from "../behaviour/run.ts";
import { evaluate, holds, scopeOf } from "../behaviour/scope.ts";
import type { OperationContext, Outcome, Run } from "../context.ts";
import { generatorOptions } from "../generate/options.ts";
import type { Stored } from "../record-reader.ts";
import { enterScope } from "../records/lookup.ts";
import { project } from "../response/project.ts";

/** `sample` answers where nothing is said of the answer. */
export function declared(context: OperationContext, sample: (context: OperationContext) => Outcome): Outcome {
  enterScope(context, undefined);
  const { returns, responds } = context.details.declared ?? {};
  const named = namedRecord(context);
  const run = takeCases(context, named);
  const effects = finishRun(run, [], () => []);
  const sampled = sample(context);
  const outcome = { ...sampled, status: run.status ?? sampled.status };
  const reason = rule("declared", { operation: context.operation.id });
  if (returns === undefined || (context.details.answer.envelope.kind === "empty" && !responds))
    return { ...outcome, effects, reason };
  const scope = scopeOf(context, { before: named, next: named?.doc, created: run.created });
  const said = evaluate(returns, scope);
  if (responds && holds(responds.when, scope))
    return { ...outcome, ...asSaid(responds, said, scope), effects, reason };
  const body = project(generatorOptions(context), context.details.answer.schema, said);
  return { ...outcome, body, effects, reason };
}

/** What the cases of an operation change, or their refusal. */
function takeCases(context: OperationContext, named: Stored | undefined): Run {
  const resource = context.index.resources[named?.resource ?? ""] ?? NO_RESOURCE;
  const run = beginRun(context, resource, named, named ? { ...named } : noRecord(context.now));
  const { cases } = context.details.declared ?? {};
  if (cases) takeFirst(run, cases);
  return run;
}

/** A list with cases: they may refuse it, and change nothing. */
export function refuseFirst(context: OperationContext): void {
  if (context.details.declared?.cases) finishRun(takeCases(context, namedRecord(context)), [], () => []);
}

/** An answer whose status and media type are worked out: the text as it is. */
function asSaid(
  { status, media, headers = {} }: NonNullable<DeclaredOperation["responds"]>,
  said: Json | undefined,
  scope: ExpressionScope,
): Partial<Outcome> {
  const given = status === undefined ? undefined : Number(evaluate(status, scope));
  const type = media === undefined ? undefined : textOf(evaluate(media, scope));
  return {
    ...(given !== undefined && given >= 200 && given <= 599 ? { status: given } : {}),
    bytes: utf8(textOf(said)),
    headers: [
      ["content-type", type ?? "text/plain; charset=utf-8"],
      ...Object.entries(headers).map(([name, text]): [string, string] => [
        name.toLowerCase(),
        oneLine(textOf(evaluate(text, scope))),
      ]),
    ],
  };
}

/** What the caller sent may stand in a header, and no header may begin another. */
const oneLine = (text: string): string => text.replace(/[^\x20-\x7e]/g, encodeURIComponent);

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
