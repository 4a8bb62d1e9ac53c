// JSON Pointer (RFC 6901), also in its URI fragment form (#/a/b).
import { type Json, isObject, own } from "./json.ts";

export const escapeToken = (token: string): string => token.replaceAll("~", "~0").replaceAll("/", "~1");

/** `pointerOf("paths", "/a")` gives `/paths/~1a`. */
export const pointerOf = (...tokens: (string | number)[]): string =>
  tokens.map((token) => `/${escapeToken(String(token))}`).join("");

export function tokensOf(pointer: string): string[] {
  const plain = pointer.startsWith("#") ? safeDecode(pointer.slice(1)) : pointer;
  if (plain === "") return [];
  return plain
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value a pointer names, or undefined when the document has nothing there. */
export function resolvePointer(root: Json, pointer: string): Json | undefined {
  let here: Json | undefined = root;
  for (const token of tokensOf(pointer)) {
    if (Array.isArray(here)) here = here[Number(token)];
    else if (isObject(here)) here = own(here, token);
    else return undefined;
  }
  return here;
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
