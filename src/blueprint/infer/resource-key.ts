// The key of a resource (R19-R21): which member it is, under which other names it is found, given and told.
import { BASE62 } from "#lib/bytes.ts";
import type { JsonObject } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import type { Resource } from "../format/resource.ts";
import type { ResourceOverride, SandboxFile } from "../format/sandbox-file.ts";
import type { Generator, Schema } from "../format/schema.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { ClassifiedOperation } from "./classify.ts";
import { type KeyParameter, identityGenerator, identityProperty } from "./identity.ts";
import { listView, objectView } from "./payload-views.ts";
import { type ResourceCandidate, literalOf, wordsOf } from "./resources.ts";
import { shapeOf } from "../runtime/routes.ts";
import { bodyOf, singleView } from "./single-view.ts";

/** The key of a resource's records, and the names under which its creates alone tell it. */
export function describeKey(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  mine: readonly ClassifiedOperation[],
  examples: readonly JsonObject[],
  override: ResourceOverride,
  called: ParameterNames,
): { identity: Resource["identity"]; aliases: Record<string, string> } {
  const creates = mine
    .filter(({ role }) => role.kind === "create")
    .map(({ operation }) => bodyOf(table, operation, found));
  const property = keyOf(table, found, mine, override);
  const schema = found.object.properties?.[property];
  const parameter = keyParameter(found, mine)?.schema;
  const seen = [
    ...examples.map((record) => record[property]),
    ...mine.flatMap(({ operation }) =>
      operation.parameters.filter((one) => one.name === found.keyParameter).map((one) => one.schema.example),
    ),
  ].filter((value) => value !== undefined);
  const generator = identityGenerator(
    table,
    schema ?? toldForm(table, mine, property),
    seen,
    found.name,
    parameter,
  );
  const given = givenAs(table, found, creates, property);
  const isGiven =
    given !== undefined ||
    creates.some((body) => isChosen(body, property, schema)) ||
    (schema === undefined && mine.some((one) => listsKeys(table, one)));
  const identity = {
    property,
    lookups: [property, ...naturalKeys(table, found, property, mine, called)],
    generator: overrideGenerator(generator, override),
    clientChosen: override.id?.client_chosen ?? (found.join === true || isGiven),
    ...(given === undefined ? {} : { given }),
  };
  return { identity, aliases: aliasesOf(table, found, mine, property) };
}

const keyOf = (
  table: SchemaNormaliser,
  found: ResourceCandidate,
  mine: readonly ClassifiedOperation[],
  override: ResourceOverride,
): string =>
  override.id?.property ??
  linkedKey(found, mine) ??
  identityProperty(
    table,
    found.object,
    keyParameter(found, mine),
    found.name,
    offeredBy(table, mine),
    found.parentParameters,
    mine.flatMap((one) => (one.role.kind === "create" ? Object.keys(shownBy(table, found, one)) : [])),
  ) ??
  "id";

/** The parameter that ends the path of an item, as the operations on it declare it. */
function keyParameter(
  found: ResourceCandidate,
  mine: readonly ClassifiedOperation[],
): KeyParameter | undefined {
  const name = found.keyParameter;
  if (name === undefined) return undefined;
  const declared = mine
    .filter(({ role }) => KEYED.has(role.kind))
    .flatMap(({ operation }) => operation.parameters)
    .find((one) => one.in === "path" && one.name === name);
  return { name, schema: declared?.schema ?? {} };
}

/** OpenAPI `links` say outright which member of an answer the next call's path takes (R37). */
function linkedKey(found: ResourceCandidate, mine: readonly ClassifiedOperation[]): string | undefined {
  const reads = mine.filter(({ role }) => role.kind === "read").map(({ operation }) => operation.id);
  for (const { operation } of mine)
    for (const link of operation.links) {
      if (!reads.includes(link.operation)) continue;
      const pointer = link.parameters[found.keyParameter ?? ""];
      const property = /^\$response\.body#\/(?:.*\/)?([^/]+)$/.exec(pointer ?? "")?.[1];
      if (property !== undefined && found.object.properties?.[property]) return property;
    }
  return undefined;
}

/** The key property of every resource, before the rest of it is known. */
export const identityMap = (
  table: SchemaNormaliser,
  found: readonly ResourceCandidate[],
  classified: readonly ClassifiedOperation[],
  file: SandboxFile,
): Map<string, string> =>
  new Map(
    found.map((one) => {
      const mine = classified.filter(({ role }) => role.resource === one);
      return [one.name, keyOf(table, one, mine, file.resources?.[one.name] ?? {})];
    }),
  );

/** The plain members that bodies of writes take. */
export const offeredBy = (table: SchemaNormaliser, mine: readonly ClassifiedOperation[]): string[] =>
  mine
    .filter(({ role }) => role.kind === "create" || role.kind === "replace" || role.kind === "update")
    .flatMap(({ operation, role }) => {
      const body = role.resource && bodyOf(table, operation, role.resource);
      return Object.entries(body?.properties ?? {}).flatMap(([name, schema]) =>
        isKeyLike(table, schema) ? [name] : [],
      );
    });

