// The request as expressions of sandbox.yaml see it: what it was, without our keys, and where the API is reached.
import type { CallRequest } from "#contract/call.ts";
import { fromUtf8 } from "#lib/bytes.ts";
import { type JsonObject, put } from "#lib/json.ts";
import { hideKeys } from "#lib/redact-keys.ts";

/** Of a longer body expressions see the beginning. */
const MOST_TEXT = 256 * 1024;
/** What the platform adds on the way, and what a browser holds for this origin. */
const NOT_SHOWN = /^(cookie|cf-.*|x-forwarded-.*|x-real-ip)$/;

/** Made when it is first asked for, once a call. */
export function requestValue(request: CallRequest): () => JsonObject {
  let made: JsonObject | undefined;
  return () => (made ??= valueOf(request));
}

function valueOf({ method, path, query, headers, body, base, open = base }: CallRequest): JsonObject {
  const shown: JsonObject = {};
  for (const [name, value] of headers)
    if (!NOT_SHOWN.test(name.toLowerCase())) put(shown, name.toLowerCase(), hideKeys(value));
  const text = body === null ? "" : fromUtf8(body.subarray(0, MOST_TEXT));
  return {
    method,
    path,
    query: hideKeys(query),
    headers: shown,
    body: hideKeys(text),
    size: body?.byteLength ?? 0,
    base,
    open,
  };
}
