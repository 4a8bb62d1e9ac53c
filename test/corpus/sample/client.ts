// A client of one published document that remembers what it made: paths are filled with ids of records it created.
import { type Json, type JsonObject, asObject, isObject, textOf } from "#lib/json.ts";
import { type Random, seededRandom } from "#lib/random.ts";
import { singular } from "#lib/words.ts";
import type { Judge } from "../schemas.ts";
import { type Call, type Document, type Parameter, branchesOf, flat, open } from "./document.ts";
import { takes } from "./fits.ts";
import { type Answer, send } from "./http.ts";
import { idsIn } from "./ids.ts";
import { beforeParameters, isVariant, plain, scalarsOf, sourcesElsewhere, takesId } from "./places.ts";
import { makeValue } from "./requests.ts";
import type { Opened } from "./stage.ts";

/** What one call was and came to. */
export type Exchange = { call: Call; url: string; sent: Json | undefined; answer: Answer };

export type Client = ReturnType<typeof clientOf>;

export type Target = Opened & {
  document: Document;
  seed: string;
  judge: Judge;
  requestJudge: Judge;
};

/** The path of the collection that a path's parameter names a record of: the template up to that parameter. */
export const collectionAt = (template: string, name: string): string =>
  template.slice(0, template.indexOf(`{${name}}`)).replace(/\/$/, "");

const MAX_CANDIDATES = 4;
const MAX_ELSEWHERE = 3;
const MAX_BODIES = 40;
/** Records that are made for the sake of records that are made for the sake of one. */
const MAX_CHAIN = 4;

