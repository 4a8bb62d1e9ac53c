// The full round trip of a collection: an unknown id is 404; two creates with two ids; GET gives every posted value back;
// the list holds both; an update shows; after the delete it is gone.
import { type Json, type JsonObject, asObject, canonical, isObject, textOf } from "#lib/json.ts";
import { type Client, creatorOf, isVariant, plain, rowsOf } from "./client.ts";
import { type Call, branchesOf, namesIn, open } from "./document.ts";
import type { Answer } from "./http.ts";
import { idsIn } from "./ids.ts";
import { withOwnKey } from "./own-key.ts";
import { makeValue } from "./requests.ts";

export type Round = { create: Call; read: Call; parameter: string };

const MAX_TRIES = 4;
const SECRET = /password|secret|token|cvc|cvv|pin|card_?number|credential|private_?key/i;
const PAGE_SIZE =
  /^(limit|per_?page|page_?size|count|size|max_?results|first|take|top|\$top|maxItems|rows)$/i;
const PAGE = /^(page|page_?number|page_?num|p)$/i;
const OFFSET = /^(offset|skip|start|\$skip|from)$/i;

/** Every collection that can be created in and read from. */
export function roundsOf(calls: readonly Call[]): Round[] {
  return calls.flatMap((create): Round[] => {
    if (isVariant(create.path) || /\}(\.json)?\/?$/.test(create.path)) return [];
    if (create !== creatorOf(calls, create.path)) return [];
    const read = calls.find(
      (one) =>
        one.method === "GET" &&
        plain(one.path).replace(/\/\{\}$/, "") === plain(create.path) &&
        /\}(\.json)?\/?$/.test(one.path),
    );
    const parameter = read && /\{([^}]+)\}(\.json)?\/?$/.exec(read.path)?.[1];
    return read && parameter !== undefined && !/\/\{[^}]*\}[^/]*\{/.test(read.path)
      ? [{ create, read, parameter }]
      : [];
  });
}

export type Verdict =
  | { ok: true }
  | { ok: false; cause: string; detail: string }
  | { ok: "aside"; cause: string };

const fault = (cause: string, detail: string): Verdict => ({ ok: false, cause, detail });
const brief = (answer: Answer): string => `${answer.status} ${answer.text.slice(0, 300)}`;

export async function roundTrip(client: Client, { create, read, parameter }: Round): Promise<Verdict> {
  const { ids: above, madeAll } = await client.idsFor(create.path);
  if (!madeAll) return { ok: "aside", cause: "a parent cannot be made" };
  const nobody = await client.ask(read, { ...above, [parameter]: unknownId(client, read, parameter) });
  if (nobody.status !== 404 && nobody.status !== 410 && !isRefusal(nobody))
    return fault("an unknown id is not 404", brief(nobody));

  const first = await makeOne(client, create, read, parameter, above);
  if ("ok" in first) return first;
  const second = await makeOne(client, create, read, parameter, above);
  if ("ok" in second) return second;
  if (first.id === second.id) return fault("two records have one id", first.id);
  for (const one of [first, second]) {
    const lost = lostValue(client, create, read, one.sent, one.got.body);
    if (lost)
      return fault(
        lost.cause,
        `${lost.detail} sent ${JSON.stringify(one.sent).slice(0, 400)} got ${brief(one.got)}`,
      );
  }
  const list = client.find("GET", create.path);
  if (list && isList(client, list)) {
    const missing = await missingFrom(client, list, above, [first, second]);
    if (missing !== undefined) return fault(missing.cause, missing.detail);
  }
  const here = { ...above, [parameter]: first.id };
  const changed = await change(client, read, here);
  if (changed) return changed;
  const remove = client.find("DELETE", read.path);
  if (!remove) return { ok: true };
  const gone = await client.ask(remove, withNames(remove, read, here), client.bodyFor(remove));
  if (gone.status >= 300) return fault(`delete answered ${gone.status}`, brief(gone));
  const after = await client.ask(read, here);
  const ended =
    after.status === 404 ||
    after.status === 410 ||
    isRefusal(after) ||
    /"(deleted|is_deleted|archived|isDeleted)":true|"(cancell?ed|deleted|archived)"/i.test(after.text);
  return ended ? { ok: true } : fault("it is there after its delete", brief(after));
}

