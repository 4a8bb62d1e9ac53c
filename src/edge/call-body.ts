// The body of an API call: read within a limit and a time, and decoded. What cannot be taken says why, with its status.
import { type Undecoded, decodeContent } from "./content-coding.ts";
import { readAtMost, sizeText } from "./body-limit.ts";

/** A body that is stated longer than it is never ends: it is given up after this time. */
export const BODY_SECONDS = 30;

export type CallBody = { bytes: Uint8Array<ArrayBuffer> | null; headers: [string, string][] };
export type BodyRefusal = { code: string; status: number; message: string };

/** The body and the headers that still hold for it. */
export async function takeBody(
  request: Request,
  most: number,
  seconds = BODY_SECONDS,
): Promise<CallBody | BodyRefusal> {
  const read = request.body === null ? null : await inTime(readAtMost(request, most), seconds);
  if (read === "too late")
    return {
      code: "request_timeout",
      status: 408,
      message: `The body did not end within ${seconds} seconds.`,
    };
  if (read === "too large") return refusalOf("too large", most);
  const headers = [...request.headers] as [string, string][];
  const coding = request.headers.get("content-encoding");
  if (read === null || coding === null) return { bytes: read, headers };
  const bytes = decodeContent(read, coding, most);
  if (typeof bytes === "string") return refusalOf(bytes, most);
  return {
    bytes,
    headers: headers.filter(([name]) => name !== "content-encoding" && name !== "content-length"),
  };
}

function refusalOf(why: Undecoded, most: number): BodyRefusal {
  switch (why) {
    case "too large":
      return { code: "payload_too_large", status: 413, message: `The body has more than ${sizeText(most)}.` };
    case "unknown coding":
      return {
        code: "unsupported_media_type",
        status: 415,
        message: "Send the body as it is, or encoded as gzip, deflate or br.",
      };
    case "unreadable":
      return {
        code: "malformed",
        status: 400,
        message: "The body is not encoded as its Content-Encoding says.",
      };
  }
}

/** A timer costs a call more than reading a small body does: what has no body gets none. */
async function inTime<T>(work: Promise<T>, seconds: number): Promise<T | "too late"> {
  const late = Promise.withResolvers<"too late">();
  const timer = setTimeout(() => late.resolve("too late"), seconds * 1000);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
