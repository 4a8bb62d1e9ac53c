// What can stand where the cursor is: the members that the JSON Schema has there, and names of the API where any name may stand.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

export type JsonSchema = {
  type?: unknown;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  enum?: unknown[];
  const?: unknown;
  description?: string;
};

export function proposals(
  context: CompletionContext,
  schema: JsonSchema | undefined,
  words: readonly string[],
): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const [, indent = "", typed = ""] = /^(\s*(?:- +)?)([\w"/{} -]*)$/.exec(before) ?? [];
  if (!/^\s*(?:- +)?[\w"/{} -]*$/.test(before) || (typed === "" && !context.explicit)) return null;
  const above = Array.from({ length: line.number - 1 }, (_, i) => context.state.doc.line(i + 1).text);
  const here = schema ? atPath(schema, pathAbove(above, indent.length)) : [];
  const members = here.flatMap((one) =>
    Object.entries(one.properties ?? {}).map(([label, { description }]): Completion => ({
      label,
      type: "property",
      apply: `${label}: `,
      ...(description === undefined ? {} : { detail: description }),
    })),
  );
  const isNamed = here.some((one) => typeof one.additionalProperties === "object");
  const names = (isNamed ? words : []).map((label): Completion => ({
    label,
    type: "variable",
    apply: `${/^\w+$/.test(label) ? label : JSON.stringify(label)}:`,
  }));
  const options = [...members, ...names];
  return options.length === 0
    ? null
    : { from: context.pos - typed.length, options, validFor: /^[\w"/{} -]*$/ };
}

/** The keys that lead to a place so far from the margin, read from the lines above it. */
export function pathAbove(above: readonly string[], indent: number): string[] {
  const path: string[] = [];
  let margin = indent;
  for (const line of above.toReversed()) {
    const read = /^(\s*)((?:- +)*)("[^"]*"|[^\s#:][^:]*):(?:\s|$)/.exec(line);
    if (!read) continue;
    const [, spaces = "", dashes = "", key = ""] = read;
    const at = spaces.length + dashes.length;
    // A list's dash is part of the path; its first member stands on the dash's own line.
    if (at < margin) path.unshift(key.replaceAll('"', ""));
    if (at < margin) margin = spaces.length;
    if (margin === 0) break;
  }
  return path;
}

/** Every alternative that the schema has at a path of keys; lists are passed through. */
export function atPath(root: JsonSchema, path: readonly string[]): JsonSchema[] {
  const opened = (one: JsonSchema, depth = 0): JsonSchema[] => {
    if (depth > MAX_DEPTH) return [];
    const referred = one.$ref === undefined ? undefined : root.$defs?.[one.$ref.split("/").at(-1) ?? ""];
    return [
      one,
      ...[
        ...(one.anyOf ?? []),
        ...(one.oneOf ?? []),
        ...(one.allOf ?? []),
        ...(referred ? [referred] : []),
      ].flatMap((inner) => opened(inner, depth + 1)),
      ...(one.items ? opened(one.items, depth + 1) : []),
    ];
  };
  return path.reduce(
    (here, key) =>
      here.flatMap((one) => {
        const member = one.properties?.[key] ?? one.additionalProperties;
        return typeof member === "object" ? opened(member) : [];
      }),
    opened(root),
  );
}

const MAX_DEPTH = 8;
