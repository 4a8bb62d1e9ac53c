// What a round makes: a record by a create, read by the id that its answer told.
import { type Json, asObject, isObject } from "#lib/json.ts";
import type { Client } from "./client.ts";
import { type Call, type Parameter, branchesOf, flat, open } from "./document.ts";
import { takes } from "./fits.ts";
import type { Answer } from "./http.ts";
import { idsIn } from "./ids.ts";
import { makeValue } from "./requests.ts";

export type Verdict =
  | { ok: true }
  | { ok: false; cause: string; detail: string }
  | { ok: "aside"; cause: string };

export type Made = { id: string; sent: Json | undefined; got: Answer };

/** A value that is taken is given up for another so many times. */
const MAX_TRIES = 4;

export const fault = (cause: string, detail: string): Verdict => ({ ok: false, cause, detail });
export const brief = (answer: Answer): string => `${answer.status} ${answer.text.slice(0, 300)}`;

/** A refusal inside a 200, as some APIs answer; a record may have a member of that name. */
export const isRefusal = ({ status, body }: Answer): boolean =>
  status === 200 &&
  isObject(body) &&
  (body["ok"] === false || body["success"] === false) &&
  body["id"] === undefined;

/** Makes a record and reads it; `filters` are what its list will ask for, so it is given a value for each. */
export async function makeOne(
  client: Client,
  create: Call,
  read: Call,
  parameter: string,
  above: Record<string, string>,
  filters: readonly Parameter[],
): Promise<Made | Verdict> {
  let sent: Json | undefined;
  let made: Answer;
  let tries = 0;
  let refusal = "";
  do {
    // The last one says only what it must: an optional key may have but one example.
    if (tries > 0) client.letGo(sent);
    const drawn = await client.bodyFor(create, tries === MAX_TRIES - 1 ? 0 : undefined, tries > 0);
    const body =
      tries === 0 || drawn === undefined
        ? drawn
        : withOthers(client, create.body?.schema, drawn, refusal, sent);
    sent = withFilters(client, create.body?.schema, body, filters, 0);
    made = await client.ask(create, above, sent);
    refusal = made.text;
  } while (isTaken(made) && ++tries < MAX_TRIES);
  if (made.status >= 300 || isRefusal(made))
    return fault(
      `create answered ${made.status}`,
      `${brief(made)} sent ${JSON.stringify(sent ?? null).slice(0, 600)}`,
    );
  const candidates = idsIn(made, sent, parameter, create.path);
  if (candidates.length === 0) return fault("the answer to create names no record", brief(made));
  let last: Answer | undefined;
  for (const id of candidates.slice(0, 6)) {
    const got = await client.ask(read, { ...withNames(read, create, above), [parameter]: id });
    if (got.status < 300 && !isRefusal(got)) return { id, sent, got };
    last ??= got;
  }
  return fault(
    `get answered ${last?.status ?? 0}`,
    `${candidates.slice(0, 3).join("|")}: ${last ? brief(last) : ""} created: ${made.text.slice(0, 300)}`,
  );
}

const isTaken = ({ status, text }: Answer): boolean =>
  status === 409 || ((status === 422 || status === 400) && /exist|taken/i.test(text));

/** Texts that a refusal quotes, or that have but one example, in another spelling where their schema takes it. */
export function withOthers(
  client: Client,
  schema: Json | undefined,
  body: Json,
  refusal: string,
  before?: Json,
): Json {
  if (!isObject(body)) return body;
  const branches = branchesOf(client.document, open(client.document, schema));
  return Object.fromEntries(
    Object.entries(body).map(([name, value]): [string, Json] => {
      const property = branches
        .map((one) => asObject(one["properties"])[name])
        .find((one) => one !== undefined);
      const sent = asObject(before)[name];
      if (typeof value !== "string") return [name, withOthers(client, property, value, refusal, sent)];
      const isTheOne = value === sent || refusal.includes(`'${value}'`) || flat(name) === "id";
      const other = respelt(client, value);
      return [name, isTheOne && takes(client.document, property ?? {}, other) ? other : value];
    }),
  );
}

/** Other digits, or other small letters where there are none. */
const respelt = ({ random }: Client, value: string): string =>
  /\d/.test(value)
    ? value.replace(/\d/g, () => String(random.integer(0, 9)))
    : value.replace(/[a-z]/g, () => random.text("abcdefghij", 1));

/** The body with the members that the list's filters are called as; one level down, too. */
function withFilters(
  client: Client,
  schema: Json | undefined,
  body: Json | undefined,
  filters: readonly Parameter[],
  depth: number,
): Json | undefined {
  if (!isObject(body) || filters.length === 0 || depth > 1) return body;
  const made = { ...body };
  for (const branch of branchesOf(client.document, open(client.document, schema)))
    for (const [name, inner] of Object.entries(asObject(branch["properties"])))
      if (isObject(made[name]))
        made[name] = withFilters(client, inner, made[name], filters, depth + 1) ?? null;
      else if (made[name] === undefined && filters.some((one) => flat(one.name) === flat(name)))
        made[name] = makeValue(client.document, client.random, inner, name);
  return made;
}

/** The values of one path's parameters under the names another path gives them, place by place. */
export function withNames(to: Call, from: Call, ids: Record<string, string>): Record<string, string> {
  const names = (path: string): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map((one) => one[1] ?? "");
  const given = names(from.path);
  return {
    ...ids,
    ...Object.fromEntries(names(to.path).map((name, i) => [name, ids[given[i] ?? ""] ?? ids[name] ?? ""])),
  };
}
