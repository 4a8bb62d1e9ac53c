// A new record (R20, R24, R25): what the client gave, under the names the API answers with, and everything the
// server adds of its own: identity, times, state, links to parents, nulls and defaults.
import type { Resource } from "#blueprint/format/resource.ts";
import type { Generator, Schema } from "#blueprint/format/schema.ts";
import { newUuid } from "#lib/ids.ts";
import { formatTime } from "#lib/clock.ts";
import { type Json, type JsonObject, asObject, copyOf, isObject, own, put, textOf } from "#lib/json.ts";
import { md5Hex } from "#lib/md5.ts";
import { samplePattern } from "#lib/sample-pattern.ts";
import { flat, slugify, snake } from "#lib/words.ts";
import type { Random } from "#lib/random.ts";
import { repair } from "../generate/repair.ts";
import { type GeneratorOptions, generateValue, partOf } from "../generate/value.ts";
import { absent } from "../response/project.ts";
import { open, pickBranch, tagOf, typesOf } from "../schemas.ts";
import { isExpected } from "./presence.ts";
import type { RecordReader } from "../record-reader.ts";
import { heldObject, placeDeeper } from "./deeper-members.ts";
import { heldForm } from "./held-form.ts";

/** The object schema of a resource's records; of several forms, the one that `like` has. */
export function recordSchema(
  options: Pick<GeneratorOptions, "schemas">,
  resource: Resource,
  like?: JsonObject,
): Schema {
  const here = open(options.schemas, resource.schema);
  const branch = here.properties ? undefined : formOf(options, here, like);
  return branch ? open(options.schemas, branch) : here;
}

/** Of several forms of a record, the one that `like` has, else the first. */
const formOf = (
  { schemas }: Pick<GeneratorOptions, "schemas">,
  forms: Schema,
  like: JsonObject | undefined,
): Schema | undefined => (like && pickBranch(schemas, forms, like)) ?? pickBranch(schemas, forms, undefined);

export function newIdentity(
  generator: Generator,
  random: Random,
  reader: Pick<RecordReader, "next">,
  sequence: string,
  given: JsonObject,
  now: number,
): Json {
  switch (generator.kind) {
    case "integer":
      return reader.next(sequence, generator.start);
    case "uuid":
      return newUuid(random);
    case "md5":
      return md5Hex(textOf(own(given, generator.of)).toLowerCase());
    case "ip": {
      const block = ["192.0.2", "198.51.100", "203.0.113"];
      const n = reader.next(sequence, 1);
      return `${block[Math.floor(n / 254) % block.length] ?? ""}.${(n % 254) + 1}`;
    }
    case "pattern":
      return (
        samplePattern(generator.pattern, random, generator) ??
        samplePattern(generator.pattern, random) ??
        random.text("0123456789abcdef", 16)
      );
    case "moment":
      return `${Math.floor(now / 1000)}.${String(reader.next(sequence, 1) % 1_000_000).padStart(6, "0")}`;
    case "text":
      return generator.prefix + random.text(generator.alphabet, generator.length);
  }
}

const MAX_TAKEN = 100;

/** A new key: seeded records, and those below other parents, may have the next ones already. */
export function freeKey(next: () => Json, isTaken: (one: Json) => boolean): Json {
  let key = next();
  for (let tries = 0; tries < MAX_TAKEN && isTaken(key); tries++) key = next();
  return key;
}

/** What a record's ids are counted by, and from where: numbers begin anew under each parent, ids do not. */
export function countOf(resource: Resource, parent: string): { generator: Generator; sequence: string } {
  const { generator, property } = resource.identity;
  const isNumber = /^(number|iid|index|position|sequence|version|no)$/.test(flat(property));
  return isNumber && generator.kind === "integer" && parent !== ""
    ? { generator: { kind: "integer", start: 1 }, sequence: `${resource.name} ${parent}` }
    : { generator, sequence: `${resource.name} ` };
}

/**
 * Request members under the names and in the form of the record: same name, else the same words in another case (R24). What
 * the record calls read-only is left out, unless the request's own schema takes it.
 */
