// What changes for a client between two releases: routes, parameters, members, enum values, scenarios, events. What breaks
// one is named as such: something it sends is refused now, or something it read is gone.
import { z } from "zod";
import type { Schema } from "./format/schema.ts";
import type { Details, Operation } from "./format/operation.ts";
import type { BlueprintIndex } from "./format/blueprint.ts";
import { scenariosOf } from "./format/scenarios.ts";

export const Change = z.object({
  breaking: z.boolean(),
  kind: z.enum(["route", "parameter", "request", "answer", "enum", "scenario", "event"]),
  at: z.string().describe("An operation and the place in it, or the name of a scenario or event"),
  what: z.string(),
});
export type Change = z.infer<typeof Change>;

/** One side: a release with all of its parts. */
export type Side = {
  index: BlueprintIndex;
  details: ReadonlyMap<string, Details>;
  schema(name: string): Schema | undefined;
};

const MAX_DEPTH = 8;
const MAX_CHANGES = 2000;

export function diff(before: Side, after: Side): Change[] {
  const changes: Change[] = [];
  const add = (change: Change): void => {
    if (changes.length < MAX_CHANGES) changes.push(change);
  };
  const now = new Map(after.index.operations.map((one) => [nameOf(one), one]));
  for (const operation of before.index.operations) {
    const at = nameOf(operation);
    const other = now.get(at);
    now.delete(at);
    if (!other) add({ breaking: true, kind: "route", at, what: "is gone" });
    else compareOperation(before, after, at, operation, other, add);
  }
  for (const at of now.keys()) add({ breaking: false, kind: "route", at, what: "is new" });
  compareNames(
    Object.keys(scenariosOf(before.index.scenarios)),
    Object.keys(scenariosOf(after.index.scenarios)),
    "scenario",
    add,
  );
  compareNames(eventsOf(before.index), eventsOf(after.index), "event", add);
  return changes.sort((a, b) => Number(b.breaking) - Number(a.breaking));
}

/** Path parameters may be named anew: what counts is where they stand. */
const nameOf = ({ method, path }: Operation): string => `${method} ${path.replaceAll(/\{[^}]*\}/g, "{}")}`;

const eventsOf = ({ events }: BlueprintIndex): string[] => [
  ...new Set([...events.declared, ...Object.values(events.names)]),
];

type Add = (change: Change) => void;

function compareNames(before: string[], after: string[], kind: "scenario" | "event", add: Add): void {
  for (const at of before) if (!after.includes(at)) add({ breaking: true, kind, at, what: "is gone" });
  for (const at of after) if (!before.includes(at)) add({ breaking: false, kind, at, what: "is new" });
}

function compareOperation(
  before: Side,
  after: Side,
  at: string,
  was: Operation,
  is: Operation,
  add: Add,
): void {
  const old = before.details.get(was.id);
  const now = after.details.get(is.id);
  if (!old || !now) return;
  for (const parameter of now.parameters) {
    const known = old.parameters.find((one) => one.name === parameter.name && one.in === parameter.in);
    const place = `${at} ${parameter.in} ${parameter.name}`;
    if (parameter.required && !known?.required && parameter.in !== "path")
      add({ breaking: true, kind: "parameter", at: place, what: "is required now" });
    else if (!known) add({ breaking: false, kind: "parameter", at: place, what: "is new" });
    if (known) compareSchema(before, after, place, known.schema, parameter.schema, "in", add);
  }
  for (const parameter of old.parameters)
    if (
      !now.parameters.some((one) => one.name === parameter.name && one.in === parameter.in) &&
      parameter.in !== "path"
    )
      add({
        breaking: false,
        kind: "parameter",
        at: `${at} ${parameter.in} ${parameter.name}`,
        what: "is gone",
      });
  if (now.body?.required && !old.body?.required)
    add({ breaking: true, kind: "request", at, what: "needs a body now" });
  for (const [media, schema] of Object.entries(old.body?.contents ?? {})) {
    const other = now.body?.contents[media];
    if (!other) add({ breaking: true, kind: "request", at, what: `no longer takes ${media}` });
    else compareSchema(before, after, `${at} body`, schema, other, "in", add);
  }
  if (old.answer.status !== now.answer.status)
    add({
      breaking: true,
      kind: "answer",
      at,
      what: `answers ${now.answer.status}, not ${old.answer.status}`,
    });
  if (old.answer.schema && now.answer.schema)
    compareSchema(before, after, `${at} answer`, old.answer.schema, now.answer.schema, "out", add);
  else if (old.answer.schema) add({ breaking: true, kind: "answer", at, what: "no longer has a body" });
}

