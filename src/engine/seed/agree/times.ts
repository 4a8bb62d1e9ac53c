// The moments of one object in their order: made, then what happened, then changed last; what is expected comes after the record was
// made, and what has not happened in its state is not there.
import { formatTime } from "#lib/clock.ts";
import { own } from "#lib/json.ts";
import { flat, wordsOf } from "#lib/words.ts";
import { type Role, isBegin, isEnd, momentForm, momentOf, roleOf, spansAmong } from "../facts/moments.ts";
import { happening, hasHappened, isEnding, orderOf } from "../facts/stages.ts";
import { agreeDurations, durationMember, durationOf } from "./durations.ts";
import type { Life, Part } from "./part.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** What happens to a record happens within so much time of its making, unless its own term is longer. */
const USUAL_LIFE = 21 * DAY;
const TERMS = [7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];
const AHEAD =
  /\b(event|meeting|appointment|booking|reservation|webinar|trip|flight|class|session|shift|visit|conference|course)\b/;
/** What takes minutes and not days. */
const SHORT =
  /\b(call|run|job|build|deployment|execution|sync|backup|export|import|scan|upload|process|task run|step|ride|check|request|attempt|test)\b/;
const WAITS =
  /^(active|pending|scheduled|open|draft|new|queued|upcoming|trialing|current|live|issued|unpaid|sent)$/;
const IS_OVER = /^(expired|overdue|past due|lapsed|ended|completed|closed|missed)$/;

/** A moment that something was to go out at is over when it has. */
const GOES_OUT = /\b(scheduled?|send|publish)\b/;
const WAITS_TO_GO = /^(scheduled|pending|draft|queued|open|new|upcoming|active)$/;

type Moment = { name: string; role: Role };

/** The latest moment at which something happened. */
export function agreeTimes(part: Part, whole: Life): number {
  const known = part.known.flatMap((name): Moment[] =>
    momentForm(name, part.schemaOf(name)) === undefined ? [] : [{ name, role: roleOf(name) }],
  );
  const moments = known.filter(({ name }) => own(part.object, name) !== undefined);
  const life = { ...whole, created: Math.min(whole.created, ...givenMoments(part)) };
  const of = (role: Role): Moment[] => moments.filter((one) => one.role === role);
  for (const { name } of of("created")) write(part, name, life.created);
  for (const { name } of of("birth")) write(part, name, birthday(part));
  const happened = known.filter(({ name, role }) => role === "past" && settle(part, life, name));
  const last = inOrder(part, life, happened);
  const spans = spansAmong(moments.map(({ name }) => name));
  for (const [begin, end] of spans) if (roleOf(begin) !== "past") writeSpan(part, life, begin, end);
  const paired = new Set(spans.flatMap(([begin, end]) => (roleOf(begin) === "past" ? [] : [begin, end])));
  for (const { name, role } of moments)
    if (!paired.has(name) && (role === "due" || role === "begin" || role === "end" || role === "open"))
      writeExpected(part, life, name, role);
  const changed = of("updated").length > 0 && happened.length === 0 && part.random.next() < 0.6;
  const updated = changed ? between(part, last, Math.min(life.now, last + USUAL_LIFE)) : last;
  for (const { name } of of("updated")) write(part, name, updated);
  agreeDurations(part, [...spans, ...lastTwo(happened)]);
  return updated;
}

/** What somebody wrote of the past: the record was made before that. */
const givenMoments = (part: Part): number[] =>
  Object.entries(part.object).flatMap(([name, value]) => {
    const isKept = !part.names.includes(name) && (roleOf(name) === "past" || roleOf(name) === "updated");
    return isKept && momentForm(name, part.schemaOf(name)) !== undefined ? (momentOf(value) ?? []) : [];
  });

/** The two moments that a term without ends of its own lies between: the last two that are no changes of mind. */
function lastTwo(happened: readonly Moment[]): (readonly [string, string])[] {
  const ordered = [...happened].filter(({ name }) => !/^last\b/.test(happening(name))).sort(byOrder);
  const [begin, end] = ordered.slice(-2);
  return begin && end ? [[begin.name, end.name]] : [];
}

const byOrder = (a: Moment, b: Moment): number =>
  orderOf(a.name) - orderOf(b.name) ||
  Number(isEnd(a.name)) - Number(isEnd(b.name)) ||
  Number(isBegin(b.name)) - Number(isBegin(a.name));

