// Which member of an answer names the record that was made: what a person would try, in that order. A Location header is
// what HTTP itself says of it (RFC 9110 §15.3.2), so it comes before members that merely may be a key.
import { type Json, type JsonObject, isObject } from "#lib/json.ts";
import { singular } from "#lib/words.ts";
import type { Answer } from "./http.ts";

const flat = (text: string): string => text.replace(/[^a-z0-9]/gi, "").toLowerCase();
const USUAL = ["id", "uuid", "sid", "uid", "gid", "guid", "key", "slug", "code", "token", "number", "name"];

/** Candidates for the id of what a call made, best first: by the parameter's name, by the usual names, as it was sent. */
export function idsIn(
  answer: Pick<Answer, "body" | "location">,
  sent: Json | undefined,
  parameter: string,
  collection: string,
): string[] {
  const literal = flat(
    singular(collection.split("/").findLast((part) => part !== "" && !part.startsWith("{")) ?? ""),
  );
  const wanted = flat(parameter);
  const short = wanted.startsWith(literal) ? wanted.slice(literal.length) : wanted;
  const sure = [...new Set([wanted, short, `${literal}id`, "id"])].filter((one) => one !== "");
  const names = [...new Set([...sure, ...USUAL])];
  const inAnswer = (some: readonly string[], inLists: boolean): string[] =>
    objectsIn(answer.body, inLists).flatMap((one) => some.flatMap((name) => valueOf(one, name)));
  const located = answer.location?.split(/[?#]/)[0]?.split("/").at(-1) ?? "";
  const found = [
    ...inAnswer(sure, false),
    ...(located === "" ? [] : [decodeURIComponent(located)]),
    ...inAnswer(sure, true),
    ...bareText(answer.body),
    ...keysIn(answer.body),
    ...inAnswer(names, true),
    ...objectsIn(sent, true).flatMap((one) => names.flatMap((name) => valueOf(one, name))),
  ];
  return [...new Set(found)];
}

/** An answer that is the id itself, or a list of ids. */
function bareText(body: Json | undefined): string[] {
  const first = Array.isArray(body) ? body[0] : body;
  return typeof first === "string" && first !== "" ? [first] : [];
}

/** The members of a row that are called ids, where none of the sure names is there. */
const keysIn = (body: Json | undefined): string[] =>
  isObject(body)
    ? Object.entries(body).flatMap(([name, value]) =>
        /(_id|I[dD])$/.test(name) && (typeof value === "string" || typeof value === "number")
          ? [String(value)]
          : [],
      )
    : [];

const MAX_DEPTH = 3;

/** The objects of a body, nearest to the root first; of a list the first item, where lists may hold the record. */
function objectsIn(body: Json | undefined, inLists: boolean): JsonObject[] {
  const found: JsonObject[] = [];
  let level: Json[] = body === undefined ? [] : [body];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    found.push(...level.filter(isObject));
    level = level.flatMap((one) =>
      isObject(one) ? Object.values(one) : Array.isArray(one) && inLists ? one.slice(0, 1) : [],
    );
  }
  return found;
}

const valueOf = (one: JsonObject, name: string): string[] =>
  Object.entries(one).flatMap(([key, value]) =>
    flat(key) === name && (typeof value === "string" || typeof value === "number") && value !== ""
      ? [String(value)]
      : [],
  );
