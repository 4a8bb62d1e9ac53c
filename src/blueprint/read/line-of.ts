// Where in a YAML text a diagnostic points: its JSON Pointer as a line, counted from 1.
import { LineCounter, type Pair, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { tokensOf } from "#lib/pointer.ts";

/** The line of what the pointer names, or of the nearest that is there; of the first mistake where the text is no YAML. */
export function lineOf(text: string, pointer: string): number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: "silent", uniqueKeys: false });
  const mistake = document.errors[0]?.linePos?.[0].line;
  if (mistake !== undefined) return mistake;
  let node: unknown = document.contents;
  let offset = 0;
  for (const token of tokensOf(pointer)) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === token)
      : undefined;
    const next: unknown = isSeq(node) ? node.items[Number(token)] : pair?.value;
    const at = startOf(pair?.key) ?? startOf(next);
    if (at === undefined) break;
    offset = at;
    node = next;
  }
  return lines.linePos(offset).line;
}

const startOf = (node: unknown): number | undefined =>
  typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : undefined;
