// What is sent to a provider's origin in live mode: the caller's request without hop-by-hop headers, Sandbar's own headers
// and Sandbar keys. A key is found by its format wherever it is: a provider must never see one.
import type { CallRequest } from "#contract/call.ts";
import { fromBase64, fromUtf8, utf8 } from "#lib/bytes.ts";
import { type Json, type JsonObject, isObject, put } from "#lib/json.ts";
import { KEY_GRAMMAR } from "#lib/key.ts";
import { isJsonMedia, parseMediaType } from "#lib/media.ts";
import { parseJson } from "#lib/json-column.ts";

/** RFC 9110 §7.6.1 and §11.7, and Keep-Alive and Proxy-Connection, which came before it. */
const OF_ONE_CONNECTION =
  /^(connection|proxy-connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-authenticate|proxy-authorization|proxy-authentication-info)$/;
/** What the runtime writes itself, what names this deployment and its visitors, and credentials. */
const OURS =
  /^(host|content-length|expect|accept-encoding|authorization|cookie|forwarded|via|cdn-loop|true-client-ip|x-real-ip|cf-.*|x-forwarded-.*|x-sandbox-.*)$/;

/** Headers that end here, beside those named in Connection. */
export function isOfConnection(name: string, named: ReadonlySet<string>): boolean {
  return OF_ONE_CONNECTION.test(name) || named.has(name);
}

/** The names a Connection header lists: they are of that connection too. */
export const namedInConnection = (value: string | null | undefined): ReadonlySet<string> =>
  new Set((value ?? "").split(",").map((name) => name.trim().toLowerCase()));

export type Outgoing = {
  path: string;
  query: string;
  headers: Headers;
  body: Uint8Array<ArrayBuffer> | null;
};

/** The request as it leaves; undefined when a key stands where it cannot be taken out: in the path. */
export function outgoing(request: CallRequest): Outgoing | undefined {
  const { path, query, place } = request;
  if (hasKey(decoded(path))) return undefined;
  const named = namedInConnection(request.headers.find(([name]) => name.toLowerCase() === "connection")?.[1]);
  const headers = new Headers();
  for (const [original, value] of request.headers) {
    const name = original.toLowerCase();
    if (OURS.test(name) || isOfConnection(name, named) || holdsKey(value)) continue;
    if (place.kind === "header" && place.name.toLowerCase() === name) continue;
    headers.append(name, value);
  }
  const without = place.kind === "query" ? place.name : undefined;
  const body = request.body && withoutKeys(request.body, headers.get("content-type") ?? "");
  return { path, query: pairsWithoutKeys(query, without), headers, body };
}

const hasKey = (text: string): boolean => KEY_GRAMMAR.test(text);

/** A key itself, or inside Basic credentials. */
const holdsKey = (value: string): boolean =>
  hasKey(value) ||
  value.split(/\s+/).some((part) => {
    const bytes = part.length > 40 && /^[\w+/=-]+$/.test(part) ? fromBase64(part) : undefined;
    return bytes !== undefined && hasKey(fromUtf8(bytes));
  });

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

/** `a=1&b=2` without the pairs that hold a key; the others stay byte for byte. */
const pairsWithoutKeys = (text: string, name?: string): string =>
  text
    .split("&")
    .filter(
      (pair) => !hasKey(decoded(pair)) && (name === undefined || decoded(pair.split("=")[0] ?? "") !== name),
    )
    .join("&");

/** A body without the fields that hold a key. Untouched, byte for byte, where there is none. */
function withoutKeys(body: Uint8Array<ArrayBuffer>, contentType: string): Uint8Array<ArrayBuffer> {
  const text = fromUtf8(body);
  const { essence } = parseMediaType(contentType);
  if (essence === "application/x-www-form-urlencoded") {
    const kept = pairsWithoutKeys(text);
    return kept === text ? body : utf8(kept);
  }
  if (!hasKey(text)) return body;
  if (isJsonMedia(essence) || essence === "") {
    const kept = jsonWithoutKeys(text);
    if (kept !== undefined) return utf8(kept);
  }
  return replacedInBytes(body);
}

const STRING = `"(?:[^"\\\\]|\\\\.)*`;
const KEY = KEY_GRAMMAR.source.replaceAll("\\b", "");
/** A member whose text has a key in it, with the comma that went with it. */
const MEMBER = new RegExp(
  `,\\s*${STRING}"\\s*:\\s*${STRING}${KEY}${STRING.slice(1)}"|${STRING}"\\s*:\\s*${STRING}${KEY}${STRING.slice(1)}"\\s*,?`,
  "g",
);

/** Cut out of the text, so that numbers of any length stay as they were sent; parsed and written anew where that fails. */
function jsonWithoutKeys(text: string): string | undefined {
  let wanted: Json;
  try {
    wanted = membersWithoutKeys(parseJson(text));
  } catch {
    return undefined;
  }
  const cut = text.replaceAll(MEMBER, "");
  try {
    if (JSON.stringify(JSON.parse(cut)) === JSON.stringify(wanted)) return cut;
  } catch {
    // The cut went through the middle of something.
  }
  return JSON.stringify(wanted);
}

function membersWithoutKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(membersWithoutKeys);
  if (typeof value === "string") return hasKey(value) ? "" : value;
  if (!isObject(value)) return value;
  const kept: JsonObject = {};
  for (const [name, member] of Object.entries(value))
    if (!(typeof member === "string" && hasKey(member)) && !hasKey(name))
      put(kept, name, membersWithoutKeys(member));
  return kept;
}

/** Forms of other kinds: the key's bytes go, all others stay. */
function replacedInBytes(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const latin = Array.from(body, (byte) => String.fromCharCode(byte)).join("");
  const kept = latin.replaceAll(new RegExp(KEY_GRAMMAR.source, "g"), "");
  return Uint8Array.from(kept, (char) => char.charCodeAt(0));
}
