// The body of an answer as a value: JSON where it is such, whatever it is called; else the text.
import type { Json } from "#lib/json.ts";
import { isJsonMedia, parseMediaType } from "#lib/media.ts";

export function bodyOf(text: string, contentType: string): Json | undefined {
  if (text === "") return undefined;
  if (!isJsonMedia(parseMediaType(contentType).essence) && !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
