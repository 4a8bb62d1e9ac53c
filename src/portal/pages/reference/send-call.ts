// Sends a call from the browser, and how it was answered.
import { type Call, type CallBody, FORM, MULTIPART } from "./call.ts";

export type CallAnswer = {
  status: number;
  media: string;
  requestId: string | null;
  text: string;
  milliseconds: number;
};

export async function send({ method, url, headers, basic, body }: Call): Promise<CallAnswer> {
  const sent = new Headers(headers);
  if (basic !== undefined) sent.set("authorization", `Basic ${btoa(`${basic}:`)}`);
  // The browser itself names the boundary of a multipart body.
  if (body && body.media !== MULTIPART) sent.set("content-type", body.media);
  const started = performance.now();
  const answer = await fetch(url, {
    method,
    headers: sent,
    credentials: "omit",
    ...(body ? { body: encoded(body) } : {}),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    media: answer.headers.get("content-type") ?? "",
    requestId: answer.headers.get("x-request-id"),
    text: pretty(text),
    milliseconds: Math.round(performance.now() - started),
  };
}

function encoded(body: CallBody): BodyInit {
  if (!("pairs" in body)) return body.text;
  if (body.media === FORM) return new URLSearchParams(body.pairs);
  const form = new FormData();
  for (const [name, value] of body.pairs) form.append(name, value);
  return form;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
