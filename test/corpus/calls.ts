// One call of every operation of a document, with plausible parameters and bodies, and the round trip of every
// resource that can be created, read and deleted.
import type { Blueprint, Operation, Scheme } from "../../src/blueprint/format.ts";
import { diceOf } from "../../src/lib/dice.ts";
import { type Json, type JsonObject, asObject, at, isObject, textOf } from "../../src/lib/json.ts";
import { type Making, plausible } from "../../src/tenant/play/plausible.ts";
import type { Judge } from "./schemas.ts";

export type Tally = {
  operations: number;
  answered: number;
  faults: string[];
  ok: { seen: number; valid: number; wrong: string[] };
  refused: { seen: number; valid: number; wrong: string[] };
  crud: { resources: number; whole: number; broken: string[] };
};

export type Target = { url: string; key: string; blueprint: Blueprint; judge: Judge };

type Answer = { status: number; body: Json | undefined; text: string };

export async function callEverything(target: Target): Promise<Tally> {
  const { index } = target.blueprint;
  const caller = callerOf(target);
  const tally: Tally = {
    operations: 0,
    answered: 0,
    faults: [],
    ok: { seen: 0, valid: 0, wrong: [] },
    refused: { seen: 0, valid: 0, wrong: [] },
    crud: { resources: 0, whole: 0, broken: [] },
  };
  const [ending, others] = [
    index.operations.filter((one) => one.kind === "delete"),
    index.operations.filter((one) => one.kind !== "delete"),
  ];
  const visit = async (operation: Operation): Promise<void> => {
    const answer = await caller.call(operation);
    tally.operations++;
    if (answer.status < 500) tally.answered++;
    else
      tally.faults.push(
        `${operation.method} ${operation.path}: ${answer.status} ${answer.text.slice(0, 120)}`,
      );
    judge(tally, target, operation, answer);
    caller.learn(operation, answer);
  };
  for (const operation of others) await visit(operation);
  for (const name of Object.keys(index.resources)) {
    const broken = await roundTrip(target, caller, name);
    if (broken === undefined) continue;
    tally.crud.resources++;
    if (broken === "") tally.crud.whole++;
    else tally.crud.broken.push(`${name}: ${broken}`);
  }
  for (const operation of ending) await visit(operation);
  return tally;
}

function judge(tally: Tally, target: Target, operation: Operation, answer: Answer): void {
  if (answer.body === undefined) return;
  const side =
    answer.status < 300 ? tally.ok : answer.status >= 400 && answer.status < 500 ? tally.refused : undefined;
  if (!side) return;
  side.seen++;
  const wrong = target.judge(operation.method, operation.path, answer.status, answer.body);
  if (wrong === undefined) side.valid++;
  else side.wrong.push(`${operation.method} ${operation.path} ${answer.status}: ${wrong}`);
}

/** Create → get equal → listed → update visible → delete → gone. Undefined where the API has no such round. */
async function roundTrip(target: Target, caller: Caller, resource: string): Promise<string | undefined> {
  const of = (kind: Operation["kind"][]): Operation | undefined =>
    target.blueprint.index.operations.find((one) => one.resource === resource && kind.includes(one.kind));
  const [create, read, list, remove] = [of(["create"]), of(["read"]), of(["list"]), of(["delete"])];
  if (!create || !read || !remove) return undefined;
  const made = await caller.call(create);
  if (made.status >= 300) return `create answered ${made.status} ${made.text.slice(0, 100)}`;
  const id = caller.learn(create, made);
  if (id === undefined) return "the answer to create has no id";
  const got = await caller.call(read, id);
  if (got.status !== 200) return `get answered ${got.status}`;
  if (list) {
    const listed = await caller.call(list);
    if (listed.status !== 200) return `list answered ${listed.status}`;
  }
  const gone = await caller.call(remove, id);
  if (gone.status >= 300) return `delete answered ${gone.status}`;
  const after = await caller.call(read, id);
  return after.status === 404 || after.status === 410 || /deleted/.test(after.text)
    ? ""
    : `get after delete answered ${after.status}`;
}

type Caller = ReturnType<typeof callerOf>;

