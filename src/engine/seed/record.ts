// One seed record: when it was made, what it belongs to and points at, its members, and how far it has come in its life.
import type { BlueprintIndex, SeedFile } from "#blueprint/format/blueprint.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, canonical, isObject, own, textOf } from "#lib/json.ts";
import { wordsOf } from "#lib/words.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import type { Stored } from "../record-reader.ts";
import { stateOf } from "../records/effects.ts";
import { countOf, fillRecord, newIdentity, recordSchema } from "../records/fill.ts";
import { isKeyedWithin } from "../records/lookup.ts";
import { speakingOf } from "../records/principal.ts";
import { validate } from "../request/validate.ts";
import { typesOf } from "../schemas.ts";
import { agreeRecord } from "./agree/agree.ts";
import { partOfRecord } from "./agree/part.ts";
import { momentOf, roleOf } from "./facts/moments.ts";
import { declareMembers } from "./declared-members.ts";
import { stateIn } from "./facts/stages.ts";
import { linking } from "./linking.ts";
import { chooseState, momentsReached } from "./life.ts";

export type Bench = {
  index: BlueprintIndex;
  file: SeedFile;
  /** Resources by their names in small letters without separators. */
  names: ReadonlyMap<string, string>;
  made: Map<string, Stored[]>;
  sequences: Map<string, number>;
  anchor: number;
  /** Others point at records of this resource, and are made after them. */
  isPointedAt: boolean;
  /** Where the states of the edge profile begin: another seed number goes on where the one before it ended. */
  firstTurn: number;
  /** Those of the resource that were made so far. */
  siblings: readonly Stored[];
  /** Who owns and writes what is seeded: "me", and others of its kind. */
  principal: { resource: Resource; records: Stored[] } | undefined;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Made records are up to this old, most of them young. */
const SPREAD = 120 * DAY;
/** Moments that programs get wrong: the second before a leap day ends, and before a year does. */
const EDGE_OF_TIME = [Date.UTC(2024, 1, 29, 23, 59, 59), Date.UTC(2025, 11, 31, 23, 59, 59)];

export function seedRecord(
  resource: Resource,
  bare: GeneratorOptions,
  bench: Bench,
  given: JsonObject | undefined,
  i: number,
  parents: Stored[] | undefined,
): Stored {
  const { random } = bare;
  // At the edge a record has all it may have, or nothing it need not.
  if (bare.edgeCase) bare.optional = i % 2;
  const parent =
    parentNamed(bench.index, resource, given, parents) ?? parents?.[i % Math.max(1, parents.length)];
  const { links, linked } = linksOf(resource, bare, bench, parent);
  const created = given ? createdOfGiven(resource, given, bench, i) : createdAfter(linked, bare, bench, i);
  const scope = scopeOf(resource, parent);
  const { generator, sequence } = countOf(resource, scope === "" ? (parent?.id ?? "") : scope);
  const next = (name: string, start: number): number => {
    const value = Math.max(start, (bench.sequences.get(name) ?? 0) + 1);
    bench.sequences.set(name, value);
    return value;
  };
  const body: JsonObject = { ...given };
  const schema = recordSchema(bare, resource, body);
  const source = bare.realistic?.within(resource.name, Object.keys(schema.properties ?? {}), true);
  const options: GeneratorOptions = source
    ? { ...bare, realistic: linking(bench.names, bench.made, linked, source) }
    : bare;
  // An example's links point at records of its author's world; ours replace those that lead nowhere here.
  for (const property of Object.values(resource.foreignKeys))
    if (given && own(links, property) !== undefined && !isKnown(resource, bench, property, body[property]))
      delete body[property];
  if (generator.kind === "md5" && own(body, generator.of) === undefined)
    body[generator.of] =
      options.realistic?.value(generator.of, { type: ["string"] }, random) ?? `${i}@example.com`;
  const keySchema = recordSchema(options, resource).properties?.[resource.identity.property] ?? {};
  const written = given && own(given, resource.identity.property);
  const id =
    (written !== undefined && validate(options.schemas, keySchema, written).length === 0
      ? written
      : undefined) ??
    naturalKey(resource, options, keySchema, bench.siblings) ??
    newIdentity(generator, random, { next }, sequence, body, created);
  if (typeof id === "number") bench.sequences.set(sequence, Math.max(id, bench.sequences.get(sequence) ?? 0));
  const me = bench.principal;
  const somebody = me && (random.next() < 0.5 ? me.records[0] : random.pick(me.records));
  if (me && somebody) Object.assign(links, speakingOf(options, resource, me.resource, somebody.doc, body));
  const doc = fillRecord(options, resource, body, { id, now: created, links });
  const isCaller = i === 0 && resource.name === bench.index.principal;
  clearUnlinked(resource, options, doc, new Set([...Object.keys(given ?? {}), ...Object.keys(links)]));
  if (!given && !isCaller)
    chooseState(resource, doc, random, options.edgeCase ? bench.firstTurn + i : undefined);
  const state = stateOf(resource, doc) ?? stateIn(doc);
  const kept: JsonObject = { ...links, ...standing(given, doc), [resource.identity.property]: id };
  const updated = agreeRecord(options, resource, doc, kept, {
    created,
    now: bench.anchor,
    state: state === undefined ? undefined : wordsOf(state).join(" "),
    hasHappened: momentsReached(resource, state),
  });
  declareMembers(resource, options, bench, doc, { given: kept, created });
  return {
    resource: resource.name,
    parent: scope,
    id: textOf(id),
    seq: 0,
    state: stateOf(resource, doc),
    doc,
    created,
    updated: Math.max(created, updated),
  };
}

/** A key that is no made-up id but something of the record itself: a number to call, a name to sign in with. */
function naturalKey(
  resource: Resource,
  { realistic, random }: GeneratorOptions,
  schema: Schema,
  others: readonly Stored[],
): string | undefined {
  const { generator, property } = resource.identity;
  if (generator.kind !== "text" || !NATURAL_KEY.test(wordsOf(property).join(" "))) return undefined;
  const key = realistic?.value(property, { ...schema, type: ["string"] }, random);
  return typeof key === "string" && others.every((one) => one.id !== key) ? key : undefined;
}

const NATURAL_KEY =
  /\b(phone number|email|email address|login|user ?name|handle|slug|domain|host ?name|sku|isbn|country|currency|language|locale|name|title|tag|path|file ?name)$/;

/** A made id of a record that is not there leads nowhere: it goes where it may. */
function clearUnlinked(
  resource: Resource,
  options: GeneratorOptions,
  doc: JsonObject,
  kept: ReadonlySet<string>,
): void {
  const schema = recordSchema(options, resource, doc);
  const properties = [
    ...Object.values(resource.foreignKeys),
    ...resource.references.map((one) => one.property),
  ];
  for (const property of properties) {
    const value = own(doc, property);
    if (kept.has(property) || property === resource.identity.property) continue;
    if (typeof value === "string" || typeof value === "number")
      partOfRecord(options, schema, doc, resource.name, kept).clear(property);
  }
}

/** The record above that a given record names: `repo_id` names a repo. */
function parentNamed(
  { resources }: BlueprintIndex,
  resource: Resource,
  given: JsonObject | undefined,
  parents: readonly Stored[] | undefined,
): Stored | undefined {
  const above = resources[resource.parent ?? ""];
  if (!above || !given) return undefined;
  const key = resource.foreignKeys[above.name] ?? `${above.name}_${above.identity.property}`;
  const named = textOf(own(given, key));
  return named === "" ? undefined : parents?.find((one) => one.id === named);
}

/** The ids of the records above, where no member holds them or the key is unique within them only. */
function scopeOf(resource: Resource, parent: Stored | undefined): string {
  if (!parent || resource.parent === undefined) return "";
  const isHeld = resource.foreignKeys[resource.parent] !== undefined && !isKeyedWithin(resource);
  return isHeld ? "" : [parent.parent, parent.id].filter((one) => one !== "").join("/");
}

/** After everything that it points at was made. */
function createdAfter(
  linked: ReadonlyMap<string, Stored>,
  { random, edgeCase }: GeneratorOptions,
  { anchor, isPointedAt }: Bench,
  i: number,
): number {
  const floor = Math.max(0, ...[...linked.values()].map((one) => one.created)) + MINUTE;
  const edge = edgeCase && i % 5 === 4 ? random.pick(EDGE_OF_TIME) : undefined;
  if (edge !== undefined && edge > floor && edge < anchor) return edge + i * 1000;
  const least = HOUR + MINUTE * i + (isPointedAt ? SPREAD / 6 : 0);
  const age = Math.floor(random.next() ** 1.7 * SPREAD) + least;
  if (anchor - age > floor) return anchor - age;
  const late = isPointedAt ? random.next() * 0.3 : random.next();
  return floor + Math.floor(late * Math.max(0, anchor - HOUR - floor));
}

/** Records somebody wrote stand first in a list, whichever way it is ordered, and are as old as they say. */
function createdOfGiven(resource: Resource, given: JsonObject, { anchor }: Bench, i: number): number {
  const field = resource.times.find((one) => one.role === "created")?.property;
  const told = momentOf(own(given, field ?? "")) ?? earliestOf(given);
  if (told !== undefined && told < anchor) return told;
  return anchor - (resource.newestFirst ? MINUTE * (i + 1) : SPREAD + DAY - MINUTE * i);
}

/** What of a given record stands in it as it was written; what its schema forbids was made anew. */
const standing = (given: JsonObject | undefined, doc: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(given ?? {}).filter(
      ([name, value]) => isObject(value) || canonical(own(doc, name) ?? null) === canonical(value),
    ),
  );

/** The first thing that happened to a record somebody wrote. */
function earliestOf(given: JsonObject): number | undefined {
  const moments = Object.entries(given).flatMap(([name, value]) =>
    roleOf(name) === "updated" || roleOf(name) === "past" ? (momentOf(value) ?? []) : [],
  );
  return moments.length === 0 ? undefined : Math.min(...moments);
}

function isKnown(resource: Resource, bench: Bench, property: string, value: Json | undefined): boolean {
  const target = Object.entries(resource.foreignKeys).find(([, one]) => one === property)?.[0];
  return (bench.made.get(target ?? "") ?? []).some((record) => record.id === textOf(value));
}

/** Ids of records that were made before this one, in the properties that point at them; and those records, by resource. */
function linksOf(
  resource: Resource,
  options: GeneratorOptions,
  bench: Bench,
  parent: Stored | undefined,
): { links: Record<string, Json>; linked: Map<string, Stored> } {
  const links: Record<string, Json> = {};
  const linked = new Map<string, Stored>(parent ? [[parent.resource, parent]] : []);
  const properties = recordSchema(options, resource).properties ?? {};
  const targets = [
    ...Object.entries(resource.foreignKeys),
    ...resource.references.map((one) => [one.resource, one.property] as const),
  ];
  for (const [name, property] of targets) {
    const types = typesOf(options.schemas, properties[property] ?? {});
    const target =
      parent && parent.resource === name ? parent : options.random.pick(bench.made.get(name) ?? []);
    if (!target || !(types.length === 0 || types.includes("string") || types.includes("integer"))) continue;
    const id = types.includes("integer") && !types.includes("string") ? Number(target.id) : target.id;
    if (validate(options.schemas, properties[property] ?? {}, id).length > 0) continue;
    links[property] = id;
    linked.set(name, target);
  }
  return { links, linked };
}
