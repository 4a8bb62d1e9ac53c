// What a body points at (R29). What the sandbox file declares must exist. What is only inferred from a member's name is
// refused where the value has the form that ids of that resource have, and no record has it: anything else may be an id
// of another system, and is kept as it was sent.
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, at, setAt } from "#lib/json.ts";
import { magicRecord } from "../behaviour/magic-records.ts";
import { type OperationContext, refuse } from "../context.ts";
import { matchesPattern } from "../request/patterns.ts";
import { findByKey, nameOf } from "./lookup.ts";

/** Refuses what names no record, and puts the keys of records in the places of magic keys. */
export function checkReferences(context: OperationContext, resource: Resource, body: JsonObject): void {
  for (const { property, resource: name, declared, known } of resource.references) {
    const target = context.index.resources[name];
    const path = property.split(".");
    const value = at(body, path);
    if (!target || (typeof value !== "string" && typeof value !== "number") || value === "") continue;
    // Records that no operation makes are there when they are first met, under any id.
    const isAnyTaken = target.unmade !== undefined || !hasForm(target.identity.generator, value);
    if (!declared && (isAnyTaken || known?.includes(String(value)))) continue;
    if (findByKey(context, target, String(value), undefined)) continue;
    const magic = magicRecord(context, target, String(value));
    if (magic) setAt(body, path, magic.id);
    else
      throw refuse(context, "reference_missing", `No such ${nameOf(name)}: '${value}'`, {
        param: property,
        facts: { resource: name, id: String(value) },
        details: [
          {
            param: property,
            message: `names a ${nameOf(name)} that does not exist`,
            code: "not_found",
          },
        ],
      });
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A pattern that begins with a word of its own: `^las:dataset:…`, `^arn:`, `^CH[0-9a-f]{32}$`. */
const WORDED = /^\^?\(?[A-Za-z]{2,}/;
const LONG = 12;

/** Whether a value can be told for an id of this form: by a prefix, a pattern, or as a UUID. A plain number or word cannot. */
export function hasForm(generator: Resource["identity"]["generator"], value: Json): boolean {
  if (typeof value !== "string") return false;
  switch (generator.kind) {
    case "uuid":
      return UUID.test(value);
    case "text": {
      const rest = value.slice(generator.prefix.length);
      const fits =
        value.startsWith(generator.prefix) &&
        !Array.from(rest).some((one) => !generator.alphabet.includes(one));
      if (generator.prefix.length >= 2) return fits && rest !== "";
      return fits && rest.length === generator.length && rest.length >= LONG && /\d/.test(rest);
    }
    case "pattern":
      return WORDED.test(generator.pattern) && matchesPattern(generator.pattern, value);
    case "md5":
      return /^[0-9a-f]{32}$/.test(value);
    case "moment":
      return /^\d{10}\.\d+$/.test(value);
    case "integer":
    case "ip":
      return false;
  }
}