/** `in` is what a client sends, `out` what it reads: a new requirement breaks the one, a missing member the other. */
function compareSchema(
  before: Side,
  after: Side,
  at: string,
  was: Schema,
  is: Schema,
  way: "in" | "out",
  add: Add,
  depth = 0,
  seen = new Set<string>(),
): void {
  const pair = `${was.$ref ?? ""} ${is.$ref ?? ""}`;
  if (depth > MAX_DEPTH || (pair !== " " && seen.has(pair))) return;
  if (pair !== " ") seen.add(pair);
  const old = opened(before, was);
  const now = opened(after, is);
  const kind = way === "in" ? "request" : "answer";
  if (old.type && now.type) {
    const [wide, narrow] = way === "in" ? [now.type, old.type] : [old.type, now.type];
    if (narrow.some((one) => !wide.includes(one) && !(one === "integer" && wide.includes("number"))))
      add({
        breaking: true,
        kind,
        at,
        what: `is ${now.type.join(" or ")} now, not ${old.type.join(" or ")}`,
      });
  }
  compareEnum(at, old, now, way, add);
  const members = now.properties ?? {};
  for (const [name, schema] of Object.entries(old.properties ?? {})) {
    const other = Object.hasOwn(members, name) ? members[name] : undefined;
    const place = `${at}.${name}`;
    if (!other) add({ breaking: way === "out", kind, at: place, what: "is gone" });
    else compareSchema(before, after, place, schema, other, way, add, depth + 1, seen);
  }
  for (const name of Object.keys(members)) {
    const known = Object.hasOwn(old.properties ?? {}, name);
    const required =
      way === "in" && now.required?.includes(name) === true && old.required?.includes(name) !== true;
    if (required) add({ breaking: true, kind, at: `${at}.${name}`, what: "is required now" });
    else if (!known) add({ breaking: false, kind, at: `${at}.${name}`, what: "is new" });
  }
  if (old.items && now.items)
    compareSchema(before, after, `${at}[]`, old.items, now.items, way, add, depth + 1, seen);
}

function compareEnum(at: string, old: Schema, now: Schema, way: "in" | "out", add: Add): void {
  if (!old.enum || !now.enum) {
    if (!old.enum && now.enum && way === "in")
      add({ breaking: true, kind: "enum", at, what: `takes only ${now.enum.map(String).join(", ")} now` });
    return;
  }
  const has = (list: readonly unknown[], value: unknown): boolean =>
    list.some((one) => JSON.stringify(one) === JSON.stringify(value));
  const gone = old.enum.filter((value) => !has(now.enum ?? [], value));
  const fresh = now.enum.filter((value) => !has(old.enum ?? [], value));
  if (gone.length > 0)
    add({ breaking: way === "in", kind: "enum", at, what: `no longer has ${gone.map(String).join(", ")}` });
  // A client that reads an enum may not know what to make of a new value.
  if (fresh.length > 0)
    add({ breaking: way === "out", kind: "enum", at, what: `may be ${fresh.map(String).join(", ")} now` });
}

function opened(side: Side, schema: Schema): Schema {
  let here = schema;
  for (let hop = 0; here.$ref !== undefined && hop < 16; hop++) here = side.schema(here.$ref) ?? {};
  return here;
}
