// A recorded answer beside ours: members that both have, values and types that agree, and what only ours has.
import { type Json, isObject } from "#lib/json.ts";

export type Comparison = {
  fields: number;
  /** Recorded paths that ours lacks. */
  missing: string[];
  scalars: number;
  sameType: number;
  sameValue: number;
  echoes: number;
  /** Sent values that the recorded answer shows and ours does not. */
  lost: string[];
  ours: number;
  extra: string[];
};

/** Compares two bodies; lists by their first item. `sent`: the request as we sent it, `asked` as it was recorded. */
export function compare(
  recorded: Json,
  ours: Json | undefined,
  asked: Json,
  sent: Json,
  isKnown: (item: Json) => boolean,
): Comparison {
  const result: Comparison = {
    fields: 0,
    missing: [],
    scalars: 0,
    sameType: 0,
    sameValue: 0,
    echoes: 0,
    lost: [],
    ours: 0,
    extra: [],
  };
  const echoes = echoesOf(asked, sent, wrapperOf(recorded));
  walk(recorded, ours, "", { result, echoes, isKnown });
  countExtra(recorded, ours, "", result);
  return result;
}

type Walk = { result: Comparison; echoes: Map<string, string>; isKnown: (item: Json) => boolean };

function walk(recorded: Json, ours: Json | undefined, path: string, run: Walk): void {
  const { result } = run;
  if (Array.isArray(recorded)) {
    const [item] = recorded;
    const mine = Array.isArray(ours) ? ours[0] : undefined;
    // A list of records that nobody made is empty here.
    if (item === undefined || (Array.isArray(ours) && mine === undefined && !run.isKnown(item))) return;
    count(mine, `${path}[]`, result);
    walk(item, mine, `${path}[]`, run);
    return;
  }
  if (isObject(recorded)) {
    for (const [key, member] of Object.entries(recorded)) {
      const mine = isObject(ours) ? ours[key] : undefined;
      const place = path === "" ? key : `${path}.${key}`;
      count(mine, place, result);
      walk(member, mine, place, run);
    }
    return;
  }
  const wanted = run.echoes.get(`${placeOf(path)}=${textOf(recorded)}`);
  if (wanted !== undefined) {
    result.echoes++;
    if (textOf(ours) !== wanted)
      result.lost.push(`${path}: sent ${wanted}, ours ${JSON.stringify(ours) ?? "absent"}`);
  }
  if (ours === undefined) return;
  result.scalars++;
  if (typeof ours === typeof recorded && (ours === null) === (recorded === null)) result.sameType++;
  if (ours === recorded) result.sameValue++;
}

/** A path without what lists add to it: `items.data[].quantity` is where `items[0][quantity]` is shown. */
const placeOf = (path: string): string =>
  path
    .split(/[.[\]]+/)
    .filter((step) => step !== "" && step !== "data" && !/^\d+$/.test(step))
    .join(".");

/** The member that carries the record of an answer, where one does: `{ domain: { … } }`. */
function wrapperOf(recorded: Json): string {
  const members = isObject(recorded) ? Object.entries(recorded) : [];
  const [only] = members.filter(([, member]) => isObject(member));
  return only && members.length <= 2 ? only[0] : "";
}

function count(ours: Json | undefined, place: string, result: Comparison): void {
  result.fields++;
  if (ours === undefined) result.missing.push(place);
}

function countExtra(
  recorded: Json | undefined,
  ours: Json | undefined,
  path: string,
  result: Comparison,
): void {
  if (Array.isArray(ours)) {
    if (Array.isArray(recorded) && recorded.length > 0) countExtra(recorded[0], ours[0], `${path}[]`, result);
    return;
  }
  if (!isObject(ours) || !isObject(recorded)) return;
  for (const [key, member] of Object.entries(ours)) {
    const place = path === "" ? key : `${path}.${key}`;
    result.ours++;
    if (recorded[key] === undefined) result.extra.push(place);
    else countExtra(recorded[key], member, place, result);
  }
}

/** Scalars of a request by their place in the answer and their recorded value, with the value that we sent. */
function echoesOf(
  asked: Json,
  sent: Json,
  path: string,
  found = new Map<string, string>(),
): Map<string, string> {
  if (Array.isArray(asked))
    for (const [i, item] of asked.entries())
      echoesOf(item, (Array.isArray(sent) ? sent[i] : undefined) ?? null, path, found);
  else if (isObject(asked))
    for (const [key, member] of Object.entries(asked))
      echoesOf(
        member,
        (isObject(sent) ? sent[key] : undefined) ?? null,
        path === key ? path : `${path}.${key}`,
        found,
      );
  else if (asked !== null && asked !== "") found.set(`${placeOf(path)}=${textOf(asked)}`, textOf(sent));
  return found;
}

const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");
