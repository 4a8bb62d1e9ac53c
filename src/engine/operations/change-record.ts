// How a body changes a record (R26): PUT replaces, PATCH merges, JSON Patch applies all steps or none; the server's own
// members stay.
import type { Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, asObject, isObject, mergePatch, own, put } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { applyJsonPatch } from "#lib/json-patch.ts";
import { generatorOptions } from "../generate/options.ts";
import { requireMatch } from "../request/conditional.ts";
import { changed } from "./outcome.ts";
import { type Outcome, type OperationContext, refuse } from "../context.ts";
import { checkUnique } from "../records/new-record.ts";
import { fillMembers, mapMembers, recordSchema } from "../records/fill.ts";
import { lifecycleMove } from "./transition.ts";
import { checkReferences } from "../records/references.ts";
import { open } from "../schemas.ts";
import { validate } from "../request/validate.ts";
import type { Stored } from "../record-reader.ts";

/** A record as a body changes it: in part, or as a whole (R26). */
export function changeRecord(
  context: OperationContext,
  resource: Resource,
  found: Stored,
  body: JsonObject,
  replace: boolean,
): Outcome {
  checkReferences(context, resource, body);
  checkUnique(context, resource, body, found);
  requireMatch(context, found);
  if (context.media === "application/json-patch+json") return patch(context, resource, found);
  const options = generatorOptions(context);
  const form = recordSchema(options, resource, { ...found.doc, ...body });
  const changes = mapMembers(options, form, body);
  delete changes[resource.identity.property];
  const move = lifecycleMove(context, resource, found, changes);
  const doc = replace
    ? replaced(context, resource, found.doc, changes)
    : merged(resource, found.doc, changes);
  return changed(
    context,
    resource,
    found,
    doc,
    move ?? "updated",
    rule("updated", { resource: resource.name, id: found.id }),
  );
}

/** JSON Patch (RFC 6902): all of its steps, or none. */
function patch(context: OperationContext, resource: Resource, record: Stored): Outcome {
  const patched = applyJsonPatch(record.doc, context.body);
  if (!patched.ok) throw refuse(context, "invalid", `The patch cannot be applied. ${patched.failure}`);
  const doc = asObject(patched.value);
  put(doc, resource.identity.property, own(record.doc, resource.identity.property) ?? null);
  const wrong = validate(context.schemas, resource.schema, doc, { answered: true })[0];
  if (wrong) throw refuse(context, "invalid", `${wrong.param} ${wrong.message}`, { param: wrong.param });
  checkReferences(context, resource, doc);
  checkUnique(context, resource, doc, record);
  const move = lifecycleMove(context, resource, record, doc);
  return changed(
    context,
    resource,
    record,
    doc,
    move ?? "updated",
    rule("patched", { resource: resource.name, id: record.id }),
  );
}

/** PUT replaces (R26): what the client may write and did not send is as if never written; the server's own stays. */
function replaced(
  context: OperationContext,
  resource: Resource,
  before: JsonObject,
  changes: JsonObject,
): JsonObject {
  const options = generatorOptions(context);
  const record = recordSchema(options, resource, { ...before, ...changes });
  const doc: JsonObject = { ...before };
  for (const schema of Object.values(context.details.body?.contents ?? {})) {
    const writable = Object.fromEntries(
      Object.keys(writableMembers(context, schema)).map((name) => [name, null]),
    );
    for (const name of Object.keys(mapMembers(options, record, writable))) delete doc[name];
  }
  for (const name of [resource.identity.property, resource.lifecycle?.field]) {
    const kept = name === undefined ? undefined : own(before, name);
    if (name !== undefined && kept !== undefined) put(doc, name, kept);
  }
  for (const [name, value] of Object.entries(changes)) put(doc, name, value);
  // What a client may write and left out is absent, where it may be.
  fillMembers({ ...options, isBare: true }, record, doc, 0);
  return doc;
}

const writableMembers = (context: OperationContext, schema: Schema): Record<string, Schema> => {
  const here = open(context.schemas, schema);
  const wrapper = context.details.body?.wrapper;
  return (wrapper === undefined ? here : open(context.schemas, here.properties?.[wrapper])).properties ?? {};
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
