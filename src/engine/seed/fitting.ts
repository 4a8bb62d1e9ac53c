// Which of several texts a schema takes.
import type { Schema } from "#blueprint/format/schema.ts";
import { matchesPattern } from "../request/patterns.ts";

/** The first text that the schema takes; a passage is cut where it is too long. */
export function fitting(schema: Schema, texts: readonly string[]): string | undefined {
  for (const text of texts) if (text !== "" && takes(schema, text)) return text;
  const most = schema.maxLength;
  const shorter = texts.flatMap((text) => (most === undefined ? [] : (cutAtWord(text, most) ?? [])));
  return shorter.find((text) => takes(schema, text));
}

const takes = (schema: Schema, text: string): boolean =>
  text.length >= (schema.minLength ?? 0) &&
  text.length <= (schema.maxLength ?? Infinity) &&
  (schema.pattern === undefined || matchesPattern(schema.pattern, text));

/** A text up to the end of a word, within a length. */
function cutAtWord(text: string, most: number): string | undefined {
  if (text.length <= most) return text;
  const cut = text
    .slice(0, most + 1)
    .replace(/\s+\S*$/, "")
    .replace(/[,;:–]$/, "");
  return cut !== "" && cut.length <= most ? cut : undefined;
}