export function mapMembers(options: GeneratorOptions, schema: Schema, body: JsonObject): JsonObject {
  const names = Object.keys(schema.properties ?? {});
  const made: JsonObject = {};
  for (const [name, value] of Object.entries(body)) {
    const property = own(schema.properties ?? {}, name);
    const isReadOnly = property && (open(options.schemas, property).readOnly || property.readOnly);
    if (isReadOnly && !options.takes?.(name)) continue;
    const target = property
      ? name
      : (names.find((one) => flat(one) === flat(name)) ?? longerName(options, schema, name, value) ?? name);
    const form = own(schema.properties ?? {}, target) ?? {};
    const held = heldForm(options, form, value);
    put(made, target, isObject(held) && held === value ? heldObject(options, form, held) : held);
  }
  placeDeeper(options, schema, body, made);
  return made;
}

/** `job_configuration` for an object that was sent as `configuration`: the one object whose name ends so. */
function longerName(
  options: GeneratorOptions,
  schema: Schema,
  name: string,
  value: Json,
): string | undefined {
  if (!isObject(value)) return undefined;
  const found = Object.entries(schema.properties ?? {}).filter(
    ([one, property]) =>
      snake(one).endsWith(`_${snake(name)}`) && typesOf(options.schemas, property).includes("object"),
  );
  return found.length === 1 ? found[0]?.[0] : undefined;
}

export type NewRecord = { id: Json; now: number; links: Record<string, Json> };

/** The whole document of a new record. */
export function fillRecord(
  options: GeneratorOptions,
  resource: Resource,
  given: JsonObject,
  birth: NewRecord,
): JsonObject {
  const schema = recordSchema(options, resource, given);
  const doc: JsonObject = { ...mapMembers(options, schema, given) };
  for (const [name, value] of Object.entries(birth.links))
    if (own(doc, name) === undefined) put(doc, name, value);
  for (const [name, value] of Object.entries(doc)) {
    const property = own(schema.properties ?? {}, name);
    if (property) put(doc, name, heldForm(options, property, value));
  }
  put(doc, resource.identity.property, birth.id);
  for (const [name, value] of Object.entries(derivedKeys(schema, doc)))
    if (!isGiven(given, name) && own(birth.links, name) === undefined) put(doc, name, value);
  for (const field of resource.times) {
    // When it was made is the server's to say, unless the request's own schema takes that.
    const mayBeGiven = options.realistic !== undefined || options.takes?.(field.property);
    if (!mayBeGiven || (own(doc, field.property) ?? null) === null)
      put(doc, field.property, formatTime(birth.now, field.form));
  }
  const lifecycle = resource.lifecycle;
  if (
    lifecycle?.initial !== undefined &&
    (own(doc, lifecycle.field) === undefined ||
      (options.realistic === undefined && !isGiven(given, lifecycle.field)))
  )
    put(doc, lifecycle.field, lifecycle.initial);
  const forms = open(options.schemas, resource.schema);
  const form = forms.discriminator && formOf(options, forms, given);
  const [teller, tag] = (form && tagOf(options.schemas, forms, form)) ?? [];
  if (teller !== undefined && tag !== undefined && own(doc, teller) === undefined) put(doc, teller, tag);
  fillMembers(options, schema, doc, 0);
  for (const [name, expression] of Object.entries(resource.derived)) {
    const value = derive(expression, doc);
    if (value !== undefined) put(doc, name, value);
  }
  const repaired = asObject(repair(options, resource.schema, doc));
  // Its key and its links may be names the answer's schema does not know.
  put(repaired, resource.identity.property, birth.id);
  for (const [name, value] of Object.entries(birth.links))
    if (own(repaired, name) === undefined) put(repaired, name, value);
  return repaired;
}

/** Keys that follow from other members (R22): `full_name` is owner and name, a slug is the name in small letters. */
function derivedKeys(schema: Schema, doc: JsonObject): JsonObject {
  const derived: JsonObject = {};
  const properties = schema.properties ?? {};
  const name = own(doc, "name") ?? own(doc, "title");
  if (typeof name !== "string") return derived;
  const owner = own(doc, "owner");
  const login = isObject(owner)
    ? (own(owner, "login") ?? own(owner, "slug") ?? own(owner, "username"))
    : undefined;
  if (own(properties, "full_name") && typeof login === "string") derived["full_name"] = `${login}/${name}`;
  if (own(properties, "slug") && slugify(name) !== "") derived["slug"] = slugify(name);
  return derived;
}