function callerOf(target: Target) {
  const { index, details, schemas } = target.blueprint;
  const all = Object.assign({}, ...schemas) as Blueprint["schemas"][number];
  const every = Object.assign({}, ...details) as Blueprint["details"][number];
  const ids: Record<string, string> = {};
  const making: Making = {
    schemas: { get: (name) => all[name] },
    dice: diceOf("corpus"),
    now: Date.now(),
    optional: 0,
    live: false,
  };
  /** References in a body name records that were seen. */
  const linked = (operation: Operation, body: Json): Json => {
    if (!isObject(body)) return body;
    for (const { property, resource } of index.resources[operation.resource ?? ""]?.references ?? []) {
      const id = ids[resource];
      if (body[property] !== undefined && id !== undefined)
        body[property] = typeof body[property] === "number" ? Number(id) : id;
    }
    return body;
  };
  return {
    async call(operation: Operation, id?: string): Promise<Answer> {
      const one = every[operation.id];
      const path =
        (index.basePaths[0] ?? "") +
        operation.path.replace(/[?#].*$/, "").replace(/\{([^}]+)\}/g, (_, name: string) => {
          const parameter = operation.parameters.find((each) => each.name === name);
          return encodeURIComponent(
            (parameter?.role === "key" ? id : undefined) ?? ids[parameter?.resource ?? ""] ?? "x1",
          );
        });
      const query = new URLSearchParams();
      const headers: Record<string, string> = {};
      for (const parameter of one?.parameters ?? []) {
        if (!parameter.required) continue;
        const value = textOf(plausible(making, parameter.schema, parameter.name));
        if (parameter.in === "query") query.set(parameter.name, value);
        if (parameter.in === "header") headers[parameter.name] = value;
      }
      authorize(Object.values(index.schemes)[0], target.key, headers, query);
      const media = Object.keys(one?.body?.contents ?? {})[0];
      const body =
        media === undefined
          ? undefined
          : encode(
              media,
              linked(operation, plausible(making, one?.body?.contents[media] ?? {}, "")),
              headers,
            );
      const response = await fetch(`${target.url}${path}${query.size > 0 ? `?${query.toString()}` : ""}`, {
        method: operation.method,
        headers,
        ...(body === undefined || operation.method === "GET" ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, body: parse(text), text };
    },
    /** Remembers the id of a record that an answer shows. */
    learn(operation: Operation, answer: Answer): string | undefined {
      const resource = index.resources[operation.resource ?? ""];
      if (!resource || answer.status >= 300) return undefined;
      const envelope = every[operation.id]?.answer.envelope;
      const inner = at(answer.body, envelope && "path" in envelope ? envelope.path : []);
      const record = Array.isArray(inner) ? inner[0] : inner;
      if (!isObject(record)) return undefined;
      const natural = index.operations.some(
        (one) => one.resource === resource.name && one.parameters.some((each) => each.role === "outer"),
      );
      const id =
        record[(natural ? resource.identity.lookups.at(-1) : undefined) ?? resource.identity.property];
      if (typeof id !== "string" && typeof id !== "number") return undefined;
      if (operation.kind === "list" || operation.kind === "create") ids[resource.name] ??= String(id);
      return String(id);
    },
  };
}

function authorize(
  scheme: Scheme | undefined,
  key: string,
  headers: Record<string, string>,
  query: URLSearchParams,
): void {
  if (scheme?.kind === "basic") headers["authorization"] = `Basic ${btoa(`${key}:`)}`;
  else if (scheme?.kind === "header") headers[scheme.name] = key;
  else if (scheme?.kind === "query") query.set(scheme.name, key);
  else headers["authorization"] = `Bearer ${key}`;
}

function encode(media: string, value: Json, headers: Record<string, string>): string {
  headers["content-type"] = media.includes("multipart") ? "multipart/form-data; boundary=corpus" : media;
  if (media.includes("json")) return JSON.stringify(value);
  if (media.includes("urlencoded")) return new URLSearchParams(pairs(asObject(value))).toString();
  if (media.includes("multipart"))
    return `${pairs(asObject(value))
      .map(([name, text]) => `--corpus\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
      .join("")}--corpus--\r\n`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function pairs(value: JsonObject, prefix = ""): [string, string][] {
  return Object.entries(value).flatMap(([name, member]): [string, string][] => {
    const key = prefix === "" ? name : `${prefix}[${name}]`;
    if (Array.isArray(member))
      return pairs(Object.fromEntries(member.map((item, i) => [String(i), item])), key);
    return isObject(member) ? pairs(member, key) : member === null ? [] : [[key, String(member)]];
  });
}

function parse(text: string): Json | undefined {
  try {
    return text === "" ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}
