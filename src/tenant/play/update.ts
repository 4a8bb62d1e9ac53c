// Changes and ends (R26, R27): replace, merge, grow a list inside, delete with what hangs below.
import type { Resource, Schema } from "../../blueprint/format.ts";
import { type JsonObject, asObject, isObject, mergePatch, own, put } from "../../lib/json.ts";
import { applyJsonPatch } from "../../lib/json-patch.ts";
import { makingOf, unwrapBody } from "./answer.ts";
import { requireMatch } from "./conditional.ts";
import { announce } from "./announce.ts";
import { changed, outcome } from "./changes.ts";
import { type Outcome, type Play, refuse, resourceOf } from "./context.ts";
import { checkUnique, upsert } from "./create.ts";
import { isOutAlready } from "./join.ts";
import { fillMembers, mapMembers, recordSchema } from "./fill.ts";
import { lifecycleMove } from "./moves.ts";
import { type Scope, checkReferences, enterScope, findByKey, theRecord, tombstones } from "./records.ts";
import { open } from "./schemas.ts";
import { validate } from "./validate.ts";
import type { Effect, Stored } from "./world.ts";

export function update(play: Play, replace: boolean): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const body = unwrapBody(play);
  const found = findForUpdate(play, resource, scope);
  if (!found) return upsert(play, resource, scope, body);
  return changeRecord(play, resource, found, body, replace);
}

/** A record as a body changes it: in part, or as a whole (R26). */
export function changeRecord(
  play: Play,
  resource: Resource,
  found: Stored,
  body: JsonObject,
  replace: boolean,
): Outcome {
  checkReferences(play, resource, body);
  checkUnique(play, resource, body, found);
  requireMatch(play, found);
  if (play.media === "application/json-patch+json") return patch(play, resource, found);
  const making = makingOf(play);
  const changes = mapMembers(making, recordSchema(making, resource), body);
  delete changes[resource.identity.property];
  const move = lifecycleMove(play, resource, found, changes);
  const doc = replace ? replaced(play, resource, found.doc, changes) : merged(resource, found.doc, changes);
  return changed(play, resource, found, doc, move ?? "updated", `updated ${resource.name} ${found.id}`);
}

/** JSON Patch (RFC 6902): all of its steps, or none. */
function patch(play: Play, resource: Resource, record: Stored): Outcome {
  const patched = applyJsonPatch(record.doc, play.body);
  if (!patched.ok) throw refuse(play, "invalid", `The patch cannot be applied. ${patched.failure}`);
  const doc = asObject(patched.value);
  put(doc, resource.identity.property, own(record.doc, resource.identity.property) ?? null);
  const wrong = validate(play.schemas, resource.schema, doc, { answered: true })[0];
  if (wrong) throw refuse(play, "invalid", `${wrong.param} ${wrong.message}`, { param: wrong.param });
  checkReferences(play, resource, doc);
  checkUnique(play, resource, doc, record);
  const move = lifecycleMove(play, resource, record, doc);
  return changed(play, resource, record, doc, move ?? "updated", `patched ${resource.name} ${record.id}`);
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

/** What is left of a record that is answered as deleted: its key, its kind, and that it is gone. */
function tombstoneOf(resource: Resource, record: Stored): Stored {
  const { property } = resource.identity;
  const doc: JsonObject = { deleted: true };
  for (const name of [property, "object", "type"]) {
    const value = own(record.doc, name);
    if (value !== undefined) put(doc, name, value);
  }
  return { ...record, resource: tombstones(resource), state: null, doc };
}

export function remove(play: Play): Outcome {
  const resource = resourceOf(play);
  if (isOutAlready(play)) return outcome(play, {}, [], `${resource.name}: it was not there`);
  const record = theRecord(play, enterScope(play, resource));
  requireMatch(play, record);
  const effects: Effect[] = [{ kind: "delete", record }];
  for (const child of Object.values(play.index.resources)) {
    const property = child.foreignKeys[resource.name];
    if (child.parent === resource.name && property !== undefined)
      effects.push({ kind: "cascade", resource: child.name, property, value: record.id });
  }
  effects.push(...announce(play, resource, record, "deleted"));
  if (resource.subscription) effects.push({ kind: "endpoint-gone", id: record.id });
  const stub: JsonObject = { ...record.doc };
  if (resource.stub) effects.push({ kind: "insert", record: tombstoneOf(resource, record) });
  const schema = open(play.schemas, play.details.answer.schema);
  for (const name of Object.keys(schema.properties ?? {}))
    if (/^(deleted|is_deleted|success)$/.test(name)) put(stub, name, true);
  return outcome(play, stub, effects, `deleted ${record.resource} ${record.id}`);
}
