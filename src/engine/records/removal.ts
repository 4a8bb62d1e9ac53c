// What goes with a record that is deleted, and what stays of it.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, own, put } from "#lib/json.ts";
import type { Effect, RecordReader, Stored } from "../record-reader.ts";
import { tombstones } from "./create-on-first-access.ts";

/** The record itself, and the records below it. */
export function removal(index: BlueprintIndex, resource: Resource, record: Stored): Effect[] {
  const effects: Effect[] = [{ kind: "delete", record }];
  for (const child of Object.values(index.resources)) {
    const property = child.foreignKeys[resource.name];
    if (child.parent === resource.name && property !== undefined)
      effects.push({ kind: "cascade", resource: child.name, property, value: record.id });
  }
  return effects;
}

/** Once its end was told: its endpoint goes, and where the API still answers it, what is left of it is kept. */
export function afterRemoval(
  resource: Resource,
  record: Stored,
  reader: Pick<RecordReader, "get">,
): Effect[] {
  const effects: Effect[] = [];
  if (resource.subscription) effects.push({ kind: "endpoint-gone", id: record.id });
  if (resource.stub || resource.unmade) {
    const stub = tombstoneOf(resource, record);
    const known = reader.get(stub.resource, stub.parent, stub.id);
    effects.push({ kind: known ? "update" : "insert", record: stub });
  }
  return effects;
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
