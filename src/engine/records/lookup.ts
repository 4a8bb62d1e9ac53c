// Finding the records a call names (step 5 of a call) (R8, R9, R19): parents first, then the record itself.
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, isObject, textOf } from "#lib/json.ts";
import { generatorOptions } from "../generate/options.ts";
import { type OperationContext, refuse, resourceOf } from "../context.ts";
import { recordSchema } from "./fill.ts";
import { magicRecord } from "../behaviour/magic-records.ts";
import { type Place, createOnFirstAccess, tombstones } from "./create-on-first-access.ts";
import { isMe, principalOf } from "./principal.ts";
import { open, typesOf } from "../schemas.ts";
import { namingMember } from "./held-form.ts";
import type { Condition, Stored } from "../record-reader.ts";

/** `scoped`: whether the path says anything of parents at all. */
export type Scope = Place & { scoped: boolean };

/** The records above, each of which must exist, and what that means for the records below. */
export function enterScope(context: OperationContext, resource: Resource | undefined, depth?: number): Scope {
  const scope: Scope = { parent: "", links: {}, scoped: false };
  const loose: string[] = [];
  const passed: Stored[] = [];
  for (const [i, parameter] of context.operation.parameters.slice(0, depth).entries()) {
    if (parameter.role === "key" || parameter.role === "outer") continue;
    const value = context.path[parameter.name] ?? "";
    if (
      parameter.role === "constant" ||
      parameter.role === "item" ||
      context.details.declared?.optional?.includes(parameter.name) ||
      (parameter.in !== undefined && value === "")
    )
      continue;
    if (parameter.role === "value" && resource && hasMember(context, resource, parameter.name)) {
      scope.links[parameter.name] = typed(context, resource, parameter.name, value);
      continue;
    }
    const above = parameter.resource === undefined ? undefined : context.index.resources[parameter.resource];
    const found =
      above &&
      (findByKey(context, above, value, keyScope(above, passed)) ??
        (above.unmade &&
          createOnFirstAccess(context, above, enterScope(context, above, i), parameter, value)));
    if (above && (!found || !isWithin(context, found))) throw missing(context, above, value, parameter.name);
    if (found) passed.push(found);
    const property = above && resource?.foreignKeys[above.name];
    if (found && property !== undefined) scope.links[property] = found.doc[above.identity.property] ?? value;
    else loose.push(found?.id ?? value);
    if (found && property !== undefined && isKeyedWithin(resource)) loose.push(found.id);
  }
  scope.parent = loose.join("/");
  scope.scoped = loose.length > 0;
  return scope;
}

/** A key that is made of what the record says is the same for equal records: it is a key only below one parent. */
export const isKeyedWithin = (resource: Resource | undefined): boolean =>
  resource?.parent !== undefined && resource.identity.generator.kind === "md5";

/** Where a record's key is looked for: below its parent in the path, where it is a key only there. */
const keyScope = (resource: Resource, passed: readonly Stored[]): string | undefined =>
  isKeyedWithin(resource) ? passed.findLast((one) => one.resource === resource.parent)?.id : undefined;

/** The place below the records before it in the path, where no member of its own holds them: a number may be taken in each. */
function placeBelow(resource: Resource, passed: readonly Stored[]): string | undefined {
  if (resource.parent === undefined) return undefined;
  const above = passed.filter((one) => resource.foreignKeys[one.resource] === undefined);
  return above.length === 0 ? undefined : above.map((one) => one.id).join("/");
}

/** The records that the path names, by the name of the parameter. */
export function recordsInPath(context: OperationContext): Map<string, Stored> {
  const found = new Map<string, Stored>();
  for (const { name, resource } of context.operation.parameters) {
    const kind = resource === undefined ? undefined : context.index.resources[resource];
    const passed = [...found.values()];
    const value = context.path[name] ?? "";
    const record =
      kind && findByKey(context, kind, value, keyScope(kind, passed) ?? placeBelow(kind, passed));
    if (record) found.set(name, record);
  }
  return found;
}

/** `/regions/{region}/servers`: the path says what the record's own `region` is. */
const hasMember = (context: OperationContext, resource: Resource, name: string): boolean => {
  const types = typesOf(
    context.schemas,
    recordSchema(generatorOptions(context), resource).properties?.[name] ?? {},
  );
  return types.includes("string") || types.includes("integer");
};

