// Durations that agree with their two ends: `duration` in seconds, `term_days`, `hours`.
import { own } from "#lib/json.ts";
import { wordsOf } from "#lib/words.ts";
import { momentOf } from "../facts/moments.ts";
import type { Part } from "./part.ts";

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/\b(ms|millis|milliseconds)\b/, 1],
  [/\bminutes?\b/, 60_000],
  [/\bhours?\b/, 3_600_000],
  [/\b(days?|nights?|term)\b/, 86_400_000],
  [/\bweeks?\b/, 7 * 86_400_000],
  [/\b(seconds?|secs?|duration|elapsed|runtime)\b/, 1000],
];
const MEASURES = /\b(duration|elapsed|runtime|term|length|nights)\b/;
const OF_OTHERS =
  /\b(notice|payment|grace|trial|max|min|maximum|minimum|default|retention|timeout|interval|due|net)\b/;

/** The member that says how long it took, with its unit in milliseconds. */
export function durationMember(names: readonly string[]): { name: string; unit: number } | undefined {
  for (const name of names) {
    const words = wordsOf(name).join(" ");
    if (!MEASURES.test(words) || OF_OTHERS.test(words) || /\b(type|unit|id)$/.test(words)) continue;
    const unit = UNITS.find(([pattern]) => pattern.test(words))?.[1];
    if (unit !== undefined) return { name, unit };
  }
  return undefined;
}

/** How long it takes by the object's own account, in milliseconds. */
export function durationOf(part: Part): number | undefined {
  const member = durationMember(Object.keys(part.object));
  const value = member && own(part.object, member.name);
  const count =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^\d+$/.test(value)
        ? Number(value)
        : undefined;
  return member === undefined || count === undefined ? undefined : count * member.unit;
}

/** The duration follows from its ends, of whichever pair both are there. */
export function agreeDurations(part: Part, spans: readonly (readonly [string, string])[]): void {
  const member = durationMember(part.names);
  if (!member || (own(part.object, member.name) ?? null) === null) return;
  for (const [begin, end] of spans) {
    const [from, to] = [momentOf(own(part.object, begin)), momentOf(own(part.object, end))];
    if (from === undefined || to === undefined || to < from) continue;
    const count = Math.round((to - from) / member.unit);
    const isText = typeof own(part.object, member.name) === "string";
    if (part.set(member.name, isText ? String(count) : count)) return;
  }
}
