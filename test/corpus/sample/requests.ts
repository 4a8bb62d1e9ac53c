// Requests as a client's author makes them up from the schema: fresh random values, every required member, most others.
import { samplePattern } from "#lib/sample-pattern.ts";
import { type Json, type JsonObject, asArray, asObject, asString, isObject } from "#lib/json.ts";
import type { Random } from "#lib/random.ts";
import { innerPattern } from "../schemas.ts";
import { type Document, branchesOf, open } from "./document.ts";
import { isOfForm } from "./fits.ts";

const MAX_DEPTH = 4;
const OPTIONAL_SHARE = 0.6;
const PATTERN_TRIES = 24;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A value that the schema takes; undefined for a schema that says nothing a client could send. */
export function makeValue(
  document: Document,
  random: Random,
  schema: Json | undefined,
  name: string,
  depth = 0,
  optional = OPTIONAL_SHARE,
): Json {
  const outer = open(document, schema);
  const discriminator = asObject(outer["discriminator"]);
  const branches = branchesOf(document, outer);
  const branch = random.pick(branches) ?? outer;
  const here = open(document, branch);
  if (here["const"] !== undefined) return here["const"];
  const values = asArray(here["enum"]).filter((one) => one !== null);
  if (values.length > 0) return random.pick(values) ?? null;
  switch (typeOf(random, here) ?? "") {
    case "object": {
      const made = makeObject(document, random, here, depth, optional);
      for (const name of requiredElsewhere(document, outer, branches.indexOf(branch)))
        if (!asArray(here["required"]).includes(name)) delete made[name];
      const tag = asString(discriminator["propertyName"]);
      if (tag !== undefined) tagWith(made, tag, discriminator, outer, branches.indexOf(branch));
      return made;
    }
    case "array":
      return makeList(document, random, here, name, depth, optional);
    case "string":
      return makeText(random, here, name);
    case "integer":
      return makeInteger(random, here);
    case "number":
      return Number.isInteger(here["multipleOf"] ?? 0.1)
        ? makeInteger(random, here)
        : bounded(random.integer(1, 900) + 0.5, here);
    case "boolean":
      return random.next() < 0.5;
    default:
      if (here["type"] === "null") return null;
      return Array.isArray(here["examples"]) ? (here["examples"][0] ?? null) : (here["example"] ?? "text");
  }
}

/** What the other alternatives of a `oneOf` require. */
const requiredElsewhere = (document: Document, outer: JsonObject, index: number): string[] =>
  asArray(outer["oneOf"])
    .filter((_, i) => i !== index)
    .flatMap((one) => asArray(open(document, one)["required"]))
    .filter((name) => typeof name === "string");

function typeOf(random: Random, schema: JsonObject): string | undefined {
  const types = (Array.isArray(schema["type"]) ? schema["type"] : [schema["type"]]).filter(
    (one) => typeof one === "string" && one !== "null",
  );
  if (types.length > 0) return asString(random.pick(types));
  if (schema["properties"] !== undefined || schema["additionalProperties"] !== undefined) return "object";
  if (schema["items"] !== undefined) return "array";
  if (schema["format"] !== undefined || schema["pattern"] !== undefined) return "string";
  return undefined;
}

function makeObject(
  document: Document,
  random: Random,
  schema: JsonObject,
  depth: number,
  optional: number,
): JsonObject {
  const required = asArray(schema["required"]);
  const made: JsonObject = {};
  for (const [name, property] of Object.entries(asObject(schema["properties"]))) {
    const inner = open(document, property);
    if (inner["readOnly"] === true || asObject(property)["readOnly"] === true) continue;
    const needed = required.includes(name);
    if (!needed && (depth >= MAX_DEPTH - 1 || inner["deprecated"] === true || random.next() > optional))
      continue;
    if (depth > MAX_DEPTH * 2) continue;
    made[name] = makeValue(document, random, property, name, depth + 1, optional);
  }
  for (const name of required)
    if (
      typeof name === "string" &&
      made[name] === undefined &&
      !isObject(asObject(schema["properties"])[name])
    )
      made[name] = random.text(LETTERS, 9);
  const rest = schema["additionalProperties"];
  const least = Number(schema["minProperties"] ?? 0);
  for (const [name, property] of Object.entries(asObject(schema["properties"])))
    if (Object.keys(made).length < least && made[name] === undefined)
      made[name] = makeValue(document, random, property, name, depth + 1, optional);
  const isBare = Object.keys(made).length === 0;
  if (isBare && isObject(rest) && (depth < MAX_DEPTH || least > 0))
    made[random.text(LETTERS, 6)] = makeValue(document, random, rest, "", depth + 1, optional);
  return made;
}

