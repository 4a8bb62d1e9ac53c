// Field selection (R45): references expanded into the records they name, and members left out, as the caller asked.
import { type Json, type JsonObject, asObject, isObject, own, put, textOf } from "#lib/json.ts";
import { withComputed } from "../behaviour/scope.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type OperationContext, refuse } from "../context.ts";
import { generatorOptions } from "../generate/options.ts";
import { recordSchema } from "../records/fill.ts";
import { open, typesOf } from "../schemas.ts";
import { NAMES, findByKey } from "../records/lookup.ts";

const MAX_DEPTH = 4;

/** A record with what the caller wants opened in it. */
export function expanded(context: OperationContext, doc: JsonObject): JsonObject {
  const fieldSelection = context.details.fieldSelection;
  if (!fieldSelection) return doc;
  const resource = context.index.resources[context.operation.resource ?? ""];
  if (!resource) return doc;
  let opened = doc;
  for (const path of named(context, fieldSelection.expand)) {
    const steps = path.split(".").filter((step, i) => i > 0 || step !== "data");
    if (steps.length > MAX_DEPTH)
      throw unexpandable(context, fieldSelection.expand, `${path} is more than ${MAX_DEPTH} levels deep`);
    opened = openPath(context, resource, opened, steps, (step) => {
      throw unexpandable(context, fieldSelection.expand, `This property cannot be expanded (${step}).`);
    });
  }
  for (const path of named(context, fieldSelection.include))
    opened = openPath(context, resource, opened, path.split(".").slice(0, MAX_DEPTH), () => undefined);
  return opened;
}

function unexpandable(context: OperationContext, param: string | undefined, message: string): Error {
  return refuse(context, "invalid", message, param === undefined ? {} : { param });
}

/** What a parameter lists: repeated, bracketed, or separated by commas; in the query or the body. */
function named(context: OperationContext, name: string | undefined): string[] {
  if (name === undefined) return [];
  const value = context.query[name] ?? own(asObject(context.body), name);
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list
    .flatMap((one) => textOf(one).split(","))
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

function openPath(
  context: OperationContext,
  resource: Resource,
  doc: JsonObject,
  steps: readonly string[],
  unknown: (step: string) => void,
): JsonObject {
  const [step, ...rest] = steps;
  if (step === undefined) return doc;
  const target = context.index.resources[own(resource.expands, step) ?? ""];
  if (!target) {
    const { properties } = recordSchema(generatorOptions(context), resource);
    const inner = own(properties ?? {}, step);
    // What holds no other record is shown as it is.
    if (!inner || !isStructure(context, inner)) unknown(step);
    return inner && rest.length > 0
      ? withMember(doc, step, openInside(context, inner, own(doc, step), rest, unknown))
      : doc;
  }
  const held = own(doc, step) ?? heldElsewhere(resource, target.name, doc);
  return withMember(doc, step, openRecord(context, target, held, rest, unknown));
}

/** A path that goes on inside a member that is an object or a list: as its schema says. */
function openInside(
  context: OperationContext,
  schema: Schema,
  value: Json | undefined,
  steps: readonly string[],
  unknown: (step: string) => void,
): Json | undefined {
  const [step, ...rest] = steps;
  const inside = open(context.schemas, schema);
  if (Array.isArray(value))
    return value.map((item) => openInside(context, inside.items ?? {}, item, steps, unknown) ?? item);
  if (step === undefined || !isObject(value)) return value;
  const property = own(inside.properties ?? {}, step);
  if (!property) {
    if (inside.properties && own(value, step) === undefined) unknown(step);
    return value;
  }
  const target = targetOf(context, property);
  const opened = target
    ? openRecord(context, target, own(value, step), rest, unknown)
    : openInside(context, property, own(value, step), rest, unknown);
  return withMember(value, step, opened);
}

/** The resource whose key or record a member holds: one alternative of its schema is a text, another that resource's schema. */
function targetOf(context: OperationContext, schema: Schema): Resource | undefined {
  const { anyOf = [], oneOf = [] } = open(context.schemas, schema);
  const branches = [...anyOf, ...oneOf];
  if (!branches.some((branch) => typesOf(context.schemas, branch).includes("string"))) return undefined;
  const names = branches.flatMap((branch) => branch.$ref ?? []);
  return Object.values(context.index.resources).find(
    (one) => one.schema.$ref !== undefined && names.includes(one.schema.$ref),
  );
}

function openRecord(
  context: OperationContext,
  target: Resource,
  held: Json | undefined,
  steps: readonly string[],
  unknown: (step: string) => void,
): JsonObject | undefined {
  const known = recordOf(context, target, held);
  return known && openPath(context, target, withComputed(context, target, known), steps, unknown);
}

function withMember(doc: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value === undefined) return doc;
  const made = { ...doc };
  put(made, name, value);
  return made;
}

