// The behaviour that sandbox.yaml declares, gathered by what leads to it; every expression is compiled here, so that a mistake is a
// diagnostic with its place in the file, and every name of a resource, an effect or an error case is one that exists.
import { type Json, asObject, isObject } from "#lib/json.ts";
import { faultOf } from "#lib/expression.ts";
import { nearest } from "#lib/nearest.ts";
import { escapeToken } from "#lib/pointer.ts";
import { type DeclaredBehaviour, type Case, EffectRule, type NamedTable } from "../format/behaviour.ts";
import type { Diagnostics } from "../format/diagnostics.ts";
import type { Resource } from "../format/resource.ts";
import type { OperationOverride, ResourceOverride, SandboxFile } from "../format/sandbox-file.ts";

/** Gives resources the behaviour that the file declares for them. */
export function addBehaviour(
  resources: Record<string, Resource>,
  file: SandboxFile,
  diagnostics: Diagnostics,
): void {
  const check = new Check(resources, file, diagnostics);
  for (const [name, override] of Object.entries(file.resources ?? {})) {
    const resource = resources[name];
    const behaviour = resource && behaviourOf(override);
    if (!resource || !behaviour) continue;
    check.behaviour(`sandbox.yaml#/resources/${escapeToken(name)}`, override);
    resource.behaviour = behaviour;
    behaviour.lookups.forEach((_, i) => resource.identity.lookups.push(`\nkey ${i}`));
  }
  for (const [name, rule] of Object.entries(file.effects ?? {}))
    check.effect(`sandbox.yaml#/effects/${escapeToken(name)}`, rule);
  for (const [name, { gives }] of Object.entries(file.functions ?? {}))
    check.template(`sandbox.yaml#/functions/${escapeToken(name)}/gives`, gives);
  if (file.events?.resource !== undefined)
    check.known("sandbox.yaml#/events/resource", "resource", file.events.resource, resources);
  if (file.events?.topic !== undefined) check.expression("sandbox.yaml#/events/topic", file.events.topic);
  check.templates("sandbox.yaml#/events/bodies", file.events?.bodies);
  for (const [name, one] of Object.entries(file.operations ?? {}))
    check.operation(`sandbox.yaml#/operations/${escapeToken(name)}`, one);
  for (const [name, one] of Object.entries(file.errors?.cases ?? {}))
    check.templates(`sandbox.yaml#/errors/cases/${escapeToken(name)}/members`, one.members);
}

/** The resources that effects make records of. */
export const madeByEffects = (file: SandboxFile): Set<string> =>
  new Set(effectsIn(file).flatMap(({ create, upsert }) => create ?? upsert ?? []));

/** The resources whose records are there when they are first met. */
export const onFirstAccess = (file: SandboxFile): Set<string> =>
  new Set(Object.entries(file.resources ?? {}).flatMap(([name, one]) => (one.on_first_access ? [name] : [])));

/** The events that cases and effects announce by name. */
export const eventsAnnounced = (file: SandboxFile): string[] =>
  [...casesIn(file), ...effectsIn(file)].flatMap(({ events = [] }) => events);

const casesIn = (file: SandboxFile): Pick<Case, "effects" | "events">[] => [
  ...Object.values(file.operations ?? {}).flatMap(({ cases = [] }) => cases),
  ...Object.values(file.resources ?? {}).flatMap(({ on, lifecycle }) => [
    ...Object.values(on ?? {}).flatMap((list) => list ?? []),
    ...(lifecycle?.transitions ?? []),
    ...(lifecycle?.progress ?? []),
  ]),
];

function effectsIn(file: SandboxFile): EffectRule[] {
  const within = ({ effects = [] }: Pick<Case, "effects">): EffectRule[] =>
    effects.flatMap((one) => (typeof one === "string" ? [] : [one, ...within(one)]));
  const named = Object.values(file.effects ?? {});
  return [...named, ...[...named, ...casesIn(file)].flatMap(within)];
}