/** A path that takes texts where the id is a number names records by something else: login, slug, name, key. */
function naturalKeys(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  property: string,
  mine: readonly ClassifiedOperation[],
  called: ParameterNames,
): string[] {
  const members = found.object.properties ?? {};
  const isNumber = table.resolve(members[property] ?? {}).type?.includes("integer") ?? false;
  const keys = new Set<string>();
  for (const { operation, role } of mine) {
    const last = operation.segments.findLast((segment) => "parameter" in segment);
    const parameter = operation.parameters.find(
      (one) => one.in === "path" && last && "parameter" in last && one.name === last.parameter,
    );
    if (!parameter || !KEYED.has(role.kind)) continue;
    const named = Object.keys(members).find((name) => flat(name) === flat(parameter.name));
    if (named !== undefined) keys.add(named);
    else if (isNumber && table.resolve(parameter.schema).type?.includes("string")) {
      const natural = NATURAL.find((name) => table.resolve(members[name] ?? {}).type?.includes("string"));
      if (natural !== undefined) keys.add(natural);
    }
  }
  for (const name of found.items.flatMap((shape) => [...(called.get(shape) ?? [])])) {
    const member = Object.keys(members).find((one) => flat(one) === flat(name));
    if (member !== undefined && isKeyLike(table, members[member])) keys.add(member);
  }
  if (property !== "id" && isKeyLike(table, members["id"])) keys.add("id");
  keys.delete(property);
  return [...keys].slice(0, MAX_LOOKUPS);
}

/** By the shape of a path that ends in a parameter: the names it has there, also in longer paths. */
export type ParameterNames = ReadonlyMap<string, ReadonlySet<string>>;

export function parameterNames(classified: readonly ClassifiedOperation[]): ParameterNames {
  const names = new Map<string, Set<string>>();
  for (const { operation } of classified)
    operation.segments.forEach((segment, i) => {
      if (!("parameter" in segment)) return;
      const shape = shapeOf(operation.segments.slice(0, i + 1));
      names.set(shape, (names.get(shape) ?? new Set()).add(segment.parameter));
    });
  return names;
}

const KEYED = new Set(["read", "update", "replace", "delete", "action", "append", "join", "has"]);
const NATURAL = ["login", "slug", "username", "name", "key"];
const MAX_LOOKUPS = 3;

/** Whether a schema takes a text or a whole number. */
export const isKeyLike = (table: SchemaNormaliser, schema: Schema | undefined): boolean =>
  schema !== undefined &&
  (table.resolve(schema).type ?? []).some((type) => type === "string" || type === "integer");

/** `{user_id}` in the path and `user_id` in the body are one key, whatever the record calls it. */
function givenAs(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  creates: readonly (Schema | undefined)[],
  property: string,
): string | undefined {
  const parameter = found.keyParameter;
  if (parameter === undefined || flat(parameter) === flat(property) || flat(parameter) === "id")
    return undefined;
  if (!/(id|slug|name|key|code)$/i.test(parameter)) return undefined;
  for (const body of creates) {
    const name = Object.keys(body?.properties ?? {}).find((one) => flat(one) === flat(parameter));
    if (name !== undefined && isKeyLike(table, body?.properties?.[name])) return name;
  }
  return undefined;
}

/**
 * Other names for the key, where an answer has one and the record does not: a job is read by its `jobId`, its create answers
 * `{ id }`, and so do the rows of the list.
 */
function aliasesOf(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  mine: readonly ClassifiedOperation[],
  property: string,
): Record<string, string> {
  const names = new Set(["id", `${flat(found.name)}id`, flat(found.keyParameter ?? "id")]);
  return Object.fromEntries(
    mine
      .flatMap((one) => Object.entries(shownBy(table, found, one)))
      .filter(
        ([name, schema]) =>
          names.has(flat(name)) &&
          name !== property &&
          found.object.properties?.[name] === undefined &&
          isKeyLike(table, schema),
      )
      .map(([name]) => [name, `copy(${property})`]),
  );
}

/** The form of a key that only an answer to a write tells. */
const toldForm = (
  table: SchemaNormaliser,
  mine: readonly ClassifiedOperation[],
  property: string,
): Schema | undefined =>
  mine
    .map(({ operation }) => objectView(table, operation.success.schema)?.object.properties?.[property])
    .find((schema) => schema !== undefined);

/** The members that a create, or a row of a list, shows of a record. */
function shownBy(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  { operation, role }: ClassifiedOperation,
): NonNullable<Schema["properties"]> {
  const { schema } = operation.success;
  const view =
    role.kind === "create"
      ? singleView(table, schema, wordsOf(found))
      : role.kind === "list"
        ? objectView(table, listView(table, schema, literalOf(operation.segments), true)?.item)
        : undefined;
  return view?.object.properties ?? {};
}

/** A body of texts alone, `["198.51.100.7"]`, is of the keys of what it makes, where the records themselves tell none. */
const listsKeys = (table: SchemaNormaliser, { operation, role }: ClassifiedOperation): boolean =>
  role.kind === "create" &&
  Object.values(operation.body?.contents ?? {}).some((body) => {
    const { items } = table.resolve(body);
    return items !== undefined && (table.resolve(items).type?.includes("string") ?? false);
  });

/** A key in the create body that the server does not claim as its own is the client's to choose (R21). */
function isChosen(body: Schema | undefined, property: string, schema: Schema | undefined): boolean {
  const name = Object.keys(body?.properties ?? {}).find((one) => flat(one) === flat(property)) ?? property;
  const offered = body?.properties?.[name];
  return offered !== undefined && offered.readOnly !== true && schema?.readOnly !== true;
}

function overrideGenerator(learnt: Generator, override: ResourceOverride): Generator {
  const id = override.id;
  if (id?.md5_of !== undefined) return { kind: "md5", of: id.md5_of };
  if (!id || (id.prefix === undefined && id.length === undefined && id.alphabet === undefined)) return learnt;
  const base = learnt.kind === "text" ? learnt : { prefix: "", alphabet: BASE62, length: 14 };
  return {
    kind: "text",
    prefix: id.prefix ?? base.prefix,
    alphabet: id.alphabet ?? base.alphabet,
    length: id.length ?? base.length,
  };
}