function typed(context: OperationContext, resource: Resource, name: string, value: string): Json {
  const types = typesOf(
    context.schemas,
    recordSchema(generatorOptions(context), resource).properties?.[name] ?? {},
  );
  return !types.includes("string") && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

/** The key that the call names. */
export function keyIn(context: OperationContext): { name: string; value: string } {
  const parameter = context.operation.parameters.find((one) => one.role === "key");
  return { name: parameter?.name ?? "", value: parameter ? (context.path[parameter.name] ?? "") : "" };
}

/** The record that the path's last parameter names. */
export function theRecord(context: OperationContext, scope: Scope): Stored {
  const resource = resourceOf(context);
  const parameter = context.operation.parameters.find((one) => one.role === "key");
  const me = parameter ? undefined : principalOf(context);
  if (me && resource.name === context.index.principal) return me;
  const value = parameter ? (context.path[parameter.name] ?? "") : "";
  const parent = scope.scoped ? scope.parent : undefined;
  const found =
    findByKey(context, resource, value, parent) ??
    (resource.stub && context.operation.kind === "read"
      ? context.reader.get(tombstones(resource), parent, value)
      : undefined) ??
    (parameter && createOnFirstAccess(context, resource, scope, parameter, value)) ??
    magicRecord(context, resource, value);
  if (!found || !linked(found, scope) || !isWithin(context, found))
    throw missing(context, resource, value, parameter?.name ?? resource.identity.property);
  return found;
}

export function findByKey(
  context: OperationContext,
  resource: Resource,
  value: string,
  parent: string | undefined,
): Stored | undefined {
  if (isMe(context, resource, value)) return principalOf(context);
  const direct = context.reader.get(resource.name, parent, value);
  if (direct && isWithin(context, direct)) return direct;
  for (const property of resource.identity.lookups) {
    // Where the path names records as it likes, the key that was made for one may differ from its name.
    if (property === resource.identity.property && !resource.unmade) continue;
    const found = context.reader
      .find(resource.name, property, value)
      .find((one) => isWithin(context, one) && (parent === undefined || one.parent === parent));
    if (found) return found;
  }
  return direct;
}

const linked = (record: Stored, scope: Scope): boolean =>
  Object.entries(scope.links).every(([property, value]) => {
    const held = record.doc[property];
    if (held === undefined || held === null) return true;
    if (!isObject(held)) return textOf(held) === textOf(value);
    // A whole embedded record: by any of the names it may go by.
    const names = NAMES.filter((name) => held[name] !== undefined);
    return names.length === 0 || names.some((name) => textOf(held[name]) === textOf(value));
  });

/** The members by which a record, or a part of one, may be named. */
export const NAMES = ["id", "sid", "uuid", "number", "login", "slug", "username", "name", "key", "code"];

/** The outer parts of a compound key agree with what the record says of them: `owner` with `owner.login`. */
function isWithin(context: OperationContext, record: Stored): boolean {
  return context.operation.parameters.every((parameter) => {
    if (parameter.role !== "outer") return true;
    const held = record.doc[parameter.name];
    const value = context.path[parameter.name];
    if (!isObject(held)) return held === undefined || held === null || textOf(held) === value;
    return NAMES.some((name) => held[name] !== undefined && textOf(held[name]) === value);
  });
}

export const scopeConditions = (context: OperationContext, resource: Resource, scope: Scope): Condition[] =>
  Object.entries(scope.links).map(([property, value]) => ({
    path: linkPath(context, resource, property, value),
    op: "eq",
    value,
  }));

/** Where the key of another record stands: in the member, or in the object that the record holds of it. */
export function linkPath(
  context: OperationContext,
  resource: Resource,
  property: string,
  value: Json,
): string[] {
  const options = generatorOptions(context);
  const schema = open(context.schemas, recordSchema(options, resource).properties?.[property]);
  const types = typesOf(context.schemas, schema);
  if (!types.includes("object") || (typeof value !== "string" && typeof value !== "number"))
    return [property];
  const naming = namingMember(options, schema, value);
  return naming === undefined ? [property] : [property, naming];
}

/** Whether a write to the path of a record that is not there makes it: the path is what chooses its key (R21). */
export function makesWhatItNames(context: OperationContext, resource: Resource): boolean {
  const { method, kind } = context.operation;
  if (kind !== "update" && kind !== "replace") return false;
  const { clientChosen, generator } = resource.identity;
  return (
    (method === "PUT" && (clientChosen || generator.kind === "md5")) ||
    (resource.unmade !== undefined && (method === "PUT" || method === "POST"))
  );
}

/** A resource as people say it: `pull_request_2` is a pull request. */
export const nameOf = (resource: string): string => resource.replace(/_\d+$/, "").replaceAll("_", " ");

export function missing(context: OperationContext, resource: Resource, value: string, param: string): Error {
  return refuse(context, "not_found", `No such ${nameOf(resource.name)}: '${value}'`, {
    param,
    facts: { resource: resource.name, id: value },
  });
}
