// Records that no operation of the document makes (R9). Where no list tells their ids either, any well-formed id names
// one; where a list does, the ids that the document itself names are there, and a list below a record is not empty when
// it is first read. Such a record is made when it is first met, the same for the same id, and committed with the call;
// a deleted one stays deleted. Live data is the provider's: nothing is made there.
import type { PathParameter, Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, textOf } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import { flat } from "#lib/words.ts";
import type { OperationContext } from "../context.ts";
import { generatorOptions } from "../generate/options.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import type { Condition, Stored } from "../record-reader.ts";
import { coerce } from "../request/decode.ts";
import { validate } from "../request/validate.ts";
import { stateOf } from "./effects.ts";
import { countOf, fillRecord, freeKey, newIdentity, recordSchema } from "./fill.ts";

/** Where a record lives: path values that none of its properties hold, joined, and the properties that hold the others. */
export type Place = { parent: string; links: Record<string, Json> };

/** Where the stubs of ended records are kept; no document can have a resource of that name. */
export const tombstones = (resource: Resource): string => `\ndeleted ${resource.name}`;

/** The mark of a list that was filled when it was first read, so that it may be emptied. */
const filled = (resource: Resource): string => `\nfilled ${resource.name}`;

const ROWS = 2;

/** The record that a path value names, made now; undefined where the value names none. */
export function createOnFirstAccess(
  context: OperationContext,
  resource: Resource,
  place: Place,
  parameter: PathParameter,
  value: string,
): Stored | undefined {
  const { unmade, identity } = resource;
  if (!unmade || context.mode === "live" || value === "") return undefined;
  if (unmade.listed && !unmade.known.includes(value)) return undefined;
  if (!isWellFormed(context, parameter, value)) return undefined;
  if (context.reader.get(tombstones(resource), place.parent, value)) return undefined;
  const other = identity.lookups.find(
    (name) => name !== identity.property && flat(name) === flat(parameter.name),
  );
  return other === undefined
    ? made(context, resource, place, value, {})
    : made(context, resource, place, undefined, { [other]: value });
}

/** The rows of a list below a record that is read for the first time; none where it has rows, or had. */
export function createFirstRows(
  context: OperationContext,
  resource: Resource,
  place: Place,
  filters: readonly Condition[],
): Stored[] {
  const { unmade } = resource;
  const top = place.parent === "" && Object.keys(place.links).length === 0;
  if (!unmade || resource.path === undefined || top || context.mode === "live") return [];
  if (filters.some(({ op, path }) => op !== "eq" || path.length !== 1)) return [];
  const here = placeName(place);
  if (context.reader.get(filled(resource), here, "-")) return [];
  const where = Object.entries(place.links).map(([property, value]): Condition => ({
    path: [property],
    op: "eq",
    value,
  }));
  const scope = place.parent === "" ? {} : { parent: place.parent };
  if (context.reader.count({ resource: resource.name, ...scope, where }) > 0) return [];
  const given = Object.fromEntries(filters.map(({ path, value }) => [path[0] ?? "", value]));
  const isFree = (id: string): boolean => !context.reader.get(resource.name, place.parent, id);
  const first = unmade.known.find(isFree);
  const rows = Array.from({ length: ROWS }, (_, i) => i).flatMap(
    (i) => made(context, resource, place, i === 0 ? first : undefined, given) ?? [],
  );
  const mark = { resource: filled(resource), parent: here, id: "-", seq: 0, state: null, doc: {} };
  context.created.push({
    kind: "insert",
    record: { ...mark, created: context.now, updated: context.now },
  });
  return rows;
}

const placeName = (place: Place): string =>
  [place.parent, ...Object.values(place.links).map(textOf)].filter((one) => one !== "").join("/");

/** As the operation declares the parameter. */
function isWellFormed(context: OperationContext, { name }: PathParameter, value: string): boolean {
  const declared = context.details.parameters.find((one) => one.in === "path" && one.name === name);
  if (!declared) return true;
  return (
    validate(context.schemas, declared.schema, coerce(context.schemas, declared.schema, value)).length === 0
  );
}

/** Undefined where no key is free: of a closed list, or of a short form. */
function made(
  context: OperationContext,
  resource: Resource,
  place: Place,
  key: string | undefined,
  given: JsonObject,
): Stored | undefined {
  const seed = `${resource.name} ${placeName(place)} ${key ?? JSON.stringify(given)}`;
  const options = { ...generatorOptions(context), random: seededRandom(seed) };
  const id = idOf(context, options, resource, place, key);
  if (context.reader.get(resource.name, place.parent, key ?? textOf(id))) return undefined;
  const links = { ...outerParts(context, resource), ...place.links };
  const doc = fillRecord(options, resource, given, { id, now: context.now, links });
  const record: Stored = {
    resource: resource.name,
    parent: place.parent,
    id: key ?? textOf(id),
    seq: 0,
    state: stateOf(resource, doc),
    doc,
    created: context.now,
    updated: context.now,
  };
  context.created.push({ kind: "insert", record });
  context.reader.stage(record);
  return record;
}

/** The key in its member's own type; a key of the path alone, which the member cannot hold, leaves that one to be made. */
function idOf(
  context: OperationContext,
  options: GeneratorOptions,
  resource: Resource,
  place: Place,
  key: string | undefined,
): Json {
  const schema = recordSchema(options, resource).properties?.[resource.identity.property] ?? {};
  const typed = key === undefined ? undefined : coerce(context.schemas, schema, key);
  if (typed !== undefined && validate(context.schemas, schema, typed).length === 0) return typed;
  const { generator, sequence } = countOf(resource, placeName(place));
  const random = key === undefined ? context.random : options.random;
  const next = (): Json => newIdentity(generator, random, context.reader, sequence, {}, context.now);
  return freeKey(next, (one) => context.reader.get(resource.name, place.parent, textOf(one)) !== undefined);
}

/** The outer parts of a compound key, where the record has members for them. */
export function outerParts(context: OperationContext, resource: Resource): Record<string, Json> {
  const properties = recordSchema(generatorOptions(context), resource).properties ?? {};
  const parts: Record<string, Json> = {};
  for (const { name, role } of context.operation.parameters) {
    const [sent, schema] = [context.path[name], properties[name]];
    if (role !== "outer" || !schema || sent === undefined) continue;
    const value = coerce(context.schemas, schema, sent);
    if (validate(context.schemas, schema, value).length === 0) parts[name] = value;
  }
  return parts;
}
