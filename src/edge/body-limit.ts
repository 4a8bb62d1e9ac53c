// How much of a body is read. It is counted as it arrives, so that an oversized body is never held whole, whether its length was
// stated or not; the limit is small until the key is proved.
import { joinBytes } from "#lib/bytes.ts";
import { Problem } from "#lib/problem.ts";

const KB = 1024;
/** Of somebody who has proved nothing yet. */
export const UNPROVED_BODY_BYTES = 64 * KB;
/** Of an API call with a key, and of a platform route with a session. */
export const PROVED_BODY_BYTES = 10 * KB * KB;

/** A limit that may be raised until the body is read; `exceeded` says that the body was larger. */
export type BodyLimit = { bytes: number; exceeded: boolean };

export const sizeText = (bytes: number): string =>
  bytes < KB * KB ? `${bytes / KB} KB` : `${bytes / KB / KB} MB`;

export const bodyTooLarge = ({ bytes }: BodyLimit): Problem =>
  new Problem("body_too_large", `The body has more than ${sizeText(bytes)}. Send less.`);

/** The same request with a body that ends in a Problem where it goes beyond the limit. */
export function limitBody(request: Request, url: URL, headers: Headers, limit: BodyLimit): Request {
  const { method, body } = request;
  if (!body) return new Request(url, { method, headers });
  const stated = Number(headers.get("content-length") ?? 0);
  // Taken when it is first asked for: nothing is read of a body that nobody wants.
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let size = 0;
  const counted = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        reader ??= body.getReader();
        const part = stated > limit.bytes ? undefined : await reader.read();
        if (part?.done) return controller.close();
        size += part?.value.byteLength ?? stated;
        if (part && size <= limit.bytes) return controller.enqueue(part.value);
        limit.exceeded = true;
        controller.error(bodyTooLarge(limit));
        await reader.cancel();
      },
      cancel: (reason) => (reader ?? body).cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Request(url, { method, headers, body: counted });
}

/** A whole body of at most so many bytes; null when there is none. */
export async function readAtMost(
  request: Request,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null | "too large"> {
  if (!request.body) return null;
  const length = request.headers.get("content-length");
  // A stated length holds by HTTP; what states none is read piece by piece.
  if (length !== null)
    return Number(length) > most ? "too large" : new Uint8Array(await request.arrayBuffer());
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > most) {
      await reader.cancel();
      return "too large";
    }
    chunks.push(part.value);
  }
  return joinBytes(chunks);
}