export function clientOf({ document, seed, judge, requestJudge, ...opened }: Target) {
  const random: Random = seededRandom(seed);
  const made = new Map<string, string>();
  const failed = new Set<string>();
  /** Ids of made records by the words that may refer to them. */
  const references = new Map<string, string>();
  /** What the answer to the last create of a collection told: a path may name a record by several members of it. */
  const told = new Map<string, Map<string, string>>();
  /** Creates under way for the sake of what names their records. */
  const meeting = new Set<Call>();
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
      // Whatever the record's version is.
      const isMatch = one.in === "header" && /^if-match$/i.test(one.name);
      const value = one.example ?? makeParameter(one);
      const given = isMatch ? "*" : textOf(Array.isArray(value) ? (value[0] ?? "text") : value);
      if (one.in === "query") query.set(one.name, given);
      if (
        one.in === "header" &&
        !/^(authorization|accept|accept-encoding|content-type|content-length|content-encoding|host|connection|transfer-encoding)$/i.test(
          one.name,
        )
      )
        headers[one.name] = given;
    }
    const answer = await send(document, opened, call, path, query, headers, value);
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
      const parameter = document.calls
        .flatMap((one) => (one.path === template ? one.parameters : []))
        .find((one) => one.in === "path" && one.name === name);
      const own =
        (await create(collection, name, ids)) ??
        (await listed(collection, name, ids)) ??
        [told.get(beforeParameters(collection))?.get(flat(name)), references.get(flat(name))].find(
          (one) => one !== undefined && takesId(document, parameter, one),
        ) ??
        (await fromElsewhere(collection, name, parameter));
      if (own === undefined) madeAll = false;
      ids[name] = own ?? textOf(parameter?.example ?? (parameter ? makeParameter(parameter) : "x1"));
    }
    return { ids, madeAll };
  }

  /** The id of a record that another path makes or lists: `/calls/{id}/blocks` for `/calls/blocks/{id}`. */
  async function fromElsewhere(
    collection: string,
    name: string,
    parameter: Parameter | undefined,
  ): Promise<string | undefined> {
    if (collection.endsWith("}") || meeting.size >= MAX_CHAIN) return undefined;
    const others = sourcesElsewhere(document, collection).slice(0, MAX_ELSEWHERE);
    for (const other of others) {
      if (meeting.has(other)) continue;
      meeting.add(other);
      const { ids, madeAll } = await idsFor(other.path);
      const id =
        madeAll &&
        (other.method === "POST" ? await create(other.path, name, ids) : await listed(other.path, name, ids));
      meeting.delete(other);
      if (typeof id === "string" && takesId(document, parameter, id)) return id;
    }
    return undefined;
  }

  /** The id of a record of a collection, made once: by a POST to it, else by a PUT to a path of the client's choosing. */
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
    if (!call) return put(collection, name, above);
    for (const optional of [undefined, 0]) {
      const sent = await bodyFor(call, optional);
      const answer = await ask(call, above, sent);
      const candidates = answer.status < 300 ? idsIn(answer, sent, name, collection) : [];
      const id = await readable(`${collection}/{${name}}`, name, above, candidates);
      if (id === undefined) continue;
      failed.delete(where);
      made.set(where, id);
      told.set(collection, new Map(scalarsOf(answer.body)));
      const literal = collection.split("/").findLast((part) => part !== "" && !part.startsWith("{")) ?? "";
      for (const ending of ["", "id", "uuid", "sid"])
        references.set(`${flat(singular(literal))}${ending}`, id);
      return id;
    }
    return undefined;
  }

  /** Which of several values names the record: the first that it can be read by, else the first. */
  async function readable(
    item: string,
    name: string,
    above: Record<string, string>,
    candidates: readonly string[],
  ): Promise<string | undefined> {
    const read = candidates.length > 1 ? find("GET", item) : undefined;
    for (const id of read ? candidates.slice(0, MAX_CANDIDATES) : []) {
      const names = [...(read?.path ?? "").matchAll(/\{([^}]+)\}/g)].map((one) => one[1] ?? "");
      const answer = read && (await ask(read, { ...above, [names.at(-1) ?? name]: id }));
      if (answer && answer.status < 300) return id;
    }
    return candidates[0];
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
    const answer = await ask(call, { ...above, [name]: id }, await bodyFor(call));
    if (answer.status >= 300) return undefined;
    const where = `${collection} ${JSON.stringify(above)}`;
    failed.delete(where);
    made.set(where, id);
    return id;
  }

  /** Forgets the record that a path's last parameter names: it is about to be deleted. */
  function forget(template: string, ids: Record<string, string>): void {
    const [name] = [...template.matchAll(/\{([^}]+)\}/g)].map((one) => one[1] ?? "").slice(-1);
    const gone = ids[name ?? ""];
    for (const [where, id] of made) if (id === gone) made.delete(where);
    for (const [word, id] of references) if (id === gone) references.delete(word);
  }

  /** Forgets the records that a body names, so that the next one names others. */
  function letGo(body: Json | undefined): void {
    const said = new Set(textsOf(body ?? null));
    for (const known of [made, references])
      for (const [word, id] of known) if (said.has(id)) known.delete(word);
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
    const candidates =
      row === undefined ? [] : idsIn({ ...answer, body: row, location: null }, undefined, name, collection);
    const id = await readable(`${collection}/{${name}}`, name, above, candidates);
    if (id !== undefined) made.set(where, id);
    return id;
  }

  /** A body, its references set to records that were made: `customer_id` and `customer` name one of `/customers`. */
  async function bodyFor(call: Call, optional?: number, isRetry = false): Promise<Json | undefined> {
    if (!call.body || call.method === "GET") return undefined;
    const last =
      call.path
        .replace(/[?#].*$/, "")
        .split("/")
        .at(-1) ?? "";
    const called = call.method === "POST" && !last.includes("{") ? flat(singular(last)) : undefined;
    const isOnly = !document.calls.some(
      (one) => one !== call && one.method === "POST" && lastWord(one) === called,
    );
    // What was taken may have been its own key, and not that of another record called the same.
    const own = isOnly || isRetry ? called : undefined;
    const value = validBody(call, call.body.schema, optional);
    await makeNamed(value, own);
    return linked(value, call.body.schema, own);
  }

  /** A body that the document takes: alternatives that a random choice mixes up are chosen again. */
  function validBody(call: Call, schema: JsonObject, optional?: number): Json {
    const first = makeValue(document, random, schema, "", 0, optional);
    let value = first;
    for (let n = 0; n < MAX_BODIES; n++) {
      if (requestJudge(call.method, call.path, 0, value) === undefined) return value;
      value = makeValue(document, random, schema, "", 0, optional);
    }
    return first;
  }

  /** Makes the records that a body names by their ids, where the document says how and none was made yet. */
  async function makeNamed(value: Json, own: string | undefined): Promise<void> {
    if (Array.isArray(value)) for (const one of value) await makeNamed(one, own);
    if (!isObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const word = /^(.+)(id|uuid|sid)$/.exec(flat(name))?.[1];
      if (word === undefined || word === own || references.has(flat(name))) await makeNamed(inner, own);
      else await makeOneOf(word);
    }
  }

  async function makeOneOf(word: string): Promise<void> {
    const making = document.calls.find(
      (one) => one.method === "POST" && !isVariant(one.path) && lastWord(one) === word,
    );
    const item = making && document.calls.find((one) => collectionBefore(one.path) === plain(making.path));
    if (!making || !item || meeting.has(making)) return;
    meeting.add(making);
    const { ids } = await idsFor(making.path);
    await create(making.path, /\{([^}]+)\}\/?$/.exec(item.path)?.[1] ?? "id", ids);
    meeting.delete(making);
  }

  /** `own`: what the call makes, which cannot be named as one that was made before. A member keeps to what its schema takes. */
  function linked(value: Json, schema: Json | undefined, own: string | undefined): Json {
    const branches = branchesOf(document, open(document, schema));
    if (Array.isArray(value)) return value.map((one) => linked(one, branches[0]?.["items"], own));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const property = branches
          .map((one) => asObject(one["properties"])[name])
          .find((one) => one !== undefined);
        const id =
          (typeof inner === "string" || typeof inner === "number") &&
          flat(name).replace(/(id|uuid|sid)$/, "") !== own
            ? references.get(flat(name))
            : undefined;
        if (id === undefined) return [name, linked(inner, property, own)];
        const said = typeof inner === "number" ? Number(id) : id;
        const fits = typeof said === "string" || /^\d{1,15}$/.test(id);
        return [name, fits && takes(document, property ?? {}, said) ? said : inner];
      }),
    );
  }

  return { document, random, judge, exchanges, find, ask, idsFor, bodyFor, forget, letGo };
}

const textsOf = (value: Json): string[] =>
  isObject(value) || Array.isArray(value) ? Object.values(value).flatMap(textsOf) : [textOf(value)];

const lastWord = ({ path }: Call): string => flat(singular(plain(path).split("/").at(-1) ?? ""));

/** The collection that a path names one record of. */
const collectionBefore = (path: string): string | undefined => /^(.+)\/\{\}$/.exec(plain(path))?.[1];

/** The rows of a list answer: the longest list of objects or texts in it, two levels down at most. */
export function rowsOf(body: Json | undefined, depth = 0): Json[] {
  if (Array.isArray(body)) return body;
  if (!isObject(body) || depth > 2) return [];
  return Object.values(asObject(body))
    .map((one) => rowsOf(one, depth + 1))
    .reduce<Json[]>((best, rows) => (rows.length > best.length ? rows : best), []);
}
