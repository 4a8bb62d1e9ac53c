// Which property names a record (R19), and how new values of it are made (R20).
import { BASE62 } from "#lib/bytes.ts";
import type { Json } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import { samplePattern } from "#lib/sample-pattern.ts";
import { flat, snake } from "#lib/words.ts";
import { isDecoration } from "./payload-views.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Generator, Schema } from "../format/schema.ts";
const PLAIN_IDS = ["id", "sid", "uid", "gid", "uuid", "guid"];
const FALLBACKS = ["sha", "key", "code", "slug", "number", "name"];
const LAST_RESORTS = [
  "login",
  "username",
  "email",
  "ip",
  "ipaddress",
  "domain",
  "ts",
  "token",
  "hash",
  "urn",
  "title",
];
/** What a record of any kind may be called. */
const GENERAL_IDS = ["entityid", "objectid", "recordid", "resourceid"];
const ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The parameter that ends the path of an item. */
export type KeyParameter = { name: string; schema: Schema };

/**
 * The key property of a record whose item path ends in `{parameter}`. `offered` are the members that creates take:
 * a key may be given there and never answered again. `parents` are the parameters above: what they name is another record.
 * `told` are the members that the answers to creates have.
 */
export function identityProperty(
  table: SchemaNormaliser,
  object: Schema,
  parameter: KeyParameter | undefined,
  resource: string,
  offered: readonly string[] = [],
  parents: readonly string[] = [],
  told: readonly string[] = [],
): string | undefined {
  const properties = object.properties ?? {};
  // What is never answered tells nobody which record it is.
  const names = Object.keys(properties).filter(
    (name) => isScalar(table, properties[name]) && properties[name]?.writeOnly !== true,
  );
  const byFlat = (wanted: string, from: readonly string[] = names): string | undefined =>
    from.find((name) => flat(name) === wanted);
  const tail = parameter && tailOf(parameter.name);
  const named =
    parameter &&
    (names.find((name) => name === parameter.name) ??
      byFlat(flat(parameter.name)) ??
      (tail === undefined ? undefined : byFlat(tail)) ??
      names.find((name) => isSameComponent(properties[name], parameter.schema)));
  if (named !== undefined) return named;
  const isCounted = parameter !== undefined && isNumber(table, parameter.schema);
  const fits = (name: string): boolean => !isCounted || isNumber(table, properties[name]);
  const called = (word: string): (string | undefined)[] => [byFlat(word), byFlat(flat(resource) + word)];
  const plain = PLAIN_IDS.flatMap(called).find((name) => name !== undefined);
  const telling =
    plain ??
    only(names.filter((name) => fits(name) && flat(name).endsWith(`${lastWordOf(resource)}id`))) ??
    (parameter && byFlat(lastWordOf(snake(parameter.name)))) ??
    FALLBACKS.flatMap(called).find((name) => name !== undefined && fits(name));
  if (telling !== undefined) return telling;
  const given =
    parameter &&
    (byFlat(flat(parameter.name), offered) ?? (tail === undefined ? undefined : byFlat(tail, offered)));
  if (given !== undefined) return given;
  const above = new Set(parents.map(flat));
  const own = names.filter((name) => fits(name) && !above.has(flat(name)));
  const near = parameter && own.find((name) => isNear(flat(name), flat(parameter.name)));
  const ids = own.filter((name) => /(?:_id|I[dD]|_uuid|Sid|_sid|Arn|_arn)$/.test(name));
  const general = [...GENERAL_IDS, ...LAST_RESORTS].map((one) => byFlat(one));
  const alone = only(told.filter((name) => names.includes(name) && !isDecoration(name)));
  return near ?? alone ?? only(ids) ?? general.find((name) => name !== undefined);
}

/** The word a parameter ends in, where it is a usual one for a key: `licenseNumber`, `channel_arn`. */
const tailOf = (parameter: string): string | undefined =>
  /(?:^|[_-]|(?<=[a-z])(?=[A-Z]))(id|sid|uuid|guid|key|code|slug|number|name|hash|sha|ref|arn)$/i
    .exec(parameter)?.[1]
    ?.toLowerCase();

/** Both refer to one component: a `rule` in the path and a `type` in the record are of `RuleType`. */
const isSameComponent = (one: Schema | undefined, other: Schema): boolean =>
  one?.$ref !== undefined && one.$ref === other.$ref;

const only = (names: readonly string[]): string | undefined => (names.length === 1 ? names[0] : undefined);

/** `education_goal_expense`: an expense. */
const lastWordOf = (name: string): string => /([a-z]+)(_\d+)?$/.exec(name)?.[1] ?? name;

const isNumber = (table: SchemaNormaliser, schema: Schema | undefined): boolean => {
  const types = typesIn(table, schema);
  return (
    types.length > 0 && types.every((type) => type === "integer" || type === "number" || type === "null")
  );
};

