// How an operation's answer carries records (R12, R14): bare, wrapped in a member, in a list, or not at all; and how the
// links beside a list are written.
import { at } from "#lib/json.ts";
import { isJsonMedia } from "#lib/media.ts";
import { flat, singular } from "#lib/words.ts";
import type { Classification } from "./classify.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { Envelope, OperationKind } from "../format/operation.ts";
import type { RawOperation } from "../read/operations.ts";
import { type ResourceCandidate, literalOf, wordsOf } from "./resources.ts";
import { type ListView, baseName, isLike, listView, objectView } from "./payload-views.ts";
import { openCarrier, singleView } from "./single-view.ts";

export function envelopeOf(table: SchemaNormaliser, operation: RawOperation, role: Classification): Envelope {
  const { schema } = operation.success;
  if (!schema) return { kind: tellsRecord(operation, role) ? "bare" : "empty" };
  const literal = literalOf(operation.segments);
  if (role.kind === "list" || role.kind === "inner-list") {
    const list = listView(table, schema, literal, true);
    return list
      ? { kind: "list", path: list.path, roles: list.roles.map((one) => asWritten(table, operation, one)) }
      : { kind: "bare" };
  }
  if (!role.resource) return { kind: "bare" };
  const carrying = openCarrier(table, objectView(table, schema)?.object ?? {}, wordsOf(role.resource));
  if (carrying)
    return carrying.isList
      ? { kind: "list", path: [carrying.name], roles: [] }
      : { kind: "wrapped", path: [carrying.name] };
  const several = answersSeveral(role.kind)
    ? listView(table, schema, literal, role.kind === "read")
    : undefined;
  // A list of texts that is called as the collection is a member of the record.
  const isOwnList =
    several &&
    flat(several.path.at(-1) ?? literal) === flat(literal) &&
    (role.kind !== "read" || objectView(table, several.item) !== undefined);
  const single = singleView(table, schema, wordsOf(role.resource));
  // A list of the record's own is no list of records: `{result: {id, name, instances: […]}}`.
  const isRecord = single !== undefined && isLike(single, role.resource);
  if (
    several &&
    !isRecord &&
    (isOwnList ||
      several.path.length === 0 ||
      isItem(table, several.item, role.resource) ||
      (role.kind === "create" && takesList(table, operation)))
  ) {
    const one = soleCarrier(table, schema, role.resource);
    return one === undefined
      ? { kind: "list", path: several.path, roles: several.roles }
      : { kind: "wrapped", path: [one] };
  }
  const carrier =
    single?.envelope.kind === "bare" ? carrierOf(table, single.object, role.resource) : undefined;
  return carrier ?? single?.envelope ?? { kind: "bare" };
}

/** The body is a list: what is answered is a list of what was made. */
const takesList = (table: SchemaNormaliser, { body }: RawOperation): boolean =>
  Object.values(body?.contents ?? {}).some((schema) => table.resolve(schema).items !== undefined);

/** Links are written as the document's example writes them (R14): with an origin, or from the root. */
function asWritten(
  table: SchemaNormaliser,
  operation: RawOperation,
  one: ListView["roles"][number],
): ListView["roles"][number] & { relative?: boolean } {
  if (!one.role.endsWith("Link")) return one;
  let here: Schema = operation.success.schema ?? {};
  for (const key of one.path) here = objectView(table, here)?.object.properties?.[key] ?? {};
  const samples = [
    ...operation.success.examples.map((example) => at(example, one.path)),
    table.resolve(here).example,
  ];
  const sample = samples.find((value) => typeof value === "string");
  return typeof sample === "string" && sample.startsWith("/") ? { ...one, relative: true } : one;
}

/** The member that carries the record beside others that speak of it: `{ ok, channel, ts, message }`. */
function carrierOf(
  table: SchemaNormaliser,
  object: Schema,
  resource: ResourceCandidate,
): Envelope | undefined {
  const held = Object.keys(resource.object.properties ?? {});
  const members = Object.keys(object.properties ?? {});
  if (members.filter((name) => held.includes(name)).length > members.length / 2) return undefined;
  const name = members.find(
    (one) =>
      flat(singular(one)) === flat(resource.name) &&
      objectView(table, object.properties?.[one]) !== undefined,
  );
  return name === undefined ? undefined : { kind: "wrapped", path: [name] };
}

/** `{ object, related_objects }`: the one member that carries such a record comes before a list of others. */
function soleCarrier(
  table: SchemaNormaliser,
  schema: Schema,
  resource: ResourceCandidate,
): string | undefined {
  const carriers = Object.entries(objectView(table, schema)?.object.properties ?? {}).flatMap(
    ([name, property]) => (isItem(table, property, resource) ? [name] : []),
  );
  return carriers.length === 1 ? carriers[0] : undefined;
}

/** Kinds whose answer, where the document says nothing of it, is the record. */
const SHOWING = new Set<OperationKind>(["create", "read", "update", "replace"]);

/** Whether an answer without a schema is the record: nothing is said of it, it is some JSON, or it is what a read is for. */
export function tellsRecord({ success }: RawOperation, role: Classification): boolean {
  if (success.schema || !role.resource || !SHOWING.has(role.kind)) return false;
  if (!success.declared) return true;
  if (success.media !== undefined) return isJsonMedia(success.media);
  return role.kind === "read" && success.status === 200;
}

const answersSeveral = (kind: Classification["kind"]): boolean =>
  kind === "create" ||
  kind === "read" ||
  kind === "update" ||
  kind === "replace" ||
  kind === "action" ||
  kind === "append" ||
  kind.startsWith("inner-");

/** The items are the resource: by the name of their schema or of one of its forms, or, where it has none, by all of their members. */
function isItem(table: SchemaNormaliser, item: Schema, resource: ResourceCandidate): boolean {
  const base = baseName(item);
  const { anyOf, oneOf } = table.resolve(item);
  const wanted = baseName(resource.schema);
  if (wanted !== undefined && (anyOf ?? oneOf ?? []).some((form) => baseName(form) === wanted)) return true;
  if (base !== undefined) return base === baseName(resource.schema);
  const names = Object.keys(objectView(table, item)?.object.properties ?? {});
  return names.length > 1 && names.every((name) => resource.object.properties?.[name] !== undefined);
}
