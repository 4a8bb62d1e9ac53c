// Text → Arazzo document, with everything that it only names put in its place, and checked: a bad one answers diagnostics
// with their places. Pure.
import { type Json, isObject } from "#lib/json.ts";
import { escapeToken, resolvePointer } from "#lib/pointer.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { BlueprintIndex } from "../format/blueprint.ts";
import { type Diagnostic, Diagnostics } from "../format/diagnostics.ts";
import { parseText } from "../read/document.ts";
import { Arazzo } from "./arazzo.ts";
import { checkArazzo } from "./check.ts";
import { MAX_WORKFLOWS_BYTES } from "./limits.ts";

const FILE = "workflows.yaml#";
const HINT =
  "See https://spec.openapis.org/arazzo/latest.html and workflows.yaml in src/blueprint/README.md.";

/** `index` is of the API whose operations it calls. */
export function readWorkflows(text: string, index: BlueprintIndex): Result<Arazzo, Diagnostic[]> {
  if (text.length > MAX_WORKFLOWS_BYTES)
    return fail([
      {
        level: "error",
        at: FILE,
        message: `The workflows have more than ${MAX_WORKFLOWS_BYTES / 1024} KB.`,
        hint: "Leave out what is not needed.",
      },
    ]);
  const parsed = parseText(text);
  if (!parsed.ok) return fail(parsed.failure.map((one) => ({ ...one, at: FILE })));
  const diagnostics = new Diagnostics();
  const whole = resolved(parsed.value, parsed.value, "", diagnostics);
  const read = Arazzo.safeParse(whole);
  if (!read.success) {
    for (const issue of read.error.issues)
      diagnostics.error(
        placeOf(issue.path),
        `${issue.path.at(-1)?.toString() ?? "It"}: ${issue.message}`,
        HINT,
      );
    return fail(diagnostics.list);
  }
  checkArazzo(read.data, index, (path, message) => diagnostics.error(placeOf(path), message, HINT));
  return diagnostics.failed ? fail(diagnostics.list) : succeed(read.data);
}

const placeOf = (path: readonly PropertyKey[]): string =>
  `${FILE}${path.map((one) => `/${escapeToken(String(one))}`).join("")}`;

const COMPONENT = /^\$components\.(parameters|successActions|failureActions|inputs)\.([\w.-]+)$/;

/** A copy in which each `{reference: $components.…}` is what it names. Components themselves name nothing. */
function resolved(root: Json, value: Json, at: string, diagnostics: Diagnostics): Json {
  if (Array.isArray(value)) return value.map((one, i) => resolved(root, one, `${at}/${i}`, diagnostics));
  if (!isObject(value)) return value;
  const { reference } = value;
  if (typeof reference === "string" && reference.startsWith("$components.")) {
    const [, kind = "", name = ""] = COMPONENT.exec(reference) ?? [];
    const named = resolvePointer(root, `/components/${kind}/${escapeToken(name)}`);
    if (isObject(named)) return "value" in value ? { ...named, value: value["value"] ?? null } : named;
    diagnostics.error(`${FILE}${at}/reference`, `There is nothing at ${reference}.`, HINT);
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      at === "" && name === "components"
        ? one
        : resolved(root, one, `${at}/${escapeToken(name)}`, diagnostics),
    ]),
  );
}