/** A key is never an object, a list or a boolean. */
const isScalar = (table: SchemaNormaliser, schema: Schema | undefined): boolean => {
  const types = typesIn(table, schema);
  return types.length === 0
    ? table.resolve(schema ?? {}).properties === undefined
    : types.some((type) => type === "string" || type === "integer" || type === "number");
};

/** The types of a schema, alternatives opened. */
function typesIn(table: SchemaNormaliser, schema: Schema | undefined): string[] {
  const open = table.resolve(schema ?? {});
  return (
    open.type ??
    [...(open.anyOf ?? []), ...(open.oneOf ?? [])].flatMap((branch) => table.resolve(branch).type ?? [])
  );
}

/** `domain_name` and `domain`: one is how the other begins. */
const isNear = (name: string, parameter: string): boolean =>
  name.length >= 4 && (parameter.startsWith(name) || name.startsWith(parameter));

/** Learns the form of identifiers from pattern, format and every example seen of them; `parameter` names one in a path. */
export function identityGenerator(
  table: SchemaNormaliser,
  schema: Schema | undefined,
  examples: readonly Json[],
  resource: string,
  parameter?: Schema,
): Generator {
  const own = textForm(table, schema);
  const path = textForm(table, parameter);
  // A path that counts knows the key better than an answer that says no more of it than that it is a text.
  const isBare = own.pattern === undefined && own.format === undefined && examples.length === 0;
  const isCounted = isNumber(table, parameter) && own.example === undefined && isBare;
  const types =
    typesIn(table, schema).length > 0 && !isCounted ? typesIn(table, schema) : typesIn(table, parameter);
  const said = own.pattern === undefined && own.format === undefined ? { ...path, ...own } : own;
  const open = said.pattern === undefined ? said : { ...said, pattern: coreOf(said.pattern) };
  const seen = [...examples, ...(own.example === undefined ? [] : [own.example])];
  if ((types.includes("integer") || types.includes("number")) && !types.includes("string")) {
    const numbers = seen.filter((one) => typeof one === "number" && one < 1e12);
    return { kind: "integer", start: Math.max(0, ...(numbers as number[])) + 1 };
  }
  if (open.format === "uuid") return { kind: "uuid" };
  if (open.format === "ipv4") return { kind: "ip" };
  const texts = seen.filter((one) => typeof one === "string" && one !== "") as string[];
  const pattern = open.pattern === undefined ? undefined : withBounds(open.pattern, open);
  return (
    fromPattern(open) ??
    fromAlternative(open) ??
    sampledPattern(pattern, open) ??
    fromExamples(texts) ??
    fromLength(open, resource)
  );
}

/** The schema, or the one of its alternatives that says which texts it takes. */
function textForm(table: SchemaNormaliser, schema: Schema | undefined): Schema {
  const open = table.resolve(schema ?? {});
  const branches = [...(open.anyOf ?? []), ...(open.oneOf ?? [])].map((one) => table.resolve(one));
  return open.pattern === undefined
    ? (branches.find((one) => one.pattern !== undefined || one.format !== undefined) ?? open)
    : open;
}

/** Of a pattern with alternatives, `^(DRAFT|[0-9]{5})$`, the first that has a prefix and a class. */
function fromAlternative({ pattern, ...rest }: Schema): Generator | undefined {
  const inside = /^\^?\(([^()]+)\)\$?$/.exec(pattern ?? "")?.[1] ?? "";
  if (!inside.includes("|")) return undefined;
  return inside
    .split("|")
    .map((one) => fromPattern({ ...rest, pattern: `^${one}$` }))
    .find((one) => one !== undefined);
}

/** A pattern without the "and anything" at its ends, which says nothing of an id's form: `.*[0-9a-f]{8}.*`. */
const coreOf = (pattern: string): string => {
  const core = pattern.replace(/^\^?\.\*(?!\?)/, "").replace(/(?<!\\)\.\*\$?$/, "");
  return core === "" ? pattern : core;
};

/** A pattern that ends in as many as one likes of a class, with the bounds of the text's length in their place. */
function withBounds(pattern: string, { minLength, maxLength }: Schema): string {
  const parts = /^(\^?[A-Za-z0-9_-]*)(\[(?:\\.|[^\]])+\])[+*](\$?)$/.exec(pattern);
  if (!parts || (minLength === undefined && maxLength === undefined)) return pattern;
  const [, head = "", set = "", tail = ""] = parts;
  const begun = head.replace(/^\^/, "").length;
  const least = Math.max(1, (minLength ?? 1) - begun);
  const most = maxLength === undefined ? "" : String(Math.max(least, maxLength - begun));
  return `${head}${set}{${least},${most}}${tail}`;
}

/** A pattern that is more than a prefix and a class: ids are sampled from it, within the bounds of the text's length. */
function sampledPattern(
  pattern: string | undefined,
  { minLength, maxLength }: Schema,
): Generator | undefined {
  if (pattern === undefined || pattern.length > 500) return undefined;
  const bounds = {
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
  };
  const samples = ["a", "b"].map((seed) => samplePattern(pattern, seededRandom(seed), bounds));
  return samples[0] !== undefined && samples[0] !== samples[1]
    ? { kind: "pattern", pattern, ...bounds }
    : undefined;
}

