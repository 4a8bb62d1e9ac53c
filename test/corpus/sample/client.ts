// A client of one published document that remembers what it made: paths are filled with ids of records it created.
import { matchesPattern } from "#engine/request/validate.ts";
import { type Json, asObject, isObject, textOf } from "#lib/json.ts";
import { type Random, seededRandom } from "#lib/random.ts";
import { singular } from "#lib/words.ts";
import type { Judge } from "../schemas.ts";
import { type Call, type Document, type Parameter, branchesOf, namesIn, open } from "./document.ts";
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
  /** Ids of made records by collection, the parameter that is to name one, and the ids above. */
  const made = new Map<string, string>();
  const failed = new Set<string>();
  /** Ids of made records by the words that may refer to them. */
  const references = new Map<string, string>();
  const exchanges: Exchange[] = [];
  /** An operation by its path; `/users#operation=suspend` is another than `/users`, and creates nothing. */
  const find = (method: string, path: string): Call | undefined => {
    const here = document.calls.filter((one) => one.method === method && plain(one.path) === plain(path));
    const exact = here.find((one) => one.path === path) ?? here.find((one) => !isVariant(one.path));
    return exact ?? (method === "POST" ? undefined : here[0]);
  };

  async function ask(
    call: Call,
    ids: Record<string, string>,
    value?: Json,
    filters: Record<string, string> = {},
  ): Promise<Answer> {
    const path = call.path
      .replace(/[?#].*$/, "")
      .replace(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(ids[name] ?? name));
    const query = new URLSearchParams([
      ...new URLSearchParams(/\?([^#]*)/.exec(call.path)?.[1] ?? ""),
      ...Object.entries(filters),
    ]);
    const headers: Record<string, string> = {};
    for (const one of call.parameters) {
      if (one.in === "path" || !one.required || query.has(one.name)) continue;
      const example = Array.isArray(one.example) ? one.example[0] : one.example;
      const given = textOf(example ?? makeParameter(one));
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
      const own =
        (await create(collection, name, ids)) ??
        (await listed(collection, name, ids)) ??
        references.get(flat(name));
      if (own === undefined) madeAll = false;
      const parameter = document.calls
        .flatMap((one) => (one.path === template ? one.parameters : []))
        .find((one) => one.in === "path" && one.name === name);
      ids[name] = own ?? textOf(parameter?.example ?? (parameter ? makeParameter(parameter) : "x1"));
    }
    return { ids, madeAll };
  }

  /** The id of a record of a collection, made once: by a POST to it, else by a PUT to a path of the client's choosing. */
  async function create(
    collection: string,
    name: string,
    above: Record<string, string>,
  ): Promise<string | undefined> {
    const where = placeOf(collection, name, above);
    const known = made.get(where);
    if (known !== undefined || failed.has(where)) return known;
    const call = creatorOf(document.calls, collection);
    failed.add(where);
    if (!call) return put(collection, name, above);
    await prepare(call, above);
    for (const optional of [undefined, 0]) {
      const sent = bodyFor(call, optional);
      const answer = await ask(call, above, sent);
      const id = answer.status < 300 ? idsIn(answer, sent, name, collection)[0] : undefined;
      if (id === undefined) continue;
      failed.delete(where);
      made.set(where, id);
      for (const ending of ["", "id", "uuid", "sid"])
        references.set(`${flat(singular(literalOf(collection)))}${ending}`, id);
      return id;
    }
    return undefined;
  }

  async function put(
    collection: string,
    name: string,
    above: Record<string, string>,
  ): Promise<string | undefined> {
    const call = find("PUT", `${collection}/{${name}}`) ?? find("POST", `${collection}/{${name}}`);
    const parameter = call?.parameters.find((one) => one.in === "path" && one.name === name);
    if (!call || !parameter) return undefined;
    const id = textOf(parameter.example ?? makeParameter(parameter));
    const answer = await ask(call, { ...above, [name]: id }, bodyFor(call));
    if (answer.status >= 300) return undefined;
    const where = placeOf(collection, name, above);
    failed.delete(where);
    made.set(where, id);
    return id;
  }

  /** Makes what a call's body points at: for `portalId`, a record of the collection `portals`, which stands beside or above. */
  async function prepare(call: Call, above: Record<string, string>): Promise<void> {
    if (!call.body) return;
    for (const name of namesIn(document, call.body.schema, 3)) {
      const word = /^(.+?)(_?id|_?uuid|_?sid)$/i.exec(name)?.[1];
      if (word === undefined || references.has(flat(name))) continue;
      const collection = document.calls
        .map((one) => plainPath(one.path))
        .find(
          (path) =>
            flat(singular(literalOf(path))) === flat(word) &&
            !path.endsWith("}") &&
            [...path.matchAll(/\{([^}]+)\}/g)].every(([, parameter = ""]) => above[parameter] !== undefined),
        );
      if (collection === undefined || collection === plainPath(call.path)) continue;
      const item = document.calls.find((one) => plain(one.path) === `${plain(collection)}/{}`);
      await create(collection, /\{([^}]+)\}\/?$/.exec(item?.path ?? "")?.[1] ?? "id", above);
    }
  }

  /** Forgets the record that a path's last parameter names: it is about to be deleted. */
  function forget(template: string, ids: Record<string, string>): void {
    const [name] = [...template.matchAll(/\{([^}]+)\}/g)].map((one) => one[1] ?? "").slice(-1);
    const gone = ids[name ?? ""];
    for (const [where, id] of made) if (id === gone) made.delete(where);
    for (const [word, id] of references) if (id === gone) references.delete(word);
  }

  async function listed(
    collection: string,
    name: string,
    above: Record<string, string>,
  ): Promise<string | undefined> {
    const where = `list ${placeOf(collection, name, above)}`;
    const known = made.get(where);
    if (known !== undefined || failed.has(where)) return known;
    failed.add(where);
    const post = find("POST", collection);
    const call = find("GET", collection) ?? (post && LISTS.test(post.id) ? post : undefined);
    if (!call) return undefined;
    const answer = await ask(call, above, bodyFor(call, 0));
    const row = answer.status < 300 ? rowsOf(answer.body)[0] : undefined;
    const id =
      row === undefined
        ? undefined
        : idsIn({ ...answer, body: row, location: null }, undefined, name, collection)[0];
    if (id !== undefined) made.set(where, id);
    return id;
  }

  /** A body, its references set to records that were made: `customer_id` and `customer` name one of `/customers`. */
  function bodyFor(call: Call, optional?: number): Json | undefined {
    if (!call.body || call.method === "GET") return undefined;
    const last =
      call.path
        .replace(/[?#].*$/, "")
        .split("/")
        .at(-1) ?? "";
    if (/json-patch/.test(call.body.media))
      return [{ op: "add", path: "/description", value: random.text("abcdefghij", 8) }];
    const own = call.method === "POST" && !last.includes("{") ? flat(singular(last)) : undefined;
    return linked(makeValue(document, random, call.body.schema, "", 0, optional), own, call.body.schema);
  }

  /** `own`: what the call makes, which cannot be named as one that was made before. */
  function linked(value: Json, own: string | undefined, schema: Json | undefined): Json {
    const branches = branchesOf(document, open(document, schema));
    if (Array.isArray(value))
      return value.map((one) => linked(one, own, branches.find((branch) => branch["items"])?.["items"]));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const property = branches
          .map((branch) => asObject(branch["properties"])[name])
          .find((one) => one !== undefined);
        const id =
          (typeof inner === "string" || typeof inner === "number") &&
          flat(name).replace(/(id|uuid|sid)$/, "") !== own
            ? references.get(flat(name))
            : undefined;
        return [name, id === undefined ? linked(inner, own, property) : suited(id, inner, property)];
      }),
    );
  }

  /** The id where the member takes it, else what the member has. */
  function suited(id: string, value: Json, property: Json | undefined): Json {
    const { enum: closed, const: only, pattern, minLength, maxLength } = open(document, property);
    if (closed !== undefined || only !== undefined) return value;
    if (typeof value === "number") return /^\d{1,15}$/.test(id) ? Number(id) : value;
    const fits =
      id.length >= Number(minLength ?? 0) &&
      id.length <= Number(maxLength ?? Infinity) &&
      (typeof pattern !== "string" || matchesPattern(pattern, id));
    return fits ? id : value;
  }

  return { document, random, judge, exchanges, find, ask, idsFor, prepare, bodyFor, forget };
}

