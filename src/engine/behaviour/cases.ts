// The cases that sandbox.yaml declares for a create, an action, an update, a delete or a timer: the first that holds is taken, within
// the call's transaction. Its effects on other records come in file order, its events after everything is as it will be.
import type { Case, OperationCase } from "#blueprint/format/behaviour.ts";
import { formatTime } from "#lib/clock.ts";
import { ExpressionFailure } from "#lib/expression.ts";
import { type Json, type JsonObject, asObject, isObject, put, textOf } from "#lib/json.ts";
import { SIMULATED_STATUS, type SimulatedCode } from "#lib/problem.ts";
import { type OperationContext, Refused, type Run, refuse } from "../context.ts";
import type { Effect } from "../record-reader.ts";
import { generatorOptions } from "../generate/options.ts";
import { describeEvent } from "../records/event-payload.ts";
import { project } from "../response/project.ts";
import { stateOf } from "../records/effects.ts";
import { assign, evaluateAll, holds, scopeOf, withComputed } from "./scope.ts";

const MAX_CHAIN = 8;

/** Takes the first case that holds. `none`: nothing is declared by this name; `unmet`: no case holds. */
export function takeCase(run: Run, name: string, depth = 0): "taken" | "none" | "unmet" {
  const cases = run.resource.behaviour?.cases[name];
  if (!cases) return "none";
  if (depth > MAX_CHAIN)
    throw new ExpressionFailure(
      `More than ${MAX_CHAIN} cases continue one another: '${name}' is one too many.`,
    );
  return takeFirst(run, cases, depth);
}

/** Takes the first of these cases that holds. */
export function takeFirst(
  run: Run,
  cases: readonly (Case & Pick<OperationCase, "status">)[],
  depth = 0,
): "taken" | "unmet" {
  const state = run.record.state ?? run.resource.lifecycle?.initial ?? "";
  const scope = factsOf(run);
  const chosen = cases.find(
    (one) => (one.from === undefined || one.from.includes(state)) && holds(one.when, scope),
  );
  if (!chosen) return "unmet";
  applyCase(run, chosen);
  run.status = chosen.status ?? run.status;
  if (chosen.continue !== undefined && !run.refusal) takeCase(run, `action ${chosen.continue}`, depth + 1);
  return "taken";
}

function applyCase(run: Run, chosen: Case): void {
  const { context, resource, record } = run;
  const { doc } = record;
  if (chosen.to !== undefined && resource.lifecycle) put(doc, resource.lifecycle.field, chosen.to);
  if (chosen.set) assign(doc, chosen.set, factsOf(run));
  if (chosen.stamp !== undefined)
    put(doc, chosen.stamp, formatTime(context.now, resource.times[0]?.form ?? "iso"));
  record.state = stateOf(resource, doc);
  context.reader.stage(record);
  run.named ||= chosen.events !== undefined;
  for (const one of chosen.effects ?? []) {
    const rule = typeof one === "string" ? context.index.effects[one] : one;
    if (rule) context.runEffect(run, rule);
  }
  for (const type of chosen.events ?? []) run.events.push(() => announce(run, type));
  if (chosen.refuse !== undefined) run.refusal = refusalOf(run, chosen.refuse);
}

const factsOf = (run: Run): ReturnType<typeof scopeOf> =>
  scopeOf(run.context, {
    before: run.before,
    next: run.record.doc,
    created: run.created,
    resource: run.resource,
  });

/** An event by its own name: of the record that the name begins with, else of the call's own. */
function announce(run: Run, type: string): Effect[] {
  const { context, resource, record } = run;
  const other = run.effects
    .flatMap((one) => (one.kind === "insert" || one.kind === "update" ? [one.record] : []))
    .filter(
      (one) =>
        type.startsWith(`${one.resource.replaceAll("_", ".")}.`) || type.startsWith(`${one.resource}.`),
    )
    .filter((one) => one.resource !== resource.name)
    .at(-1);
  const about = other ?? record;
  const kind = context.index.resources[about.resource] ?? resource;
  return describeEvent(context, kind, about, type, about === record ? run.before?.doc : undefined, true);
}

/** What an error tells of a record is what its readers see. */
function refusalOf(run: Run, code: string): NonNullable<Run["refusal"]> {
  const scope = factsOf(run);
  const { next, record } = scope.values;
  scope.values.next = asShown(run, next);
  scope.values.record = asShown(run, record);
  const members = run.context.index.errors.cases[code]?.members;
  const facts: JsonObject = { ...asObject(scope.values.row), ...run.record.doc, state: run.record.state };
  return {
    code,
    facts: Object.fromEntries(
      Object.entries(facts).flatMap(([name, value]) =>
        typeof value === "string" || typeof value === "number" ? [[name, value]] : [],
      ),
    ),
    members: members ? evaluateAll(members, scope) : {},
  };
}

/** A refusal that no case made, with the members that its error case declares. */
export function withDeclaredMembers(context: OperationContext, refused: Refused): Refused {
  const members = context.index.errors.cases[refused.refusal.code]?.members;
  if (!members || refused.refusal.members) return refused;
  const said = { ...refused.refusal, members: evaluateAll(members, scopeOf(context, {})) };
  return new Refused(said, refused.headers, refused.effects);
}

const asShown = ({ context, resource }: Run, doc: Json | undefined): Json | undefined =>
  isObject(doc)
    ? project(generatorOptions(context), resource.schema, withComputed(context, resource, doc))
    : doc;

/**
 * The effects of a run around the change of its own record. A refusal is thrown here: with all that the run changed when its
 * error case is declared with `keep`, and with nothing otherwise.
 */
export function finishRun(run: Run, own: readonly Effect[], usual: () => Effect[]): Effect[] {
  const effects = [
    ...own,
    ...run.effects,
    ...(run.named ? [] : usual()),
    ...run.events.flatMap((one) => one()),
  ];
  if (!run.refusal) return effects;
  const { code, facts, members } = run.refusal;
  const known = run.context.index.errors.cases[code];
  // What a code that sandbox.yaml invents comes with stands in its error case.
  const { refusal } = refuse(
    run.context,
    code as SimulatedCode,
    known?.message ?? code.replaceAll("_", " "),
    {
      ...(known?.status === undefined && !(code in SIMULATED_STATUS) ? { status: 400 } : {}),
      facts: Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, textOf(value)])),
      members,
    },
  );
  throw new Refused(refusal, Object.entries(known?.headers ?? {}), known?.keep ? effects : []);
}
