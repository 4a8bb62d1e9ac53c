// Media types (RFC 9110 §8.3, §12.5.1): reading, matching and choosing one.

import { parse } from "content-type";
import Negotiator from "negotiator";

export type MediaType = { essence: string; parameters: Record<string, string> };

/** A Content-Type; one that is not well formed has the type that stands before its first semicolon. */
export function parseMediaType(text: string): MediaType {
  const { type, parameters } = parse(text);
  return { essence: type.toLowerCase(), parameters };
}

export const isJsonMedia = (essence: string): boolean =>
  essence === "application/json" || essence.endsWith("+json") || essence === "text/json";

export const isXmlMedia = (essence: string): boolean =>
  essence === "application/xml" || essence === "text/xml" || essence.endsWith("+xml");

/** True when a range (everything, or one kind of subtype) covers the type. */
export function covers(range: string, essence: string): boolean {
  if (range === "*/*" || range === "*" || range === essence) return true;
  const [type, subtype] = range.split("/");
  return subtype === "*" && essence.startsWith(`${type}/`);
}

const RANGE = /[^\s,;:"]+\/[^\s,;:"]+/g;

/** True for an Accept header that takes JSON under a vendor's name: `application/vnd.x.v3+json`, `application/vnd.x.preview`. */
export function takesVendorJson(accept: string | null): boolean {
  return (accept ?? "").split(",").some((part) => {
    const [range = ""] = part.match(RANGE) ?? [];
    const isRefused = /;\s*q=0(\.0*)?\s*(;|$)/i.test(part);
    return !isRefused && /^application\/([^/]+\+json|vnd\.[^+/]+)$/i.test(range);
  });
}

/** True for an Accept header without a media range in it: it asks for nothing. */
export const asksNothing = (accept: string | null): boolean =>
  accept === null || !(accept.match(RANGE) ?? accept.includes("*"));

/** The offered type that the Accept header prefers, by specificity, weight and order; undefined when it takes none. */
export function chooseMedia(accept: string | null, offered: readonly string[]): string | undefined {
  if (accept === null || asksNothing(accept)) return offered[0];
  const essences = offered.map((type) => parseMediaType(type).essence);
  // Java's own client sends a bare `*`, which is no media range.
  const named = accept.replace(/(^|,)\s*\*\s*(?=[;,]|$)/g, "$1*/*");
  // Types are offered without parameters: of those that are asked for, only the weight counts (`; charset=utf-8`).
  const ranges = named.replace(/;\s*(?!q\s*=)[^;,]*/gi, "");
  const [chosen] = new Negotiator({ headers: { accept: ranges } }).mediaTypes(essences);
  return chosen === undefined ? undefined : offered[essences.indexOf(chosen)];
}