/** A member with a structure of its own, as opened members are; a text or a number has nothing to open. */
function isStructure(context: OperationContext, schema: Schema): boolean {
  const types = typesOf(context.schemas, schema);
  return types.includes("object") || types.includes("array");
}

/** `include=author` where the record has `author_id`. */
function heldElsewhere(resource: Resource, target: string, doc: JsonObject): Json | undefined {
  const property = own(resource.foreignKeys, target);
  return property === undefined ? undefined : own(doc, property);
}

function recordOf(
  context: OperationContext,
  target: Resource,
  held: Json | undefined,
): JsonObject | undefined {
  if (typeof held !== "string" && typeof held !== "number") return isObject(held) ? held : undefined;
  return findByKey(context, target, String(held), undefined)?.doc;
}

/** The body with only the members the caller wants; what names a record stays. */
export function pruned(context: OperationContext, body: Json | undefined): Json | undefined {
  const fieldSelection = context.details.fieldSelection;
  if (!fieldSelection || body === undefined) return body;
  const wanted = named(context, fieldSelection.fields);
  const unwanted = named(context, fieldSelection.omit);
  if (wanted.length === 0 && unwanted.length === 0) return body;
  const { envelope } = context.details.answer;
  const path = "path" in envelope ? envelope.path : [];
  const heads = [...wanted, ...unwanted].map((one) => one.split(".")[0] ?? "");
  // Paths from the body's own root (`lists.id`), or the names of a record's members.
  const fromRoot = path.length === 0 || heads.some((head) => own(asObject(body), head) !== undefined);
  const cut = (value: Json): Json => {
    const kept = wanted.length === 0 ? value : keep(value, wanted, !fromRoot || path.length === 0);
    return unwanted.length === 0 ? kept : drop(kept, unwanted);
  };
  return fromRoot ? cut(body) : within(body, path, cut);
}

function within(value: Json, path: readonly string[], change: (value: Json) => Json): Json {
  const [head, ...rest] = path;
  if (head === undefined) return change(value);
  if (!isObject(value) || own(value, head) === undefined) return value;
  const made = { ...value };
  put(made, head, within(value[head] ?? null, rest, change));
  return made;
}

function keep(value: Json, paths: readonly string[], isRecord: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => keep(item, paths, isRecord));
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const inner = paths
      .filter((path) => path.startsWith(`${name}.`))
      .map((path) => path.slice(name.length + 1));
    if (paths.includes(name) || (isRecord && (NAMES[0] === name || name === "type" || name === "object")))
      put(kept, name, member);
    else if (inner.length > 0) put(kept, name, keep(member, inner, false));
  }
  return kept;
}

function drop(value: Json, paths: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item) => drop(item, paths));
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    if (paths.includes(name)) continue;
    const inner = paths
      .filter((path) => path.startsWith(`${name}.`))
      .map((path) => path.slice(name.length + 1));
    put(kept, name, inner.length > 0 ? drop(member, inner) : member);
  }
  return kept;
}
