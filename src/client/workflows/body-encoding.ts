// A payload as bytes of its media type: JSON, a form, a multipart form, or the text itself.
import { type Json, isObject, textOf } from "#lib/json.ts";
import { isJsonMedia } from "#lib/media.ts";

/** Undefined as the content type where fetch writes it, with the boundary that it chose. */
export function encodeBody(
  payload: Json,
  contentType: string,
): { contentType: string | undefined; body: string | FormData } {
  const essence = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (essence === "multipart/form-data") {
    const form = new FormData();
    for (const [name, value] of pairsOf(payload)) form.append(name, value);
    return { contentType: undefined, body: form };
  }
  if (essence === "application/x-www-form-urlencoded")
    return { contentType, body: new URLSearchParams(pairsOf(payload)).toString() };
  return {
    contentType,
    body: typeof payload === "string" && !isJsonMedia(essence) ? payload : JSON.stringify(payload),
  };
}

/** `address[city]` for members of members, `items[0]` for items of lists. */
function pairsOf(value: Json, prefix = ""): [string, string][] {
  const inner = (name: string): string => (prefix === "" ? name : `${prefix}[${name}]`);
  if (Array.isArray(value)) return value.flatMap((one, i) => pairsOf(one, inner(String(i))));
  if (isObject(value)) return Object.entries(value).flatMap(([name, one]) => pairsOf(one, inner(name)));
  return value === null ? [] : [[prefix, textOf(value)]];
}