/** The tables with a row under each of its names. */
export const tablesOf = (file: SandboxFile): NamedTable[] =>
  Object.entries(file.tables ?? {}).map(([name, { key, rows }]) => ({
    name,
    key,
    rows: Object.fromEntries(
      Object.entries(rows).flatMap(([first, { also = [], ...row }]) =>
        [first, ...also].map((one) => [one, row]),
      ),
    ),
  }));

type Step = NonNullable<ResourceOverride["lifecycle"]>["transitions"][number];

const EXTRAS = ["when", "set", "refuse", "effects", "events", "continue"] as const;

/** A step of the file says more than a move from state to state. */
const isCase = (step: Partial<Omit<Case, "from">>): boolean =>
  EXTRAS.some((word) => step[word] !== undefined);

function behaviourOf(override: ResourceOverride): DeclaredBehaviour | undefined {
  const { id, lifecycle, on, members, lookup_by, row, magic_keys } = override;
  const cases: Record<string, Case[]> = {};
  const transitions = lifecycle?.transitions ?? [];
  for (const action of new Set(transitions.map((one) => one.action))) {
    const steps = transitions.filter((one) => one.action === action);
    if (steps.some(isCase)) cases[`action ${action}`] = steps.map(caseOf);
  }
  const progress = lifecycle?.progress ?? [];
  for (const from of new Set(progress.map((one) => one.from))) {
    const steps = progress.filter((one) => one.from === from);
    if (steps.some(isCase)) cases[`progress ${from}`] = steps.map(caseOf);
  }
  for (const [word, list] of Object.entries(on ?? {})) if (list) cases[word] = list;
  if (Object.keys(cases).length === 0 && !members && !lookup_by && !magic_keys && id?.value === undefined)
    return undefined;
  return {
    cases,
    members: members ?? {},
    lookups: lookup_by ?? [],
    ...(id?.value === undefined ? {} : { key: id.value }),
    ...(row === undefined ? {} : { row }),
    ...(magic_keys === undefined ? {} : { magicKeys: magic_keys }),
  };
}

/** A step of a lifecycle as a case; its one `event` is its only event. */
function caseOf(step: Partial<Omit<Step, "from">> & { from?: string[] | string | undefined }): Case {
  const { event, from, action: _action, ...rest } = step;
  const { after: _after, at: _at, ...said } = rest as typeof rest & { after?: number; at?: string };
  return {
    ...said,
    ...(from === undefined ? {} : { from: [from].flat() }),
    ...(event === undefined || said.events ? {} : { events: [event] }),
  };
}

class Check {
  private readonly resources: Record<string, Resource>;
  private readonly file: SandboxFile;
  private readonly diagnostics: Diagnostics;

  constructor(resources: Record<string, Resource>, file: SandboxFile, diagnostics: Diagnostics) {
    this.resources = resources;
    this.file = file;
    this.diagnostics = diagnostics;
  }

  behaviour(at: string, override: ResourceOverride): void {
    const { id, lifecycle, on, members, lookup_by, row, magic_keys } = override;
    if (id?.value !== undefined) this.expression(`${at}/id/value`, id.value);
    lifecycle?.transitions.forEach((one, i) => this.case(`${at}/lifecycle/transitions/${i}`, one));
    lifecycle?.progress.forEach((one, i) => this.case(`${at}/lifecycle/progress/${i}`, one));
    for (const [word, list] of Object.entries(on ?? {}))
      list?.forEach((one, i) => this.case(`${at}/on/${word}/${i}`, one));
    for (const [name, rule] of Object.entries(members ?? {}))
      for (const word of ["default", "value", "computed"] as const)
        if (rule[word] !== undefined) this.template(`${at}/members/${escapeToken(name)}/${word}`, rule[word]);
    lookup_by?.forEach((text, i) => this.expression(`${at}/lookup_by/${i}`, text));
    if (row !== undefined) this.expression(`${at}/row`, row);
    if (!magic_keys) return;
    this.known(`${at}/magic_keys/table`, "table", magic_keys.table, this.file.tables);
    this.known(`${at}/magic_keys/effect`, "effect", magic_keys.effect, this.file.effects);
  }

