// Which value that a caller sent an answer does not show, of those that its schema has a place for: a member of that name
// that can hold the value, or an object or a list that can.
import { type Json, type JsonObject, asObject, canonical, isObject, own } from "#lib/json.ts";
import { type Call, type Document, branchesOf, flat, open, shownMembers } from "./document.ts";
import { canHold } from "./fits.ts";

const SECRET = /password|secret|token|cvc|cvv|pin|card_?number|credential|private_?key/i;
/** What carries the record in the request and in the answer alike: what stands beside it is no wrapper. */
const CARRIER = /^(data|result|response|payload|item|record|resource)$/i;
const MAX_DEPTH = 6;
/** Notations of a time are a day apart at most: zones, and dates for moments. */
const DAY_MS = 86_400_000;

export type Lost = { cause: string; detail: string };

/** The first value of a request that the record's answer could show and does not. */
export function lostValue(
  document: Document,
  write: Call,
  read: Call,
  sent: Json | undefined,
  body: Json | undefined,
): Lost | undefined {
  return lostIn(
    document,
    asObject(sent),
    open(document, write.body?.schema),
    shownMembers(document, read),
    body ?? null,
    0,
  );
}

function lostIn(
  document: Document,
  sent: JsonObject,
  schema: JsonObject,
  places: Map<string, JsonObject[]>,
  body: Json,
  depth: number,
  isInside = false,
): Lost | undefined {
  const shown = valuesByName(body);
  const isRecord =
    Object.entries(sent).filter(([name, value]) => !isObject(value) && places.has(flat(name))).length > 1 ||
    Object.entries(sent).some(
      ([name, value]) => CARRIER.test(name) && isObject(value) && isObject(own(asObject(body), name)),
    );
  for (const [name, value] of Object.entries(sent)) {
    const inner = memberOf(document, schema, name);
    if (SECRET.test(name) || inner["writeOnly"] === true || inner["format"] === "password") continue;
    const here = places.get(flat(name));
    const values = shown.get(flat(name)) ?? [];
    let lost: Lost | undefined;
    // An object that the answer has not is a wrapper of the record, or beside its members a part that it does not show.
    if (isObject(value) && depth < MAX_DEPTH)
      lost = here
        ? lostIn(document, value, inner, membersOf(document, here), values, depth + 1, true)
        : isRecord || isInside
          ? undefined
          : lostIn(document, value, inner, places, body, depth + 1);
    else if (here?.some((one) => canHold(document, one, value)))
      lost = faultOf(name, held(document, here, value), values);
    if (lost) return lost;
  }
  return undefined;
}

function faultOf(name: string, value: Json, values: readonly Json[]): Lost | undefined {
  const isNothing = Array.isArray(value) && value.length === 0 && values.length === 0;
  if (isNothing || values.some((one) => isSame(value, one))) return undefined;
  return values.length === 0
    ? { cause: "a posted value is not shown", detail: `${name}=${JSON.stringify(value)}` }
    : {
        cause: "a posted value came back as another",
        detail: `${name}: ${JSON.stringify(value).slice(0, 200)} became ${JSON.stringify(values[0]).slice(0, 200)}`,
      };
}

/** Every value of a body by the name of its member, at any depth. */
function valuesByName(body: Json): Map<string, Json[]> {
  const shown = new Map<string, Json[]>();
  const walk = (value: Json, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    if (Array.isArray(value)) for (const one of value) walk(one, depth + 1);
    else if (isObject(value))
      for (const [name, inner] of Object.entries(value)) {
        shown.set(flat(name), [...(shown.get(flat(name)) ?? []), inner]);
        walk(inner, depth + 1);
      }
  };
  walk(body, 0);
  return shown;
}

const memberOf = (document: Document, schema: JsonObject, name: string): JsonObject =>
  open(
    document,
    branchesOf(document, schema)
      .map((one) => asObject(one["properties"])[name])
      .find((one) => one !== undefined),
  );

/** The members of objects by name, and those of the objects in them. */
function membersOf(document: Document, schemas: readonly JsonObject[], depth = 0): Map<string, JsonObject[]> {
  const members = new Map<string, JsonObject[]>();
  for (const schema of schemas)
    for (const branch of branchesOf(document, open(document, schema)))
      for (const [name, property] of Object.entries(asObject(branch["properties"]))) {
        members.set(flat(name), [...(members.get(flat(name)) ?? []), asObject(property)]);
        if (depth < 2)
          for (const [deeper, found] of membersOf(document, [asObject(property)], depth + 1))
            members.set(deeper, [...(members.get(deeper) ?? []), ...found]);
      }
  return members;
}

/** A list without what the members of its objects have no room for. */
function held(document: Document, schemas: readonly JsonObject[], value: Json): Json {
  if (!Array.isArray(value)) return value;
  const members = membersOf(
    document,
    schemas.map((one) => asObject(open(document, one)["items"])),
  );
  return value.map((item) =>
    isObject(item)
      ? Object.fromEntries(
          Object.entries(item).filter(
            ([name, inner]) => members.get(flat(name))?.some((one) => canHold(document, one, inner)) ?? true,
          ),
        )
      : item,
  );
}

/** Equal as JSON, or as what a server may make of it: another notation of a number or time, more members, a record for its id, a list of the one. */
function isSame(sent: Json, shown: Json): boolean {
  if (canonical(sent) === canonical(shown)) return true;
  if (Array.isArray(sent))
    return Array.isArray(shown) && sent.every((one) => shown.some((other) => isSame(one, other)));
  if (isObject(sent)) {
    // An object in one word: by what names it.
    if (Object.keys(sent).length === 0) return true;
    if (typeof shown === "string")
      return Object.values(sent).some((one) => typeof one === "string" && one !== "" && shown.includes(one));
    return (
      isObject(shown) &&
      Object.keys(sent).every(
        (key) =>
          SECRET.test(key) || shown[key] === undefined || isSame(sent[key] ?? null, shown[key] ?? null),
      )
    );
  }
  if (isObject(shown)) return Object.values(shown).some((one) => isSame(sent, one));
  if (Array.isArray(shown)) return shown.length === 1 && isSame(sent, shown[0] ?? null);
  if (sent === null || shown === null) return false;
  const [a, b] = [String(sent), String(shown)];
  if (a.toLowerCase() === b.toLowerCase()) return true;
  if (Number(a) === Number(b) && a !== "" && b !== "") return true;
  const times = [
    Date.parse(a),
    typeof shown === "number" ? shown * (shown < 1e11 ? 1000 : 1) : Date.parse(b),
  ];
  return (
    /\d{4}/.test(a) && !Number.isNaN(times[0]) && Math.abs((times[0] ?? 0) - (times[1] ?? 1e15)) < DAY_MS
  );
}