type Made = { id: string; sent: Json | undefined; got: Answer };

async function makeOne(
  client: Client,
  create: Call,
  read: Call,
  parameter: string,
  above: Record<string, string>,
): Promise<Made | Verdict> {
  await client.prepare(create, above);
  let sent = client.bodyFor(create);
  let made = await client.ask(create, above, sent);
  // A key of a closed list may be taken: another one is tried.
  for (let tries = 0; tries < MAX_TRIES && made.status === 409; tries++) {
    sent = client.bodyFor(create);
    made = await client.ask(create, above, sent);
  }
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

/** The values of one path's parameters under the names another path gives them, place by place. */
function withNames(to: Call, from: Call, ids: Record<string, string>): Record<string, string> {
  const names = (path: string): string[] => [...path.matchAll(/\{([^}]+)\}/g)].map((one) => one[1] ?? "");
  const given = names(from.path);
  return {
    ...ids,
    ...Object.fromEntries(names(to.path).map((name, i) => [name, ids[given[i] ?? ""] ?? ids[name] ?? ""])),
  };
}

function unknownId(client: Client, read: Call, parameter: string): string {
  const declared = read.parameters.find((one) => one.in === "path" && one.name === parameter);
  const schema = open(client.document, declared?.schema ?? {});
  const types = [schema["type"]].flat();
  if (types.includes("integer") || types.includes("number")) return "987654321";
  if (schema["enum"] !== undefined) return "nothing-of-that-name";
  const { example: _example, default: _default, examples: _examples, ...rest } = schema;
  return textOf(makeValue(client.document, client.random, { type: "string", ...rest }, "unknown"));
}

/** A refusal inside a 200, as some APIs answer. */
const isRefusal = (answer: Answer): boolean =>
  isObject(answer.body) && (answer.body["ok"] === false || answer.body["success"] === false);

function lostValue(
  client: Client,
  create: Call,
  read: Call,
  sent: Json | undefined,
  body: Json | undefined,
): { cause: string; detail: string } | undefined {
  const declared = namesIn(client.document, read.answer, 5);
  const shown = new Map<string, Json[]>();
  const walk = (value: Json | undefined, depth: number): void => {
    if (depth > 6) return;
    if (Array.isArray(value)) for (const one of value) walk(one, depth + 1);
    else if (isObject(value))
      for (const [name, inner] of Object.entries(value)) {
        shown.set(name, [...(shown.get(name) ?? []), inner]);
        walk(inner, depth + 1);
      }
  };
  walk(body, 0);
  const schema = open(client.document, create.body?.schema);
  return posted(client, asObject(sent), schema, declared).reduce<
    { cause: string; detail: string } | undefined
  >((found, [name, value]) => {
    if (found) return found;
    const values = shown.get(name);
    if (!values) return { cause: "a posted value is not shown", detail: `${name}=${JSON.stringify(value)}` };
    return values.some((one) => isSame(value, one))
      ? undefined
      : {
          cause: "a posted value came back as another",
          detail: `${name}: ${JSON.stringify(value).slice(0, 200)} became ${JSON.stringify(values[0]).slice(0, 200)}`,
        };
  }, undefined);
}

/** The posted members that the read's schema declares; a member that it does not declare is looked into, as a wrapper. */
function posted(
  client: Client,
  sent: JsonObject,
  schema: JsonObject,
  declared: Set<string>,
): [string, Json][] {
  return Object.entries(sent).flatMap(([name, value]): [string, Json][] => {
    const property = branchesOf(client.document, schema)
      .map((one) => asObject(one["properties"])[name])
      .find((one) => one !== undefined);
    const inner = open(client.document, property);
    if (SECRET.test(name) || inner["writeOnly"] === true || inner["format"] === "password") return [];
    if (declared.has(name) && !isObject(value)) return [[name, value]];
    if (isObject(value)) return posted(client, value, inner, declared);
    return [];
  });
}

