// Changes and ends (R26, R27): replace, merge, grow a list inside, delete with what hangs below.
import type { Resource, Schema } from "../../blueprint/format.ts";
import {
  type Json,
  type JsonObject,
  asArray,
  asObject,
  isObject,
  mergePatch,
  own,
  put,
} from "../../lib/json.ts";
import { flat } from "../../lib/words.ts";
import { makingOf, unwrapBody } from "./answer.ts";
import { announce, changed, outcome } from "./changes.ts";
import { type Outcome, type Play, resourceOf } from "./context.ts";
import { checkUnique, upsert } from "./create.ts";
import { fillMembers, mapMembers, newIdentity, recordSchema } from "./fill.ts";
import { assertMove, lifecycleMove } from "./moves.ts";
import { project } from "./project.ts";
import { type Scope, checkReferences, enterScope, findByKey, theRecord } from "./records.ts";
import { open, typesOf } from "./schemas.ts";
import type { Effect, Stored } from "./world.ts";

export function update(play: Play, replace: boolean): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const body = unwrapBody(play);
  const found = findForUpdate(play, resource, scope);
  if (!found) return upsert(play, resource, scope, body);
  checkReferences(play, resource, body);
  checkUnique(play, resource, body, found);
  const making = makingOf(play);
  const changes = mapMembers(making, recordSchema(making, resource), body);
  delete changes[resource.identity.property];
  const move = lifecycleMove(play, resource, found, changes);
  const doc = replace ? replaced(play, resource, found.doc, changes) : merged(resource, found.doc, changes);
  return changed(play, resource, found, doc, move ?? "updated", `updated ${resource.name} ${found.id}`);
}

/** PUT on a key that does not exist yet makes the record where the client may choose the key (R21). */
function findForUpdate(play: Play, resource: Resource, scope: Scope): Stored | undefined {
  const parameter = play.operation.parameters.find((one) => one.role === "key");
  const value = parameter ? (play.path[parameter.name] ?? "") : "";
  const mayCreate =
    play.operation.method === "PUT" &&
    (resource.identity.clientChosen || resource.identity.generator.kind === "md5");
  if (mayCreate && !findByKey(play, resource, value, scope.scoped ? scope.parent : undefined))
    return undefined;
  return theRecord(play, scope);
}

/** PUT replaces (R26): what the client may write and did not send is as if never written; the server's own stays. */
function replaced(play: Play, resource: Resource, before: JsonObject, changes: JsonObject): JsonObject {
  const making = makingOf(play);
  const record = recordSchema(making, resource);
  const doc: JsonObject = { ...before };
  for (const schema of Object.values(play.details.body?.contents ?? {})) {
    const writable = Object.fromEntries(
      Object.keys(writableMembers(play, schema)).map((name) => [name, null]),
    );
    for (const name of Object.keys(mapMembers(making, record, writable))) delete doc[name];
  }
  for (const name of [resource.identity.property, resource.lifecycle?.field]) {
    const kept = name === undefined ? undefined : own(before, name);
    if (name !== undefined && kept !== undefined) put(doc, name, kept);
  }
  for (const [name, value] of Object.entries(changes)) put(doc, name, value);
  fillMembers(making, record, doc, 0);
  return doc;
}

const writableMembers = (play: Play, schema: Schema): Record<string, Schema> => {
  const here = open(play.schemas, schema);
  const wrapper = play.details.body?.wrapper;
  return (wrapper === undefined ? here : open(play.schemas, here.properties?.[wrapper])).properties ?? {};
};

/** Members replace; declared maps merge key by key, where null or an empty text deletes a key (R26). */
export function merged(resource: Resource, before: JsonObject, changes: JsonObject): JsonObject {
  const doc: JsonObject = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    if (!resource.maps.includes(name))
      put(doc, name, isObject(value) ? mergePatch(own(doc, name) ?? {}, value) : value);
    else if (isObject(value)) {
      const map: JsonObject = { ...asObject(own(doc, name)) };
      for (const [key, entry] of Object.entries(value)) {
        if (entry === null || entry === "") delete map[key];
        else put(map, key, entry);
      }
      put(doc, name, map);
    } else put(doc, name, value === "" || value === null ? {} : value);
  }
  return doc;
}

export function remove(play: Play): Outcome {
  const resource = resourceOf(play);
  const record = theRecord(play, enterScope(play, resource));
  const effects: Effect[] = [{ kind: "delete", record }];
  for (const child of Object.values(play.index.resources)) {
    const property = child.foreignKeys[resource.name];
    if (child.parent === resource.name && property !== undefined)
      effects.push({ kind: "cascade", resource: child.name, property, value: record.id });
  }
  effects.push(...announce(play, resource, record, "deleted"));
  if (resource.subscription) effects.push({ kind: "endpoint-gone", id: record.id });
  const stub: JsonObject = { ...record.doc };
  const schema = open(play.schemas, play.details.answer.schema);
  for (const name of Object.keys(schema.properties ?? {}))
    if (/^(deleted|is_deleted|success)$/.test(name)) put(stub, name, true);
  return outcome(play, stub, effects, `deleted ${record.resource} ${record.id}`);
}

/** An item joins a list inside the record: `POST /orders/{id}/line-items` answering the order. */
export function append(play: Play): Outcome {
  const resource = resourceOf(play);
  const record = theRecord(play, enterScope(play, resource));
  const property = play.operation.action ?? "";
  const making = makingOf(play);
  const list = open(play.schemas, recordSchema(making, resource).properties?.[property]);
  const lifecycle = resource.lifecycle;
  const step = lifecycle?.transitions.find((one) => one.action === property);
  if (lifecycle && step) assertMove(play, lifecycle, record, step.from, step.to);
  const body = asObject(play.body);
  const wrapped = Object.values(body).find(Array.isArray) as Json[] | undefined;
  const items = Array.isArray(play.body)
    ? play.body
    : wrapped && flat(Object.keys(body)[0] ?? "") === flat(property)
      ? wrapped
      : [body];
  const made = items.flatMap((item) => joined(play, property, list.items ?? {}, item));
  const doc = { ...record.doc };
  put(doc, property, [...asArray(own(doc, property)), ...made]);
  return changed(
    play,
    resource,
    record,
    doc,
    "updated",
    `${made.length} joined ${property} of ${resource.name} ${record.id}`,
  );
}

/** What joins a list: an object as its items are, of which a text is the name; a text where its items are texts. */
function joined(play: Play, property: string, schema: Schema, item: Json): Json[] {
  const types = typesOf(play.schemas, schema);
  if (!types.includes("object")) {
    const [only] = isObject(item) ? Object.values(item).filter((one) => typeof one === "string") : [item];
    return only === undefined ? [] : [only];
  }
  const names = Object.keys(open(play.schemas, schema).properties ?? {});
  const word = ["login", "slug", "username", "name", "key", "id"].find((name) => names.includes(name));
  const object = isObject(item) ? item : word === undefined ? {} : { [word]: item };
  return [project(makingOf(play), schema, withIdentity(play, property, object))];
}

function withIdentity(play: Play, property: string, item: JsonObject): JsonObject {
  const id = newIdentity(
    {
      kind: "text",
      prefix: `${property.slice(0, 2)}_`,
      alphabet: "0123456789abcdefghijklmnopqrstuvwxyz",
      length: 14,
    },
    play.dice,
    play.world,
    property,
    item,
    play.now,
  );
  return { id, ...item };
}
