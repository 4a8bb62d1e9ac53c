// Recorded exchanges of real APIs, as their files have them (`{ api, sessions: [{ exchanges }] }`).
import { type Json, textOf } from "#lib/json.ts";

export type Exchange = {
  method: string;
  path: string;
  query: [string, string][];
  requestHeaders: Record<string, string>;
  /** A JSON value, the pairs of a form, or text: `bodyKind` says which. */
  requestBody: Json;
  bodyKind: "json" | "form" | "raw" | "none";
  status: number;
  responseBody: Json;
  bodyType: "json" | "text" | "none";
  /** Method and path template of the document: `GET /v1/charges/{charge}`. */
  operation: string;
};

export type Session = { source?: { path?: string }; exchanges: Exchange[] };
export type Recording = { api: string; sessions: Session[] };

/** The values of a path's parameters, by the template of its operation; base paths before the template are skipped. */
export function pathValues(exchange: Exchange): string[] {
  const template = exchange.operation.replace(/^\S+ /, "").replace(/^\//, "").split("/");
  const segments = exchange.path.replace(/^\//, "").split("/");
  const start = Math.max(0, segments.length - template.length);
  return template.flatMap((part, i) => {
    if (!part.includes("{")) return [];
    const [before = "", after = ""] = part.split(/\{[^}]*\}/);
    const value = segments[start + i] ?? "";
    return [decodeURIComponent(value.slice(before.length, value.length - after.length))];
  });
}

/** Whether a path ends in a parameter: it speaks of one record rather than of a collection. */
export const endsInRecord = (exchange: Exchange): boolean => /\}[^/]*$/.test(exchange.operation);

/** What a request said, as one JSON value: a form's `a[b]` pairs become members. */
export function sentBody(exchange: Exchange): Json {
  if (exchange.bodyKind === "json") return exchange.requestBody;
  if (exchange.bodyKind !== "form" || !Array.isArray(exchange.requestBody)) return null;
  const body: Record<string, Json> = {};
  for (const pair of exchange.requestBody) {
    if (!Array.isArray(pair)) continue;
    const steps = textOf(pair[0])
      .split(/[[\]]+/)
      .filter((one) => one !== "");
    let here = body;
    for (const step of steps.slice(0, -1)) here = (here[step] ??= {}) as Record<string, Json>;
    here[steps.at(-1) ?? ""] = pair[1] ?? "";
  }
  return body;
}
