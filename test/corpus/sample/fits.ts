// Whether a value has a place in a schema: whether a client may send it there, and whether an answer could show it.
import { type Json, type JsonObject, asArray, asObject, isObject, textOf } from "#lib/json.ts";
import { type Document, branchesOf, open } from "./document.ts";

/** Whether a member takes a text or number as it is. */
export const takes = (document: Document, schema: Json, value: string | number): boolean =>
  branchesOf(document, open(document, schema)).some((one) => {
    if (one["const"] !== undefined) return one["const"] === value;
    if (one["enum"] !== undefined) return asArray(one["enum"]).includes(value);
    return typeof value === "number" || isOfForm(one, value);
  });

/** Whether a schema has room for a value: itself, in one of its members, or in its items. */
export function canHold(document: Document, schema: Json, value: Json, depth = 0): boolean {
  return branchesOf(document, open(document, schema)).some((one) => {
    const types = [one["type"] ?? (one["properties"] ? "object" : one["items"] ? "array" : [])].flat();
    const isAny = types.length === 0;
    if (Array.isArray(value))
      return (
        isAny ||
        (types.includes("array") && value.every((item) => canHold(document, one["items"] ?? {}, item)))
      );
    if (isObject(value)) return isAny || types.includes("object") || types.includes("string");
    if (types.includes("array")) return canHold(document, one["items"] ?? {}, value, depth);
    if (types.includes("object"))
      return (
        depth === 0 &&
        Object.values(asObject(one["properties"])).some((inner) => canHold(document, inner, value, 1))
      );
    if (one["enum"] !== undefined) {
      // What is listed and of another type than its schema fits nowhere.
      const values = asArray(one["enum"]).filter(
        (each) => isAny || types.some((type) => type !== "string") || typeof each === "string",
      );
      return values.some((each) => textOf(each).toLowerCase() === textOf(value).toLowerCase());
    }
    if (isAny) return true;
    if (types.includes("string")) return isOfForm(one, textOf(value));
    if (types.includes("boolean")) return typeof value === "boolean" || /^(true|false)$/i.test(textOf(value));
    return (
      typeof value === "number" || Number.isFinite(Number(value)) || !Number.isNaN(Date.parse(textOf(value)))
    );
  });
}

/** Whether a text has the length and the form that its schema asks of it. */
export function isOfForm({ maxLength, minLength, pattern, format }: JsonObject, text: string): boolean {
  if (text.length > Number(maxLength ?? Infinity) || text.length < Number(minLength ?? 0)) return false;
  if (format === "uuid" && !/^[0-9a-f-]{36}$/i.test(text)) return false;
  if (typeof pattern !== "string") return true;
  for (const flags of ["u", ""])
    try {
      return new RegExp(pattern, flags).test(text);
    } catch {
      continue;
    }
  return true;
}
