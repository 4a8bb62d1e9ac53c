// A sandbox.yaml to begin with: all that would settle the report, as comments that are taken out line by line. As it is
// written it says nothing, so it changes nothing.
import type { Report } from "../format/report.ts";

/** A line of the file with what stands under it; what is said of it stands above. */
type Entry = { line: string; remarks: string[]; below: Map<string, Entry> };

export function behaviourDraft(report: Report): string {
  const root = newEntry("");
  for (const facts of Object.values(report.resources))
    for (const { fact, value, sure, rule, from, settle } of facts)
      if (settle !== undefined) note(root, settle, `${fact}: ${value} (${sure}, ${rule}; ${from})`);
  for (const { method, path, kind, tier, reasons, settle } of report.operations)
    if (settle !== undefined)
      note(root, settle, `${method} ${path} is ${tier}: ${reasons.join("; ") || kind}`);
  return [...PREFACE, "version: 1", ...(root.below.size > 0 ? ["", ...written(root, 0)] : []), ""].join("\n");
}

const PREFACE = [
  "# What the document does not say about the API's behaviour. docs/sandbox-yaml.md tells how to write it; an editor checks it",
  "# by the schema that `sandbar schema` prints.",
  "#",
  "# Below stands, as comments, what was inferred or assumed, what was not found out, and the words that would settle it. What is",
  "# inferred well need not be repeated: take the `# ` from the lines that you want to say and from the keys above them, correct",
  "# them, and write for each … what only you know. Then: sandbar generate <document> --behaviour <this file>",
];

const newEntry = (line: string): Entry => ({ line, remarks: [], below: new Map() });

/** Each line is a key under the one before. A key stands once: what else might be said of it is a remark. */
function note(root: Entry, settle: string, remark: string): void {
  let at = root;
  for (const indented of settle.split("\n")) {
    const line = indented.trimStart();
    const key = /^("(\\.|[^"\\])*"|[^:]+):/.exec(line)?.[1] ?? line;
    const next = at.below.get(key) ?? newEntry(line);
    if (next.line !== line) next.remarks.push(`or ${line}`);
    at.below.set(key, next);
    at = next;
  }
  at.remarks.push(oneLine(remark));
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");

/** Remarks have a second `#`: they are comments still when the line's own is taken out. */
function written(entry: Entry, depth: number): string[] {
  const indent = "  ".repeat(depth);
  return [...entry.below.values()].flatMap((inner) => [
    ...inner.remarks.map((remark) => `# ${indent}# ${remark}`),
    `# ${indent}${inner.line}`,
    ...written(inner, depth + 1),
  ]);
}
