// Content codings of request bodies (RFC 9110 §8.4): gzip, deflate and br are undone before anything looks into a body. The
// limit holds for what comes out, and decoding ends where it is reached: a small body cannot unfold into a large one.
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

type Bytes = Uint8Array<ArrayBuffer>;
type Decoder = (body: Bytes, options: { maxOutputLength: number }) => Uint8Array;

const MAX_CODINGS = 3;
const DECODERS: Record<string, Decoder> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  br: brotliDecompressSync,
  // What clients call deflate is the zlib format, and with some the bare stream in it.
  deflate: (body, options) => ((body[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(body, options),
};

export type Undecoded = "too large" | "unreadable" | "unknown coding";

/** The body as it was before it was encoded; at most so many bytes. */
export function decodeContent(body: Bytes, contentEncoding: string | null, most: number): Bytes | Undecoded {
  const codings = (contentEncoding ?? "")
    .toLowerCase()
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "identity");
  if (codings.length > MAX_CODINGS) return "unknown coding";
  let plain: Bytes = body;
  for (const coding of codings.reverse()) {
    const decoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
    if (!decoder) return "unknown coding";
    try {
      plain = new Uint8Array(decoder(plain, { maxOutputLength: most }));
    } catch (error) {
      return isTooLong(error) ? "too large" : "unreadable";
    }
  }
  return plain;
}

const isTooLong = (error: unknown): boolean =>
  error instanceof Error &&
  (("code" in error && error.code === "ERR_BUFFER_TOO_LARGE") || error instanceof RangeError);
