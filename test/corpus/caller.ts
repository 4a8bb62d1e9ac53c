// Calls of one document's operations: plausible parameters and bodies, and what was learnt from earlier answers.
import type { Schema } from "#blueprint/format/schema.ts";
import type { PathParameter, Resource } from "#blueprint/format/resource.ts";
import type { Operation, Scheme } from "#blueprint/format/operation.ts";
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import { seededRandom } from "#lib/random.ts";
import { type Json, type JsonObject, asObject, at, isObject, textOf } from "#lib/json.ts";
import { type GeneratorOptions, generateValue } from "#engine/generate/value.ts";
import { open, typesOf } from "#engine/schemas.ts";
import type { Judge } from "./schemas.ts";

export type Target = { url: string; key: string; blueprint: Blueprint; judge: Judge };
export type Answer = {
  status: number;
  body: Json | undefined;
  text: string;
  link: string | null;
  /** The key the body chose, where a create answers none. */
  sent: string | undefined;
};
export type Ask = { path?: Record<string, string>; query?: Record<string, string>; body?: JsonObject };
export type Caller = ReturnType<typeof callerOf>;

const NAMES = ["login", "slug", "username", "name", "key", "id"];

export function callerOf(target: Target) {
  const { index, details, schemas } = target.blueprint;
  const all = Object.assign({}, ...schemas) as Blueprint["schemas"][number];
  const every = Object.assign({}, ...details) as Blueprint["details"][number];
  const seen: Record<string, JsonObject> = {};
  const sent = new Set<string>();
  const making: GeneratorOptions = {
    schemas: { get: (name) => all[name] },
    random: seededRandom("corpus"),
    now: Date.now(),
    optional: 0,
    live: false,
  };

  /** What a path parameter stands for, from a record that was seen. */
  function valueOf(operation: Operation, parameter: PathParameter, i: number): string {
    const resource = index.resources[parameter.resource ?? ""];
    const record = seen[parameter.resource ?? ""];
    if (resource && record) {
      const natural = i > 0 && operation.parameters[i - 1]?.role === "outer";
      const property = natural ? resource.identity.lookups.at(-1) : resource.identity.property;
      const value = record[property ?? ""] ?? record[resource.identity.property];
      if (typeof value === "string" || typeof value === "number") return String(value);
    }
    if (parameter.role === "outer") {
      const held = seen[operation.parameters[i + 1]?.resource ?? ""]?.[parameter.name];
      const name = isObject(held) ? NAMES.map((one) => held[one]).find((one) => one !== undefined) : held;
      if (typeof name === "string" || typeof name === "number") return String(name);
    }
    const declared = every[operation.id]?.parameters.find(
      (one) => one.in === "path" && one.name === parameter.name,
    );
    return declared?.schema.enum || declared?.schema.type?.includes("integer")
      ? textOf(generateValue(making, declared.schema, parameter.name))
      : "x1";
  }

  /** A body whose required lists and objects hold something: a form cannot say that one is there and empty. */
  function filled(schema: Schema): Json {
    const made = generateValue(making, schema, "");
    const here = open(making.schemas, schema);
    if (!isObject(made)) return made;
    for (const name of here.required ?? []) {
      const inner = open(making.schemas, here.properties?.[name]);
      const value = made[name];
      const lists = [inner, ...(inner.anyOf ?? []), ...(inner.oneOf ?? [])].map(
        (one) => open(making.schemas, one).items,
      );
      const items = lists.find((one) => one !== undefined);
      if (Array.isArray(value) && value.length === 0) made[name] = [generateValue(making, items ?? {}, name)];
      const first = Object.entries(inner.properties ?? {})[0];
      if (isObject(value) && Object.keys(value).length === 0 && first)
        value[first[0]] = generateValue(making, first[1], first[0]);
    }
    return made;
  }

  /** References in a body name records that were seen. */
  function linked(operation: Operation, body: Json): Json {
    if (!isObject(body)) return body;
    for (const { property, resource } of index.resources[operation.resource ?? ""]?.references ?? []) {
      const id = seen[resource]?.[index.resources[resource]?.identity.property ?? ""];
      if (body[property] !== undefined && (typeof id === "string" || typeof id === "number"))
        body[property] = id;
    }
    for (const parameter of operation.parameters) {
      if (parameter.in !== "body") continue;
      const i = operation.parameters.indexOf(parameter);
      body[parameter.name] = valueOf(operation, parameter, i);
    }
    return body;
  }

  return {
    index,
    details: (operation: Operation) => every[operation.id],

    async call(operation: Operation, ask: Ask = {}): Promise<Answer> {
      const one = every[operation.id];
      let i = 0;
      const path =
        (index.basePaths[0] ?? "") +
        operation.path.replace(/[?#].*$/, "").replace(/\{([^}]+)\}/g, (_, name: string) => {
          const parameter = operation.parameters[i];
          const value = ask.path?.[name] ?? (parameter ? valueOf(operation, parameter, i) : textOf(name));
          i++;
          return encodeURIComponent(value);
        });
      const query = new URLSearchParams();
      const headers: Record<string, string> = {};
      for (const parameter of one?.parameters ?? []) {
        const at = operation.parameters.findIndex(
          (each) => each.in === parameter.in && each.name === parameter.name,
        );
        const standing = operation.parameters[at];
        if (!parameter.required && !standing) continue;
        const value = standing
          ? (ask.path?.[standing.name] ?? valueOf(operation, standing, at))
          : textOf(generateValue(making, parameter.schema, parameter.name));
        if (parameter.in === "query") query.set(parameter.name, value);
        if (parameter.in === "header") headers[parameter.name] = value;
      }
      for (const [name, value] of Object.entries(ask.query ?? {})) query.set(name, value);
      authorize(Object.values(index.schemes)[0], target.key, headers, query);
      const media = Object.keys(one?.body?.contents ?? {})[0];
      let body: string | undefined;
      let chosen: string | undefined;
      if (media !== undefined) {
        const made = linked(operation, filled(one?.body?.contents[media] ?? {}));
        const held = isObject(made) ? made : {};
        const wrapper = one?.body?.wrapper;
        const inner = wrapper === undefined ? undefined : held[wrapper];
        const target = isObject(inner) ? inner : held;
        // An update that gave a record another name would hide it from later calls.
        const resource = index.resources[operation.resource ?? ""];
        // Where nothing is answered, nobody but the client can know the key.
        const key = resource?.identity.given ?? resource?.identity.property ?? "";
        const keySchema = open(making.schemas, one?.body?.contents[media]).properties?.[key];
        if (operation.kind === "create" && one?.answer.envelope.kind === "empty" && keySchema)
          target[key] ??= generateValue(making, keySchema, key);
        for (const name of resource?.identity.lookups ?? []) {
          const known = seen[resource?.name ?? ""]?.[name];
          if (operation.kind !== "create" && known !== undefined && target[name] !== undefined)
            target[name] = known;
          // A key of the client's own choice is new each time.
          if (
            operation.kind === "create" &&
            resource?.identity.clientChosen &&
            typeof target[name] === "string" &&
            name === resource.identity.property &&
            sent.has(`${operation.id} ${target[name]}`)
          )
            target[name] = `${target[name]}-${sent.size}`;
          sent.add(`${operation.id} ${textOf(target[name])}`);
        }
        Object.assign(target, ask.body);
        for (const parameter of operation.parameters)
          if (parameter.in === "body" && ask.path?.[parameter.name] !== undefined)
            held[parameter.name] = ask.path[parameter.name] ?? "";
        chosen = resource?.identity.clientChosen ? keySent(resource, target) : undefined;
        body = encode(media, isObject(made) ? held : made, headers);
      }
      const response = await fetch(`${target.url}${path}${query.size > 0 ? `?${query.toString()}` : ""}`, {
        method: operation.method,
        headers,
        ...(body === undefined || operation.method === "GET" ? {} : { body }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: parse(text),
        text,
        link: response.headers.get("link"),
        sent: chosen,
      };
    },

    /** The record or the list of records an answer shows. */
    shown(operation: Operation, answer: Answer): Json | undefined {
      const envelope = every[operation.id]?.answer.envelope;
      return at(answer.body, envelope && "path" in envelope ? envelope.path : []);
    },

    idOf(resource: string | undefined, record: Json | undefined): string | undefined {
      const property = index.resources[resource ?? ""]?.identity.property;
      const id = isObject(record) && property !== undefined ? record[property] : undefined;
      return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
    },

    /** Remembers the first record of a resource that an answer shows. */
    learn(operation: Operation, answer: Answer): void {
      const resource = index.resources[operation.resource ?? ""];
      if (!resource || answer.status >= 300) return;
      const inner = this.shown(operation, answer);
      const record = Array.isArray(inner) ? inner[0] : inner;
      if (!isObject(record)) return;
      const wanted = ["list", "create", "read", "singleton-read"].includes(operation.kind);
      if (wanted && !seen[resource.name] && record[resource.identity.property] !== undefined)
        seen[resource.name] = record;
    },

    /** A member of the body that an update can change and a reader can see, whatever text it is. */
    changeable(operation: Operation, record: JsonObject): string | undefined {
      const contents = Object.values(every[operation.id]?.body?.contents ?? {})[0];
      const wrapper = every[operation.id]?.body?.wrapper;
      const outer = open(making.schemas, contents);
      const body = wrapper === undefined ? outer : open(making.schemas, outer.properties?.[wrapper]);
      const isPlain = (schema: Schema): boolean => {
        const here = open(making.schemas, schema);
        return (
          typesOf(making.schemas, here).includes("string") &&
          !here.enum &&
          !here.pattern &&
          !here.format &&
          here.const === undefined &&
          (here.maxLength ?? 99) > 20 &&
          !here.readOnly
        );
      };
      const resource = index.resources[operation.resource ?? ""];
      const shown = open(making.schemas, resource?.schema).properties ?? {};
      return Object.entries(body.properties ?? {}).find(
        ([name, schema]) =>
          !resource?.identity.lookups.includes(name) &&
          isPlain(schema) &&
          (shown[name] === undefined || isPlain(shown[name])) &&
          typeof record[name] === "string" &&
          !/id$|_at$/i.test(name),
      )?.[0];
    },
  };
}

/** The key a body chose, under the name it has there. */
function keySent(resource: Resource, body: JsonObject): string | undefined {
  const { given, property } = resource.identity;
  const key = (given === undefined ? undefined : body[given]) ?? body[property];
  return typeof key === "string" || typeof key === "number" ? String(key) : undefined;
}

export function authorize(
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