  private case(at: string, one: Partial<Omit<Case, "from">>): void {
    if (one.when !== undefined) this.expression(`${at}/when`, one.when);
    this.templates(`${at}/set`, one.set);
    this.effects(at, one.effects);
    if (one.refuse !== undefined)
      this.known(`${at}/refuse`, "error case", one.refuse, this.file.errors?.cases);
  }

  private effects(at: string, list: Case["effects"]): void {
    list?.forEach((effect, i) => {
      if (typeof effect === "string") this.known(`${at}/effects/${i}`, "effect", effect, this.file.effects);
      else this.effect(`${at}/effects/${i}`, effect);
    });
  }

  operation(at: string, { cases, returns, responds, where }: OperationOverride): void {
    cases?.forEach((one, i) => this.case(`${at}/cases/${i}`, one));
    if (returns !== undefined) this.template(`${at}/returns`, returns);
    const { headers = {}, ...said } = responds ?? {};
    for (const [name, text] of Object.entries(said))
      if (text !== undefined) this.expression(`${at}/responds/${name}`, text);
    for (const [name, text] of Object.entries(headers))
      this.expression(`${at}/responds/headers/${name}`, text);
    if (where !== undefined) this.expression(`${at}/where`, where);
  }

  effect(at: string, rule: EffectRule): void {
    const named = [rule.create, rule.update, rule.upsert, rule.delete].filter((one) => one !== undefined);
    if (named.length + (rule.effects ? 1 : 0) !== 1)
      this.diagnostics.error(
        at,
        "An effect is exactly one of create, update, upsert and delete, or several effects.",
        "Name its resource there, or list them as `effects`.",
      );
    this.effects(at, rule.effects);
    for (const name of named) this.known(at, "resource", name, this.resources);
    if (rule.when !== undefined) this.expression(`${at}/when`, rule.when);
    if (rule.under !== undefined) this.expression(`${at}/under`, rule.under);
    if (rule.callback !== undefined) this.expression(`${at}/callback`, rule.callback);
    if (rule.for_each !== undefined) this.expression(`${at}/for_each`, rule.for_each);
    this.templates(`${at}/where`, rule.where);
    this.templates(`${at}/set`, rule.set);
    this.templates(`${at}/link`, rule.link);
  }

  templates(at: string, templates: Record<string, Json> | undefined): void {
    for (const [name, template] of Object.entries(templates ?? {}))
      this.template(`${at}/${escapeToken(name)}`, template);
  }

  template(at: string, template: Json): void {
    if (typeof template === "string") this.expression(at, template);
    else if (Array.isArray(template)) template.forEach((one, i) => this.template(`${at}/${i}`, one));
    else if (isObject(template)) this.templates(at, asObject(template));
  }

  expression(at: string, text: string): void {
    const fault = faultOf(text);
    for (const [, name = ""] of text.matchAll(/\bfunctions\.call\(\s*['"](\w+)['"]/g))
      this.known(at, "function", name, this.file.functions);
    if (fault !== undefined)
      this.diagnostics.error(
        at,
        `The expression \`${text}\` cannot be compiled: ${fault}`,
        "Texts are CEL expressions: a text that stands for itself is quoted once more (\"'active'\").",
      );
  }

  known(at: string, what: string, name: string, among: Record<string, unknown> | undefined): void {
    const names = Object.keys(among ?? {});
    if (names.includes(name)) return;
    const near = nearest(name, names);
    this.diagnostics.error(
      at,
      `There is no ${what} '${name}'.`,
      near === undefined ? `Known: ${names.join(", ") || "none"}.` : `Perhaps '${near}' is meant.`,
    );
  }
}
