// A client of one published document that remembers what it made: paths are filled with ids of records it created.
import { type Json, asObject, isObject, textOf } from "#lib/json.ts";
import { type Random, seededRandom } from "#lib/random.ts";
import type { Judge } from "../schemas.ts";
import { type Call, type Document, type Parameter, open } from "./document.ts";
import { type Answer, send } from "./http.ts";
import { idsIn } from "./ids.ts";
import { makeValue } from "./requests.ts";

/** What one call was and came to. */
export type Exchange = { call: Call; url: string; sent: Json | undefined; answer: Answer };

export type Client = ReturnType<typeof clientOf>;

export type Target = { document: Document; base: string; key: string; seed: string; judge: Judge };

/** The path of the collection that a path's parameter names a record of: the template up to that parameter. */
export const collectionAt = (template: string, name: string): string =>
  template.slice(0, template.indexOf(`{${name}}`)).replace(/\/$/, "");

export function clientOf({ document, base, key, seed, judge }: Target) {
  const random: Random = seededRandom(seed);
  const made = new Map<string, string>();
  const failed = new Set<string>();
  const exchanges: Exchange[] = [];
  const find = (method: string, path: string): Call | undefined =>
    document.calls.find((one) => one.method === method && plain(one.path) === plain(path));

  async function ask(
    call: Call,
    ids: Record<string, string>,
    value?: Json,
    filters: Record<string, string> = {},
  ): Promise<Answer> {
    const path = call.path
      .replace(/[?#].*$/, "")
      .replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? name));
    const query = new URLSearchParams(filters);
    const headers: Record<string, string> = {};
    for (const one of call.parameters) {
      if (one.in === "path" || !one.required || query.has(one.name)) continue;
      const given = textOf(one.example ?? makeParameter(one));
      if (one.in === "query") query.set(one.name, given);
      if (one.in === "header" && !/^(authorization|accept|content-type)$/i.test(one.name))
        headers[one.name] = given;
    }
    const answer = await send(document, base, key, call, path, query, headers, value);
    exchanges.push({ call, url: `${path}?${query.toString()}`, sent: value, answer });
    return answer;
  }

  function makeParameter(one: Parameter): Json {
    const schema = open(document, one.schema);
    const value = schema["default"] ?? schema["example"] ?? makeValue(document, random, schema, one.name);
    return Array.isArray(value) ? (value[0] ?? "text") : value;
  }

  /** Ids for the parameters of a path: of records made for it, else listed, else examples; undefined for one not to be had. */
  async function idsFor(
    template: string,
    except?: string,
  ): Promise<{ ids: Record<string, string>; madeAll: boolean }> {
    const ids: Record<string, string> = {};
    let madeAll = true;
    for (const [, name = ""] of template.matchAll(/\{([^}]+)\}/g)) {
      if (name === except) continue;
      const collection = collectionAt(template, name);
      const own = (await create(collection, name, ids)) ?? (await listed(collection, name, ids));
      if (own === undefined) madeAll = false;
      const parameter = document.calls
        .flatMap((one) => (one.path === template ? one.parameters : []))
        .find((one) => one.in === "path" && one.name === name);
      ids[name] = own ?? textOf(parameter?.example ?? (parameter ? makeParameter(parameter) : "x1"));
    }
    return { ids, madeAll };
  }

  /** The id of a record of a collection, made once. */
  async function create(
    collection: string,
    name: string,
    above: Record<string, string>,
  ): Promise<string | undefined> {
    const where = `${collection} ${JSON.stringify(above)}`;
    const known = made.get(where);
    if (known !== undefined || failed.has(where)) return known;
    const call = find("POST", collection);
    failed.add(where);
    if (!call) return undefined;
    const sent = bodyFor(call);
    const answer = await ask(call, above, sent);
    const id = answer.status < 300 ? idsIn(answer, sent, name, collection)[0] : undefined;
    if (id === undefined) return undefined;
    failed.delete(where);
    made.set(where, id);
    return id;
  }

  async function listed(
    collection: string,
    name: string,
    above: Record<string, string>,
  ): Promise<string | undefined> {
    const where = `list ${collection} ${JSON.stringify(above)}`;
    const known = made.get(where);
    if (known !== undefined || failed.has(where)) return known;
    failed.add(where);
    const call = find("GET", collection);
    if (!call) return undefined;
    const answer = await ask(call, above);
    const row = answer.status < 300 ? rowsOf(answer.body)[0] : undefined;
    const id =
      row === undefined
        ? undefined
        : idsIn({ ...answer, body: row, location: null }, undefined, name, collection)[0];
    if (id !== undefined) made.set(where, id);
    return id;
  }

  const bodyFor = (call: Call): Json | undefined =>
    call.body && call.method !== "GET" ? makeValue(document, random, call.body.schema, "") : undefined;

  return { document, random, judge, exchanges, find, ask, idsFor, bodyFor };
}

export const plain = (path: string): string =>
  path
    .replace(/[?#].*$/, "")
    .replace(/\.json$/, "")
    .replace(/\/$/, "")
    .replace(/\{[^}]+\}/g, "{}");

/** The rows of a list answer: the longest list of objects or texts in it, two levels down at most. */
export function rowsOf(body: Json | undefined, depth = 0): Json[] {
  if (Array.isArray(body)) return body;
  if (!isObject(body) || depth > 2) return [];
  return Object.values(asObject(body))
    .map((one) => rowsOf(one, depth + 1))
    .reduce<Json[]>((best, rows) => (rows.length > best.length ? rows : best), []);
}
