// OpenAPI Overlays (1.0, and `copy` of 1.1) (R53): changes to a document that leave the document's own file alone. Actions
// are taken in order; each target is a JSONPath (RFC 9535), and one that matches nothing is a warning.
import { exec, paths } from "jsonpath-rfc9535";
import { type Json, type JsonObject, asArray, asObject, asString, isObject, own, put } from "#lib/json.ts";
import { resolvePointer } from "#lib/pointer.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Diagnostic } from "../format/diagnostics.ts";
import { parseText, readDocument } from "./document.ts";

/** The document with an overlay's actions taken; the document given stays as it was. */
export function applyOverlay(
  document: JsonObject,
  overlay: Json,
): Result<{ document: JsonObject; diagnostics: Diagnostic[] }, Diagnostic[]> {
  const version = isObject(overlay) ? asString(overlay["overlay"]) : undefined;
  if (!isObject(overlay) || version === undefined || !version.startsWith("1."))
    return fail([problem("", "This is no Overlay 1.x document.", "It begins with `overlay: 1.0.0`.")]);
  const changed = structuredClone(document);
  const diagnostics: Diagnostic[] = [];
  for (const [i, action] of asArray(overlay["actions"]).entries()) {
    const at = `overlay#/actions/${i}`;
    const target = asString(asObject(action)["target"]);
    if (target === undefined)
      return fail([
        problem(at, "The action has no target.", "A target is a JSONPath, such as $.paths['/pets'].get."),
      ]);
    const met = pointersOf(changed, target);
    if (met === undefined)
      return fail([problem(`${at}/target`, `${target} is no JSONPath.`, "See RFC 9535.")]);
    if (met.length === 0)
      diagnostics.push({
        level: "warning",
        at,
        message: `The target ${target} meets nothing in the document.`,
        hint: "Correct the path, or drop the action.",
      });
    // From the last to the first, so that what is removed from a list does not move what is still to go.
    for (const tokens of met.reverse()) take(changed, tokens, asObject(action));
  }
  return succeed({ document: changed, diagnostics });
}

/** A document's text, read and with all its overlays applied in their order. */
export function readWithOverlays(
  text: string,
  overlays: readonly string[],
): Result<{ document: JsonObject; diagnostics: Diagnostic[] }, Diagnostic[]> {
  const read = readDocument(text);
  if (!read.ok) return read;
  let document = read.value;
  const diagnostics: Diagnostic[] = [];
  for (const one of overlays) {
    const overlay = parseText(one);
    const applied = overlay.ok ? applyOverlay(document, overlay.value) : overlay;
    if (!applied.ok) return applied;
    document = applied.value.document;
    diagnostics.push(...applied.value.diagnostics);
  }
  return succeed({ document, diagnostics });
}

const problem = (at: string, message: string, hint: string): Diagnostic => ({
  level: "error",
  at,
  message,
  hint,
});

/** Where a JSONPath leads, as steps from the root; undefined when it is none. */
function pointersOf(document: JsonObject, path: string): (string | number)[][] | undefined {
  try {
    return paths(document, path).map((normal) =>
      [...normal.matchAll(/\[(?:'((?:[^'\\]|\\.)*)'|(\d+))\]/g)].map((step) =>
        step[2] === undefined ? unescaped(step[1] ?? "") : Number(step[2]),
      ),
    );
  } catch {
    return undefined;
  }
}

const unescaped = (text: string): string =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, plain: string | undefined) =>
    code === undefined
      ? ({ b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }[plain ?? ""] ?? plain ?? "")
      : String.fromCharCode(Number.parseInt(code, 16)),
  );

function take(document: JsonObject, tokens: readonly (string | number)[], action: JsonObject): void {
  const last = tokens.at(-1);
  let holder: Json = document;
  for (const token of tokens.slice(0, -1))
    holder = (Array.isArray(holder) ? holder[Number(token)] : own(asObject(holder), String(token))) ?? null;
  const target: Json =
    last === undefined
      ? document
      : ((Array.isArray(holder) ? holder[Number(last)] : own(asObject(holder), String(last))) ?? null);
  if (action["remove"] === true) {
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else if (isObject(holder) && last !== undefined) delete holder[String(last)];
    return;
  }
  const update = action["update"] ?? copied(document, asString(action["copy"]));
  if (update === undefined) return;
  if (Array.isArray(target)) target.push(structuredClone(update));
  else if (isObject(target)) merge(target, asObject(update));
  else if (Array.isArray(holder)) holder[Number(last)] = update;
  else if (isObject(holder) && last !== undefined) put(holder, String(last), update);
}

/** What `copy` points at: a JSONPath that matches one value, or a JSON Pointer. */
function copied(document: JsonObject, source: string | undefined): Json | undefined {
  if (source === undefined) return undefined;
  if (source.startsWith("#")) return resolvePointer(document, source);
  const found: Json[] = [];
  try {
    exec(document, source, (value) => found.push(value));
  } catch {
    return undefined;
  }
  return found[0];
}

/** Objects merge, lists grow, everything else is replaced (Overlay 1.0, §4.4.3). */
function merge(target: JsonObject, update: JsonObject): void {
  for (const [name, value] of Object.entries(update)) {
    const before = own(target, name);
    if (isObject(before) && isObject(value)) merge(before, value);
    else if (Array.isArray(before))
      before.push(...(Array.isArray(value) ? structuredClone(value) : [structuredClone(value)]));
    else put(target, name, structuredClone(value));
  }
}
