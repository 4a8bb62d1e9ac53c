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
export function compare(recorded: Json, ours: Json | undefined, asked: Json, sent: Json): Comparison {
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
  const echoes = echoesOf(asked, sent);
  walk(recorded, ours, "", "", result, echoes);
  countExtra(recorded, ours, "", result);
  return result;
}

function walk(
  recorded: Json,
  ours: Json | undefined,
  path: string,
  name: string,
  result: Comparison,
  echoes: Map<string, string>,
): void {
  if (Array.isArray(recorded)) {
    if (recorded.length === 0) return;
    const place = `${path}[]`;
    count(Array.isArray(ours) ? ours[0] : undefined, place, result);
    walk(recorded[0] ?? null, Array.isArray(ours) ? ours[0] : undefined, place, name, result, echoes);
    return;
  }
  if (isObject(recorded)) {
    for (const [key, member] of Object.entries(recorded)) {
      const mine = isObject(ours) ? ours[key] : undefined;
      const place = path === "" ? key : `${path}.${key}`;
      count(mine, place, result);
      walk(member, mine, place, key, result, echoes);
    }
    return;
  }
  const wanted = echoes.get(`${name}=${textOf(recorded)}`);
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

/** Scalars of a request by name and recorded value, with the value that we sent in its place. */
function echoesOf(
  asked: Json,
  sent: Json,
  name = "",
  found = new Map<string, string>(),
): Map<string, string> {
  if (Array.isArray(asked))
    for (const [i, item] of asked.entries())
      echoesOf(item, (Array.isArray(sent) ? sent[i] : undefined) ?? null, name, found);
  else if (isObject(asked))
    for (const [key, member] of Object.entries(asked))
      echoesOf(member, (isObject(sent) ? sent[key] : undefined) ?? null, key, found);
  else if (asked !== null && asked !== "") found.set(`${name}=${textOf(asked)}`, textOf(sent));
  return found;
}

const textOf = (value: Json | undefined): string =>
  typeof value === "string" ? value : (JSON.stringify(value) ?? "");
