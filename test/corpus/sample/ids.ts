// Which member of an answer names the record that was made: what a person would try, in that order. A Location header is
// what HTTP itself says of it (RFC 9110 §15.3.2), so it comes before members that merely may be a key.
import { type Json, isObject } from "#lib/json.ts";
import { singular } from "#lib/words.ts";
import { flat } from "./document.ts";
import type { Answer } from "./http.ts";

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
  const inAnswer = (name: string): string[] => {
    const value = search(answer.body, name, 0);
    return value === undefined ? [] : [value];
  };
  const located =
    answer.location
      ?.split(/[?#]/)[0]
      ?.replace(/(\.json|\/)$/, "")
      .split("/")
      .at(-1) ?? "";
  const own = isObject(answer.body)
    ? Object.keys(answer.body).find((name) => flat(name) === literal)
    : undefined;
  const record = own === undefined || !isObject(answer.body) ? undefined : answer.body[own];
  const found = [
    ...sure.flatMap((name) => plainMember(answer.body, name)),
    ...sure.flatMap((name) => plainMember(record, name)),
    ...sure.flatMap(inAnswer),
    ...(located === "" ? [] : [decodeURIComponent(located)]),
    ...names.flatMap(inAnswer),
  ];
  for (const name of names) {
    const value = search(sent, name, 0);
    if (value !== undefined) found.push(value);
  }
  return [...new Set([...bareText(answer.body), ...found, ...bareText(sent)])];
}

/** A text or number among the members of an object itself. */
const plainMember = (value: Json | undefined, name: string): string[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, inner]) =>
        flat(key) === name && (typeof inner === "string" || typeof inner === "number") && inner !== ""
          ? [String(inner)]
          : [],
      )
    : [];

/** A body that is the id itself, or a list of ids. */
function bareText(body: Json | undefined): string[] {
  const first = Array.isArray(body) ? body[0] : body;
  return typeof first === "string" && first !== "" ? [first] : [];
}

/** The value of a member, nearest to the root first; a list's first item is looked into, too. */
export function search(value: Json | undefined, name: string, depth: number): string | undefined {
  if (depth > 3) return undefined;
  if (Array.isArray(value)) return search(value[0], name, depth + 1);
  if (!isObject(value)) return undefined;
  for (const [key, inner] of Object.entries(value))
    if (flat(key) === name && (typeof inner === "string" || typeof inner === "number") && inner !== "")
      return String(inner);
  for (const inner of Object.values(value)) {
    const found = search(inner, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
