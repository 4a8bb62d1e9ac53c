// A recorded answer beside ours: members that both have, values and types that agree, and what only ours has.
import { type Json, type JsonObject, asObject, isObject } from "#lib/json.ts";
import { type Document, branchesOf, open } from "../sample/document.ts";

export type Comparison = {
  /** Recorded members that the document declares, or that stand in an object of any members. */
  fields: number;
  /** Recorded members that the document does not know: the answer is older or newer than it. */
  undeclared: number;
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
  declared: { document: Document; schema: JsonObject | undefined },
): Comparison {
  const result: Comparison = {
    fields: 0,
    undeclared: 0,
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
  const run = { result, echoes, isKnown, document: declared.document };
  walk(recorded, ours, "", run, declared.schema && [declared.schema]);
  countExtra(recorded, ours, "", result);
  return result;
}

type Walk = {
  result: Comparison;
  echoes: Map<string, string>;
  isKnown: (item: Json) => boolean;
  document: Document;
};

/** `schemas`: what the document says of this place; undefined where it says nothing. */
function walk(
  recorded: Json,
  ours: Json | undefined,
  path: string,
  run: Walk,
  schemas: readonly JsonObject[] | undefined,
): void {
  const { result } = run;
  if (Array.isArray(recorded)) {
    const [item] = recorded;
    const mine = Array.isArray(ours) ? ours[0] : undefined;
    // A list of records that nobody made or sent is empty here, or absent with what holds it.
    const isOthers = (): boolean => !run.isKnown(item ?? null) && !isSentAt(run.echoes, placeOf(path));
    if (item === undefined || (mine === undefined && isOthers())) return;
    count(mine, `${path}[]`, result);
    walk(item, mine, `${path}[]`, run, itemsOf(run.document, schemas));
    return;
  }
  if (isObject(recorded)) {
    for (const [key, member] of Object.entries(recorded)) {
      const mine = isObject(ours) ? ours[key] : undefined;
      const place = path === "" ? key : `${path}.${key}`;
      const inside = membersOf(run.document, schemas, key);
      if (inside === "unknown" && mine === undefined) {
        result.undeclared++;
        continue;
      }
      count(mine, place, result);
      walk(member, mine, place, run, inside === "unknown" ? undefined : inside);
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

/** Whether the request said something at a place or below it. */
const isSentAt = (echoes: Map<string, string>, place: string): boolean =>
  [...echoes.keys()].some((sent) => sent.startsWith(`${place}.`) || sent.startsWith(`${place}=`));

const itemsOf = (document: Document, schemas: readonly JsonObject[] | undefined): JsonObject[] | undefined =>
  schemas?.flatMap((schema) =>
    branchesOf(document, open(document, schema)).flatMap((one) =>
      one["items"] === undefined ? [] : [asObject(one["items"])],
    ),
  );

/** The schemas of a member; unknown where they name members and none of this name. */
function membersOf(
  document: Document,
  schemas: readonly JsonObject[] | undefined,
  name: string,
): JsonObject[] | undefined | "unknown" {
  const objects = (schemas ?? []).flatMap((schema) =>
    branchesOf(document, open(document, schema)).filter((one) => one["properties"] !== undefined),
  );
  if (objects.length === 0) return undefined;
  const found = objects.flatMap((one) => {
    const property = asObject(one["properties"])[name];
    return property === undefined ? [] : [asObject(property)];
  });
  const isOpen = objects.some(
    (one) => isObject(one["additionalProperties"]) || one["additionalProperties"] === true,
  );
  return found.length > 0 ? found : isOpen ? undefined : "unknown";
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
