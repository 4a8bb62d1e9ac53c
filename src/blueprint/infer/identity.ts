// Which property names a record (R19), and how new values of it are made (R20).
import { BASE62 } from "#lib/bytes.ts";
import type { Json } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import { samplePattern } from "#lib/sample-pattern.ts";
import { flat } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Generator, Schema } from "../format/schema.ts";
const FALLBACKS = ["id", "sid", "uid", "gid", "uuid", "guid", "sha", "key", "code", "slug", "number", "name"];
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
const ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * The key property of a record whose item path ends in `{parameter}`. `offered` are the members that creates take:
 * a key may be given there and never answered again.
 */
export function identityProperty(
  object: Schema,
  parameter: string | undefined,
  resource: string,
  offered: readonly string[] = [],
): string | undefined {
  const names = Object.keys(object.properties ?? {});
  const byFlat = (wanted: string): string | undefined => names.find((name) => flat(name) === wanted);
  if (parameter !== undefined) {
    const wanted = flat(parameter);
    const exact = names.find((name) => name === parameter) ?? byFlat(wanted);
    if (exact !== undefined && (wanted !== flat(resource) || isScalar(object.properties?.[exact])))
      return exact;
    const tail = /(?:^|[_-]|(?<=[a-z])(?=[A-Z]))(id|sid|uuid|key|code|slug|number|name|hash|sha|ref)$/i.exec(
      parameter,
    )?.[1];
    const byTail = tail === undefined ? undefined : byFlat(tail.toLowerCase());
    if (byTail !== undefined) return byTail;
  }
  for (const fallback of FALLBACKS) {
    const found = byFlat(fallback) ?? byFlat(flat(resource) + fallback);
    if (found !== undefined) return found;
  }
  const given = parameter === undefined ? undefined : offered.find((name) => flat(name) === flat(parameter));
  if (given !== undefined) return given;
  const near =
    parameter === undefined ? undefined : names.find((name) => isNear(flat(name), flat(parameter)));
  const ids = names.filter((name) => /(?:_id|Id|_uuid|Sid|_sid)$/.test(name));
  const only = ids.length === 1 ? ids[0] : undefined;
  return near ?? only ?? LAST_RESORTS.map(byFlat).find((name) => name !== undefined);
}

const isScalar = (schema: Schema | undefined): boolean =>
  schema?.type?.some((type) => type === "string" || type === "integer") ?? false;

/** `domain_name` and `domain`: one is how the other begins. */
const isNear = (name: string, parameter: string): boolean =>
  name.length >= 4 && (parameter.startsWith(name) || name.startsWith(parameter));

/** Learns the form of identifiers from pattern, format and every example seen of them. */
export function identityGenerator(
  table: SchemaNormaliser,
  schema: Schema | undefined,
  examples: readonly Json[],
  resource: string,
): Generator {
  const open = schema ? table.resolve(schema) : {};
  const types =
    open.type ?? [...(open.anyOf ?? []), ...(open.oneOf ?? [])].flatMap((branch) => branch.type ?? []);
  const seen = [...examples, ...(open.example === undefined ? [] : [open.example])];
  if ((types.includes("integer") || types.includes("number")) && !types.includes("string")) {
    const numbers = seen.filter((one) => typeof one === "number" && one < 1e12);
    return { kind: "integer", start: Math.max(0, ...(numbers as number[])) + 1 };
  }
  if (open.format === "uuid") return { kind: "uuid" };
  if (open.format === "ipv4") return { kind: "ip" };
  const texts = seen.filter((one) => typeof one === "string" && one !== "") as string[];
  const pattern = open.pattern === undefined ? undefined : withBounds(open.pattern, open);
  return fromPattern(pattern) ?? sampledPattern(pattern) ?? fromExamples(texts) ?? fromLength(open, resource);
}

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

/** A pattern that is more than a prefix and a class: ids are sampled from it. */
function sampledPattern(pattern: string | undefined): Generator | undefined {
  if (pattern === undefined || pattern.length > 500) return undefined;
  const samples = ["a", "b"].map((seed) => samplePattern(pattern, seededRandom(seed)));
  return samples[0] !== undefined && samples[0] !== samples[1] ? { kind: "pattern", pattern } : undefined;
}

function fromPattern(pattern: string | undefined): Generator | undefined {
  if (pattern !== undefined && /^\^?\\d\{10\}\\\.\\d\{\d\}\$?$/.test(pattern)) return { kind: "moment" };
  const parts = /^\^?\(?([A-Za-z0-9_-]*)\)?\[((?:\\.|[^\]])+)\]\{(\d+)(?:,(\d*))?\}\)?\$?$/.exec(
    pattern ?? "",
  );
  if (!parts) return undefined;
  const alphabet = expandClass(parts[2] ?? "");
  const length = Number(parts[3]);
  if (alphabet === "" || length < 1 || length > 128) return undefined;
  return {
    kind: "text",
    prefix: parts[1] ?? "",
    alphabet,
    length: Math.max(length, Math.min(Number(parts[4] ?? 0), 16)),
  };
}

/** The characters of a class such as `0-9a-fA-F`; mixed-case hex gives lower case only. */
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
  const unique = [...new Set(alphabet)].join("");
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
  const prefix = `${resource.slice(0, resource.length <= 5 ? 5 : 3)}_`;
  return max < prefix.length + 14
    ? { kind: "text", prefix: "", alphabet: BASE62.slice(10), length: Math.max(1, Math.min(max, 12)) }
    : { kind: "text", prefix, alphabet: BASE62, length: 14 };
}