function tagWith(
  made: JsonObject,
  tag: string,
  discriminator: JsonObject,
  outer: JsonObject,
  index: number,
): void {
  const branch = [...asArray(outer["oneOf"]), ...asArray(outer["anyOf"])][index];
  const ref = asString(asObject(branch)["$ref"]);
  if (ref === undefined) return;
  const mapped = Object.entries(asObject(discriminator["mapping"])).find(([, to]) => to === ref)?.[0];
  made[tag] = mapped ?? made[tag] ?? ref.slice(ref.lastIndexOf("/") + 1);
}

function makeList(
  document: Document,
  random: Random,
  schema: JsonObject,
  name: string,
  depth: number,
  optional: number,
): Json[] {
  const least = Number(schema["minItems"] ?? 0);
  const most = Math.min(Number(schema["maxItems"] ?? 2), 2);
  if (depth >= MAX_DEPTH && least === 0) return [];
  const length = Math.max(least, random.integer(1, Math.max(1, most)));
  const items = Array.from({ length: Math.min(length, 20) }, () =>
    makeValue(document, random, schema["items"] ?? { type: "string" }, name, depth + 1, optional),
  );
  if (schema["uniqueItems"] !== true) return items;
  return [...new Map(items.map((one) => [JSON.stringify(one), one])).values()];
}

function makeInteger(random: Random, schema: JsonObject): number {
  const step = Number(schema["multipleOf"] ?? 1) || 1;
  return Math.round(bounded(random.integer(1, 900), schema) / step) * step;
}

function bounded(value: number, schema: JsonObject): number {
  const over = schema["exclusiveMinimum"];
  const under = schema["exclusiveMaximum"];
  const low = Math.max(
    Number(schema["minimum"] ?? -Infinity),
    typeof over === "number" ? over + 1 : -Infinity,
    over === true ? Number(schema["minimum"]) + 1 : -Infinity,
  );
  const high = Math.min(
    Number(schema["maximum"] ?? Infinity),
    typeof under === "number" ? under - 1 : Infinity,
    under === true ? Number(schema["maximum"]) - 1 : Infinity,
  );
  return Math.min(Math.max(value, low), high);
}

function makeText(random: Random, schema: JsonObject, name: string): string {
  const least = Number(schema["minLength"] ?? 0);
  const most = Number(schema["maxLength"] ?? Math.max(60, least));
  const longest = Number(schema["maxLength"] ?? Number.POSITIVE_INFINITY);
  const said = asString(schema["pattern"]);
  const pattern = said === undefined ? undefined : innerPattern(said);
  const bounds = { minLength: least, maxLength: Math.max(longest, least) };
  const samples = Array.from({ length: pattern === undefined ? 0 : PATTERN_TRIES }, () =>
    samplePattern(pattern ?? "", random, bounds),
  );
  const sampled = samples.find((one) => one !== undefined && isOfForm(schema, one)) ?? samples[0];
  // A pattern that leaves room, `^(https?)?://`, is met by a text of the format.
  const { pattern: _pattern, ...unbound } = schema;
  const formal = pattern !== undefined && schema["format"] !== undefined && makeText(random, unbound, name);
  if (typeof formal === "string" && isOfForm(schema, formal)) return formal;
  if (sampled !== undefined) return sampled;
  const word = random.text(LETTERS, 9);
  switch (asString(schema["format"]) ?? "") {
    case "date-time":
      return new Date(
        Date.UTC(2026, random.integer(0, 11), random.integer(1, 28), random.integer(0, 23), 7, 9),
      )
        .toISOString()
        .replace(".000Z", "Z");
    case "date":
      return `2026-${String(random.integer(1, 12)).padStart(2, "0")}-${String(random.integer(10, 28))}`;
    case "time":
      return "10:20:30Z";
    case "duration":
      return "P1D";
    case "uuid":
      return crypto.randomUUID();
    case "email":
      return `${word}@example.com`;
    case "uri":
    case "url":
    case "uri-reference":
      return `https://example.com/${word}`;
    case "hostname":
      return `${word}.example.com`;
    case "ipv4":
    case "ip":
      return `192.0.2.${random.integer(1, 250)}`;
    case "ipv6":
      return "2001:db8::1";
    case "byte":
      return btoa(word);
    case "int64":
    case "int32":
      return String(random.integer(1, 900));
    default:
  }
  const example = asString(schema["example"]) ?? asString(asArray(schema["examples"])[0]);
  const looksFormal = example !== undefined && /^[\d+#{[]|:\/\/|^\w{2,3}(-\w{2,4})?$/.test(example);
  if (looksFormal) return example;
  if (/e?mail/i.test(name)) return `${word}@example.com`;
  if (/(^|_)(url|uri|href|link)$|(Url|Uri|URL)$/.test(name)) return `https://example.com/${word}`;
  return word.padEnd(Math.min(least, 200), word).slice(0, Math.max(most, 1));
}