const UUID_PATTERN = /^\^?\[[0-9a-zA-F-]+\]\{8\}-(\[[0-9a-zA-F-]+\]\{4\}-){3}\[[0-9a-zA-F-]+\]\{12\}\$?$/;
/** As many characters as keep ids apart, where a pattern leaves the length open. */
const OPEN_LENGTH = 16;

function fromPattern({ pattern, minLength = 0, maxLength = 128 }: Schema): Generator | undefined {
  if (pattern === undefined) return undefined;
  if (/^\^?\\d\{10\}\\\.\\d\{\d\}\$?$/.test(pattern)) return { kind: "moment" };
  if (UUID_PATTERN.test(pattern)) return { kind: "uuid" };
  const parts = /^\^?\(?([A-Za-z0-9_-]*)\)?\[((?:\\.|[^\]])+)\](?:\{(\d+)(?:(,)(\d*))?\}|([*+]))\)?\$?$/.exec(
    pattern,
  );
  if (!parts) return undefined;
  const [, prefix = "", letters = "", least, isRange, most, open] = parts;
  const alphabet = letters.startsWith("^") ? "" : expandClass(letters);
  const from = Math.max(Number(least ?? 0), minLength - prefix.length);
  const upTo = Math.min(
    open !== undefined || (isRange !== undefined && most === "") ? 128 : Number(most ?? least),
    maxLength - prefix.length,
  );
  const length = Math.min(Math.max(from, OPEN_LENGTH), upTo);
  return alphabet === "" || length < 1 || length > 128
    ? undefined
    : { kind: "text", prefix, alphabet, length };
}

/** The characters of a class such as `0-9a-fA-F`: letters and digits where it has enough; mixed-case hex in lower case. */
function expandClass(text: string): string {
  const ranges = text.replace(/\\d/g, "0-9").replace(/\\w/g, "A-Za-z0-9_");
  let alphabet = "";
  for (let i = 0; i < ranges.length; i++) {
    const end = ranges[i + 1] === "-" ? ranges.charCodeAt(i + 2) : Number.NaN;
    if (Number.isNaN(end)) alphabet += ranges[i] === "\\" ? "" : ranges[i];
    else {
      for (let code = ranges.charCodeAt(i); code <= end; code++) alphabet += String.fromCharCode(code);
      i += 2;
    }
  }
  const all = [...new Set(alphabet)].join("");
  const plain = all.replace(/[^0-9A-Za-z]/g, "");
  const unique = plain.length < 10 ? all : plain;
  return /^[0-9a-fA-F]+$/.test(unique) && unique.length === 22 ? "0123456789abcdef" : unique.slice(0, 96);
}

function fromExamples(examples: readonly string[]): Generator | undefined {
  const example = examples[0];
  if (example === undefined || example.length > 96) return undefined;
  if (/^\d{10}\.\d{4,6}$/.test(example)) return { kind: "moment" };
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(example)) return { kind: "ip" };
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(example))
    return { kind: "uuid" };
  const parts =
    /^([A-Za-z][A-Za-z0-9]*[_-])?([^_]*)$/.exec(example) ?? /^((?:[A-Za-z0-9]+_)+)([^_]+)$/.exec(example);
  const prefix = parts?.[1] ?? /^[A-Z]{2}(?=[0-9a-f]{32}$)/.exec(example)?.[0] ?? "";
  const body = example.slice(prefix.length);
  if (body.length < 2 || /\s/.test(body)) return undefined;
  const alphabet = /^\d+$/.test(body)
    ? "0123456789"
    : /^[0-9a-f]+$/.test(body)
      ? "0123456789abcdef"
      : /^[0-9A-HJKMNP-TV-Z]{26}$/.test(body)
        ? ULID
        : /^[0-9A-Z]+$/.test(body)
          ? "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
          : /^[0-9a-z]+$/.test(body)
            ? "0123456789abcdefghijklmnopqrstuvwxyz"
            : BASE62;
  if (!/^[0-9A-Za-z]+$/.test(body)) return undefined;
  return { kind: "text", prefix, alphabet, length: Math.max(8, Math.min(body.length, 64)) };
}

/** Nothing is known of the form: a short prefix of the resource's name keeps ids apart and readable. */
function fromLength(schema: Schema, resource: string): Generator {
  const max = schema.maxLength ?? 64;
  const min = schema.minLength ?? 0;
  const prefix = `${resource.slice(0, resource.length <= 5 ? 5 : 3)}_`;
  return max < prefix.length + 14
    ? { kind: "text", prefix: "", alphabet: BASE62.slice(10), length: Math.max(1, min, Math.min(max, 12)) }
    : { kind: "text", prefix, alphabet: BASE62, length: Math.max(14, min - prefix.length) };
}