/** A path key that tells an operation from another at the same path. */
export const isVariant = (path: string): boolean => /[?#]\w+=/.test(path);

const LISTS = /^([lL]ist|[sS]earch|[qQ]uery|[dD]escribe)(?![a-z])/;

/** What makes a record of a collection: its POST, or its PUT where the POST says that it lists. */
export function creatorOf(calls: readonly Call[], collection: string): Call | undefined {
  const here = (method: string): Call | undefined => {
    const all = calls.filter((one) => one.method === method && plain(one.path) === plain(collection));
    return all.find((one) => one.path === collection) ?? all.find((one) => !isVariant(one.path));
  };
  const post = here("POST");
  return post && LISTS.test(post.id) ? here("PUT") : post;
}

const placeOf = (collection: string, name: string, above: Record<string, string>): string =>
  `${collection}/{${name}} ${JSON.stringify(above)}`;

const literalOf = (path: string): string =>
  path.split("/").findLast((part) => part !== "" && !part.startsWith("{")) ?? "";

const plainPath = (path: string): string => path.replace(/[?#].*$/, "").replace(/\/$/, "");

export const plain = (path: string): string =>
  path
    .replace(/[?#].*$/, "")
    .replace(/\.json$/, "")
    .replace(/\/$/, "")
    .replace(/\{[^}]+\}/g, "{}");

const flat = (text: string): string => text.replace(/[^a-z0-9]/gi, "").toLowerCase();

/** The rows of a list answer: the longest list of objects or texts in it, two levels down at most. */
export function rowsOf(body: Json | undefined, depth = 0): Json[] {
  if (Array.isArray(body)) return body;
  if (!isObject(body) || depth > 2) return [];
  return Object.values(asObject(body))
    .map((one) => rowsOf(one, depth + 1))
    .reduce<Json[]>((best, rows) => (rows.length > best.length ? rows : best), []);
}
