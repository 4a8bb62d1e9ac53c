// What a provider's answer means for a claim, which of its headers are passed on, and its body up to the size that is stored.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { joinBytes } from "#lib/bytes.ts";
import { isOfConnection, namedInConnection } from "./upstream-request.ts";

/** Bodies of writes up to this are kept and replayed; longer ones are passed on and not kept. */
export const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/**
 * Statuses by which a server says that it refused the request before processing it, so that it may be sent again: who asks
 * (401, 403, 407), how (405, 411, 413, 414, 415, 417, 421, 426, 428, 431), a precondition that forbids it to act (412),
 * or when (425 of RFC 8470, 429 of RFC 6585). RFC 9110 §15.5 for those without a number. 400, 402, 404, 409 and 422 are
 * the application's own answers: it may have written something before it gave them, and they are replayed.
 */
const REFUSED = new Set([401, 403, 405, 407, 411, 412, 413, 414, 415, 417, 421, 425, 426, 428, 429, 431]);

/**
 * Statuses that somebody between gives while the provider may have acted: a gateway that got no answer, or a bad one, from
 * behind it (502, 504 of RFC 9110 §15.6; 520–527 of Cloudflare), proxies that say 503 when a connection breaks, and a
 * server that gave up on a connection (408), which may have been on a request that had reached the application.
 */
const isUnknown = (status: number): boolean =>
  [408, 502, 503, 504].includes(status) || (status >= 520 && status <= 527);

export type Meaning = "answered" | "refused" | "unknown";

export const meaningOf = (status: number): Meaning =>
  REFUSED.has(status) ? "refused" : isUnknown(status) ? "unknown" : "answered";

/** Set by the runtime, by Sandbar itself, or meant for the provider's own domain and browsers that visit it. */
const NOT_PASSED_ON =
  /^(content-length|content-encoding|set-cookie2?|content-security-policy.*|x-content-type-options|strict-transport-security|clear-site-data|alt-svc|nel|report-to|reporting-endpoints|public-key-pins.*|service-worker-allowed|access-control-.*|cross-origin-.*|server|cf-.*|x-request-id|ratelimit|ratelimit-policy)$/;

/** The headers that go on to the caller. A Location below the provider's origin leads here, where the caller's key is good. */
export function passedOn(
  response: Response,
  { index, upstream, base }: { index: BlueprintIndex; upstream: string; base: string },
): [string, string][] {
  const named = namedInConnection(response.headers.get("connection"));
  const ours = new Set(Object.values(index.rateHeaders).map((name) => String(name).toLowerCase()));
  const origin = upstream.replace(/\/$/, "");
  const headers: [string, string][] = [];
  for (const [name, value] of response.headers) {
    if (NOT_PASSED_ON.test(name) || isOfConnection(name, named) || ours.has(name)) continue;
    const isBelow = name === "location" && (value === origin || value.startsWith(`${origin}/`));
    headers.push([name, isBelow ? base + value.slice(origin.length) : value]);
  }
  return headers;
}

export type Read = { bytes: Uint8Array<ArrayBuffer>; rest?: ReadableStreamDefaultReader<Uint8Array> };

/** The body whole, or its beginning and the rest where it is longer than is kept. Throws when it breaks off before that. */
export async function readUpTo(body: ReadableStream<Uint8Array> | null, most: number): Promise<Read> {
  if (!body) return { bytes: new Uint8Array() };
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    size += part.value.byteLength;
    if (size > most) return { bytes: joinBytes(chunks), rest: reader };
  }
  return { bytes: joinBytes(chunks) };
}

/** What was read and what is still to come, as one body. */
export function joined({ bytes, rest }: Read): ReadableStream<Uint8Array> {
  let first: Uint8Array | undefined = bytes;
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const part: { done: boolean; value?: Uint8Array | undefined } = first
        ? { done: false, value: first }
        : ((await rest?.read()) ?? { done: true });
      first = undefined;
      if (part.value && part.value.byteLength > 0) controller.enqueue(part.value);
      if (part.done) controller.close();
    },
    async cancel() {
      await rest?.cancel();
    },
  });
}

/** A body as text where it is one exactly, else its bytes. */
export function exactly(bytes: Uint8Array<ArrayBuffer>): string | Uint8Array<ArrayBuffer> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}
