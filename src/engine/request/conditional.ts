// Conditional requests (R47, RFC 9110 §13): entity tags of records where the document declares them, 304 for what the
// caller has already, 412 for a change to what it has not seen.
import { canonical, type JsonObject } from "#lib/json.ts";
import { fnv1a } from "#lib/hash.ts";
import { rule } from "#lib/reason.ts";
import { type Outcome, type OperationContext, refuse } from "../context.ts";
import type { Stored } from "../record-reader.ts";
import { withComputed } from "../behaviour/scope.ts";

/** A strong tag: it changes with every byte of what is read. */
export function tagOf(doc: JsonObject): string {
  const text = canonical(doc);
  const part = (seed: string): string => fnv1a(`${seed}${text}`).toString(16).padStart(8, "0");
  return `"${part("a")}${part("b")}"`;
}

/** The tag of a record with the members that are worked out when it is read. */
const tagOfRecord = (context: OperationContext, record: Stored): string =>
  tagOf(withComputed(context, context.index.resources[record.resource], record.doc));

/** The tag on an answer, or 304 without a body when the caller has this very state. */
export function tagged(context: OperationContext, record: Stored, outcome: Outcome): Outcome {
  const { answer, refusals } = context.details;
  if (!answer.headers.includes("etag") && !refusals.includes(412)) return outcome;
  const tag = tagOfRecord(context, record);
  const headers: [string, string][] = [...outcome.headers, ["etag", tag]];
  if (outcome.effects.length === 0 && matches(context.conditions.noneMatch, tag))
    return { ...outcome, status: 304, body: undefined, headers, reason: rule("not_modified", {}) };
  return { ...outcome, headers };
}

/** The same of what is no one record, such as a page of them: by what is answered. */
export function taggedAnswer(context: OperationContext, outcome: Outcome): Outcome {
  const { status, body, headers } = outcome;
  const isTagged = headers.some(([name]) => name.toLowerCase() === "etag");
  if (context.operation.method !== "GET" || status !== 200 || body === undefined || isTagged) return outcome;
  if (!context.details.answer.headers.includes("etag")) return outcome;
  const tag = tagOf({ body });
  const withTag: [string, string][] = [...headers, ["etag", tag]];
  return matches(context.conditions.noneMatch, tag)
    ? { ...outcome, status: 304, body: undefined, headers: withTag, reason: rule("not_modified", {}) }
    : { ...outcome, headers: withTag };
}

/** Refuses a change whose `If-Match` names another state than the present one. */
export function requireMatch(context: OperationContext, record: Stored): void {
  const { match } = context.conditions;
  if (match === undefined || matches(match, tagOfRecord(context, record))) return;
  throw refuse(
    context,
    "precondition_failed",
    `${record.resource} ${record.id} has changed since it was read.`,
  );
}

const matches = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === "*" || header.split(",").some((one) => one.trim().replace(/^W\//, "") === tag));