const isGiven = (given: JsonObject, name: string): boolean => own(given, name) !== undefined;

/** Puts what the schema promises where the document lacks it; nested objects that are there are completed too. */
export function fillMembers(options: GeneratorOptions, schema: Schema, doc: JsonObject, depth: number): void {
  if (depth > 6) return;
  const branch = schema.anyOf || schema.oneOf ? pickBranch(options.schemas, schema, doc) : undefined;
  if (branch) fillMembers(options, open(options.schemas, branch), doc, depth + 1);
  const elsewhere = requiredElsewhere(options, schema, branch);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (elsewhere.has(name) && own(doc, name) === undefined) continue;
    const here = open(options.schemas, property);
    const value = own(doc, name);
    if (value !== undefined) {
      complete(partOf(options, here, name), here, value, depth);
      continue;
    }
    const required = schema.required?.includes(name) ?? false;
    const types = typesOf(options.schemas, property);
    if (flat(name) === "livemode" && types.includes("boolean")) put(doc, name, options.live);
    else if (here.const !== undefined) put(doc, name, copyOf(here.const));
    else if (here.default !== undefined)
      put(doc, name, options.realistic ? generateValue(options, property, name, 1) : copyOf(here.default));
    else if (options.realistic && (required || options.random.next() < options.optional))
      put(doc, name, generateValue(options, property, name, 1));
    else if (types.includes("null")) put(doc, name, null);
    else if (required || here.enum?.length === 1 || isExpected(options, property, name, depth)) {
      const made = absent(options, property, name);
      put(doc, name, made);
      complete(partOf(options, here, name), here, made, depth);
    }
  }
}

/** What makes a value one of the other alternatives of a `oneOf`: members that only those require. */
function requiredElsewhere(
  options: GeneratorOptions,
  schema: Schema,
  branch: Schema | undefined,
): ReadonlySet<string> {
  if (!schema.oneOf || !branch) return NOTHING;
  const mine = new Set([...(schema.required ?? []), ...(open(options.schemas, branch).required ?? [])]);
  const others = schema.oneOf.flatMap((one) => open(options.schemas, one).required ?? []);
  return new Set(others.filter((name) => !mine.has(name)));
}

const NOTHING: ReadonlySet<string> = new Set([]);

/** Members of members that are there, put as the schema promises them. */
export function complete(options: GeneratorOptions, schema: Schema, value: Json, depth: number): void {
  const branch = schema.anyOf || schema.oneOf ? pickBranch(options.schemas, schema, value) : undefined;
  const here = branch ? open(options.schemas, branch) : schema;
  if (isObject(value)) fillMembers(options, here, value, depth + 1);
  if (Array.isArray(value))
    for (const item of value) {
      const inner = open(options.schemas, here.items);
      if (isObject(item)) complete(partOf(options, inner, "", true), inner, item, depth + 1);
    }
}

/** `sum(line_items.amount)`, `product(quantity, price)`, `count(items)`, `md5(email)`, `copy(total)`. */
export function derive(expression: string, doc: JsonObject): Json | undefined {
  const parts = /^(\w+)\(([^)]*)\)$/.exec(expression);
  const args = (parts?.[2] ?? "").split(",").map((one) => one.trim());
  const first = args[0] ?? "";
  switch (parts?.[1] ?? "") {
    case "sum": {
      const [list = "", ...factors] = first.split(".");
      const rows = own(doc, list);
      if (!Array.isArray(rows)) return undefined;
      const names = [...factors, ...args.slice(1)];
      return rows.reduce<number>(
        (sum, row) =>
          sum +
          names.reduce((product, name) => product * Number(isObject(row) ? (own(row, name) ?? 1) : 0), 1),
        0,
      );
    }
    case "count": {
      const rows = own(doc, first);
      return Array.isArray(rows) ? rows.length : undefined;
    }
    case "md5":
      return md5Hex(textOf(own(doc, first)).toLowerCase());
    case "copy":
      return own(doc, first);
    default:
      return undefined;
  }
}