/** Whether something that a member names has happened: what has not is cleared, what must have is there. */
function settle(part: Part, life: Life, name: string): boolean {
  const flag = own(part.object, part.names.find((one) => flat(one) === flat(happening(name))) ?? "");
  const known =
    life.hasHappened(name) ??
    (life.state === undefined ? undefined : hasHappened(name, life.state)) ??
    (typeof flag === "boolean" ? flag : undefined);
  const isThere = (own(part.object, name) ?? null) !== null;
  const has = known ?? (isEnding(happening(name)) ? false : isThere);
  if (!has) part.clear(name);
  return (own(part.object, name) ?? null) !== null || has;
}

/** Writes what happened in its order, and tells when the last of it was. */
function inOrder(part: Part, life: Life, happened: readonly Moment[]): number {
  const { created, now } = life;
  const ordered = [...happened].sort(byOrder);
  const term = durationOf(part);
  const span = Math.max(0, Math.min(now - created - MINUTE, USUAL_LIFE) * (0.2 + 0.7 * part.random.next()));
  let last = created;
  ordered.forEach(({ name }, i) => {
    const isEndOfTerm = term !== undefined && i > 0 && i === ordered.length - 1;
    const from = created + (span * i) / ordered.length;
    const usual = Math.max(last, between(part, from, created + (span * (i + 1)) / ordered.length));
    const isTooLong = isEndOfTerm && last + term > now;
    const moment = isTooLong ? between(part, (last + now) / 2, now) : isEndOfTerm ? last + term : usual;
    write(part, name, moment);
    last = Math.max(last, momentOf(own(part.object, name)) ?? moment);
  });
  return Math.min(last, Math.max(now, created));
}

/** A span that may lie ahead: around now for what people attend, from the making on for everything else. */
function writeSpan(part: Part, life: Life, begin: string, end: string): void {
  const isAhead = AHEAD.test(wordsOf(part.noun).join(" "));
  const hour = (ms: number): number => Math.round(ms / HOUR) * HOUR;
  const isDone = life.state !== undefined && IS_OVER.test(life.state);
  const start = isAhead
    ? hour(
        isDone
          ? between(part, life.created, life.now)
          : life.now + part.random.integer(-10, 45) * DAY + part.random.integer(-4, 4) * HOUR,
      )
    : between(part, life.created, Math.min(life.now, life.created + DAY));
  const isShort = SHORT.test(wordsOf(part.noun).join(" "));
  const usual = isAhead
    ? part.random.integer(1, 6) * HOUR
    : isShort
      ? part.random.integer(20, 1200) * 1000
      : (part.random.pick(TERMS) ?? DAY);
  const stop = start + (durationOf(part) ?? usual);
  write(part, begin, Math.max(start, life.created));
  if (isShort && life.state !== undefined && !isDone && !isEnding(life.state)) {
    part.clear(end);
    const duration = durationMember(part.names);
    if (duration && (own(part.object, end) ?? null) === null) part.clear(duration.name);
  }
  if ((own(part.object, end) ?? null) === null) return;
  write(part, end, Math.max(isDone ? Math.min(stop, life.now) : stop, start, life.created));
}

function writeExpected(part: Part, life: Life, name: string, role: Role): void {
  const value = own(part.object, name);
  if ((value ?? null) === null) return;
  const { created, now, state } = life;
  const known = momentOf(value) ?? 0;
  // A moment far ahead is one of the edge profile's.
  if (role !== "open" && known > now) return;
  const wasSent = state !== undefined && GOES_OUT.test(wordsOf(name).join(" ")) && !WAITS_TO_GO.test(state);
  if (wasSent) return write(part, name, between(part, created, Math.min(now, created + HOUR)));
  const isNext = /\bnext\b/.test(wordsOf(name).join(" "));
  if (role === "open" || role === "begin")
    write(part, name, between(part, created, Math.min(now, created + USUAL_LIFE)));
  else if (state !== undefined && IS_OVER.test(wordsOf(state).join(" ")))
    write(part, name, between(part, created, now));
  else if (isNext || (state !== undefined && WAITS.test(state)))
    write(part, name, now + part.random.integer(1, 30) * DAY);
  else write(part, name, created + (part.random.pick(TERMS) ?? DAY));
}

const between = (part: Part, from: number, to: number): number =>
  Math.floor(from + part.random.next() * Math.max(0, to - from));

const birthday = (part: Part): number =>
  Date.UTC(part.random.integer(1952, 2004), part.random.integer(0, 11), part.random.integer(1, 28));

function write(part: Part, name: string, moment: number): void {
  const form = momentForm(name, part.schemaOf(name));
  if (form !== undefined) part.set(name, formatTime(moment, form));
}