/** Equal as JSON, or as what a server may make of it: another notation of a number or time, more members, a record for its id, a list of the one. */
function isSame(sent: Json, shown: Json): boolean {
  if (canonical(sent) === canonical(shown)) return true;
  if (Array.isArray(sent))
    return Array.isArray(shown) && sent.every((one) => shown.some((other) => isSame(one, other)));
  if (isObject(sent))
    return (
      isObject(shown) &&
      Object.keys(sent).every(
        (key) =>
          SECRET.test(key) || shown[key] === undefined || isSame(sent[key] ?? null, shown[key] ?? null),
      )
    );
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
    /\d{4}/.test(a) && !Number.isNaN(times[0]) && Math.abs((times[0] ?? 0) - (times[1] ?? 1e15)) < 86_400_000
  );
}

/** Whether a GET of the collection's path answers a list at all. */
function isList(client: Client, list: Call): boolean {
  const walk = (schema: JsonObject, depth: number): boolean =>
    schema["type"] === "array" ||
    schema["items"] !== undefined ||
    (depth < 3 &&
      branchesOf(client.document, schema).some((branch) =>
        Object.values(asObject(branch["properties"])).some((one) =>
          walk(open(client.document, one), depth + 1),
        ),
      ));
  return list.answer !== undefined && walk(open(client.document, list.answer), 0);
}

async function missingFrom(
  client: Client,
  list: Call,
  above: Record<string, string>,
  made: readonly Made[],
): Promise<{ cause: string; detail: string } | undefined> {
  const size = list.parameters.find((one) => one.in === "query" && PAGE_SIZE.test(one.name));
  const page = list.parameters.find((one) => one.in === "query" && PAGE.test(one.name));
  const offset = list.parameters.find((one) => one.in === "query" && OFFSET.test(one.name));
  const most = Math.min(Number(open(client.document, size?.schema)["maximum"] ?? 100), 100);
  const filters: Record<string, string> = size ? { [size.name]: String(most) } : {};
  let text = "";
  let rows = 0;
  let last: Answer | undefined;
  for (let i = 0; i < 12; i++) {
    if (page && (i > 0 || page.required))
      filters[page.name] = String(Number(open(client.document, page.schema)["minimum"] ?? 1) + i);
    if (offset && !page && (i > 0 || offset.required)) filters[offset.name] = String(rows);
    last = await client.ask(list, above, undefined, filters);
    if (last.status >= 300 || isRefusal(last))
      return { cause: `list answered ${last.status}`, detail: brief(last) };
    const found = rowsOf(last.body).length;
    text += last.text;
    rows += found;
    if (made.every((one) => text.includes(one.id)) || found === 0 || (!page && !offset)) break;
  }
  const absent = made.filter((one) => !text.includes(JSON.stringify(one.id).slice(1, -1)));
  return absent.length === 0
    ? undefined
    : {
        cause: "the list lacks a record",
        detail: `${absent.map((one) => one.id).join(", ")} of ${rows} rows: ${text.slice(0, 300)}`,
      };
}

async function change(
  client: Client,
  read: Call,
  here: Record<string, string>,
): Promise<Verdict | undefined> {
  const update = ["PATCH", "PUT", "POST"]
    .map((method) => client.find(method, read.path))
    .find((one) => one !== undefined);
  if (!update?.body) return undefined;
  const before = await client.ask(read, here);
  const body = withOwnKey(client.bodyFor(update), before.body, Object.values(here).at(-1) ?? "");
  const answer = await client.ask(update, withNames(update, read, here), body);
  if (answer.status >= 300 || isRefusal(answer))
    return fault(
      `update answered ${answer.status}`,
      `${brief(answer)} sent ${JSON.stringify(body ?? null).slice(0, 600)}`,
    );
  const got = await client.ask(read, here);
  if (got.status >= 300) {
    // An update may have given it another name.
    const renamed = idsIn(got, body, Object.keys(here).at(-1) ?? "", read.path);
    for (const id of renamed.slice(0, 4)) {
      const again = await client.ask(read, { ...here, [Object.keys(here).at(-1) ?? ""]: id });
      if (again.status < 300) {
        Object.assign(here, { [Object.keys(here).at(-1) ?? ""]: id });
        return undefined;
      }
    }
    return fault(`get after the update answered ${got.status}`, brief(got));
  }
  const lost = lostValue(client, update, read, body, got.body);
  return (
    lost &&
    fault(
      `the update does not show: ${lost.cause}`,
      `${lost.detail} sent ${JSON.stringify(body ?? null).slice(0, 400)} got ${brief(got)}`,
    )
  );
}
