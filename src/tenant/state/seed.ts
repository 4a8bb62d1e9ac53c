// Seed data (R52): the provider's own records, then the document's examples, then generated ones, linked and varied. The
// same release, seed number and anchor time give the same bytes for everybody.
import type { Resource } from "#blueprint/format/resource.ts";
import type { BlueprintIndex, SeedFile } from "#blueprint/format/blueprint.ts";
import { formatTime } from "#lib/clock.ts";
import { type Random, seededRandom } from "#lib/random.ts";
import { type Json, type JsonObject, asString, own, textOf } from "#lib/json.ts";
import { isKeyedWithin } from "#engine/records/lookup.ts";
import { countOf, fillRecord, newIdentity, recordSchema } from "#engine/records/fill.ts";
import { flat } from "#lib/words.ts";
import type { GeneratorOptions, Realistic } from "#engine/generate/value.ts";
import { type Schemas, typesOf } from "#engine/schemas.ts";
import { coerce } from "#engine/request/decode.ts";
import { validate } from "#engine/request/validate.ts";
import type { Stored } from "#engine/record-reader.ts";
import { edgeValueSource } from "#engine/generate/edge-values.ts";
import { stateOf } from "#engine/records/effects.ts";
import { POINTER, pointerTo, speakingOf } from "#engine/records/principal.ts";

export type SeedPlan = { profile: string; number: number; anchor: number };
export type Seeded = { records: Stored[]; sequences: Map<string, number> };

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Made records are up to this old, most of them young. */
const SPREAD = 120 * DAY;
const TOP_LEVEL = 6;
const PER_PARENT = 2;
const MAX_NESTED = 12;
const FACTORS: Record<string, number> = { empty: 0, small: 1, rich: 8, edge: 2 };

export function buildSeed(
  release: string,
  index: BlueprintIndex,
  schemas: Schemas,
  file: SeedFile,
  plan: SeedPlan,
  realisticFor: (resource: Resource) => Realistic,
): Seeded {
  const made = new Map<string, Stored[]>();
  const sequences = new Map<string, number>();
  const factor = FACTORS[plan.profile] ?? 1;
  const isEdge = plan.profile === "edge";
  let principal: Bench["principal"];
  for (const name of index.seed.order) {
    const resource = index.resources[name];
    const isMe = name === index.principal;
    if (!resource || resource.deliveries || (!isMe && (resource.singleton || factor === 0))) continue;
    const random = seededRandom(`${release} ${plan.number} ${name}`);
    const options: GeneratorOptions = {
      schemas,
      random: random,
      now: plan.anchor,
      realistic: linking(
        index,
        made,
        isEdge ? edgeValueSource(realisticFor(resource)) : realisticFor(resource),
      ),
      optional: 0.7,
      live: false,
      edgeCase: isEdge,
    };
    const records = seedResource(index, resource, options, {
      file,
      made,
      sequences,
      factor,
      anchor: plan.anchor,
      principal,
    });
    if (isMe) principal = { resource, records };
    const me = records[0];
    if (isMe && resource.singleton) records.splice(1);
    if (isMe && me) made.set(POINTER, [resource.singleton ? { ...me, id: "-" } : pointerTo(me)]);
    if (!isMe || !resource.singleton) made.set(name, records);
  }
  const records = [...made.values()].flat().sort((a, b) => a.created - b.created);
  records.forEach((record, i) => (record.seq = i + 1));
  return { records, sequences };
}

/** Nested leaves that name another resource take the id of a record made before. */
function linking(index: BlueprintIndex, made: Map<string, Stored[]>, inner: Realistic): Realistic {
  const names = new Map(Object.keys(index.resources).map((name) => [flat(name), name]));
  return (name, schema, random) => {
    const base = /^(.*?)(id|sid|uuid)?$/.exec(flat(name))?.[1] ?? "";
    const target = flat(name) === base ? undefined : made.get(names.get(base) ?? "");
    if (target && target.length > 0) return random.pick(target)?.id;
    return inner(name, schema, random);
  };
}

type Bench = {
  file: SeedFile;
  made: Map<string, Stored[]>;
  sequences: Map<string, number>;
  factor: number;
  anchor: number;
  /** Who owns and writes what is seeded: "me", and others of its kind. */
  principal: { resource: Resource; records: Stored[] } | undefined;
};

function seedResource(
  index: BlueprintIndex,
  resource: Resource,
  options: GeneratorOptions,
  bench: Bench,
): Stored[] {
  const parents = resource.parent === undefined ? undefined : bench.made.get(resource.parent);
  if (
    resource.parent !== undefined &&
    (parents?.length ?? 0) === 0 &&
    resource.foreignKeys[resource.parent] === undefined
  )
    return [];
  const given = [
    ...(own(bench.file.records, resource.name) ?? []),
    ...(own(bench.file.examples, resource.name) ?? []),
    ...namedByDocument(options, resource),
  ];
  const wanted =
    index.seed.counts[resource.name] ??
    (resource.subscription ? 0 : parents ? Math.min(MAX_NESTED, parents.length * PER_PARENT) : TOP_LEVEL) *
      bench.factor;
  const least = resource.name === index.principal ? 1 : 0;
  const ownCount = own(bench.file.records, resource.name)?.length ?? 0;
  const records: Stored[] = [];
  const taken = new Set<string>();
  for (let i = 0; i < Math.max(wanted, ownCount, least); i++) {
    const record = seedOne(resource, options, bench, given[i], i, parents);
    if (taken.has(`${record.parent}/${record.id}`)) continue;
    taken.add(`${record.parent}/${record.id}`);
    records.push(record);
  }
  return records;
}

/** Of what nobody can make, one has the id that the document itself names (R9). */
function namedByDocument(options: GeneratorOptions, resource: Resource): JsonObject[] {
  const name = resource.unmade?.known[0];
  const { property } = resource.identity;
  if (name === undefined) return [];
  return [
    {
      [property]: coerce(options.schemas, recordSchema(options, resource).properties?.[property] ?? {}, name),
    },
  ];
}

function seedOne(
  resource: Resource,
  options: GeneratorOptions,
  bench: Bench,
  given: JsonObject | undefined,
  i: number,
  parents: Stored[] | undefined,
): Stored {
  const { random } = options;
  // At the edge a record has all it may have, or nothing it need not.
  if (options.edgeCase) options.optional = i % 2;
  const age = given ? ageOfGiven(resource, i) : Math.floor(random.next() ** 1.7 * SPREAD) + HOUR + 60_000 * i;
  const created = bench.anchor - age;
  const parent = parents && parents.length > 0 ? parents[i % parents.length] : undefined;
  const links = linksOf(resource, options, bench, parent);
  const scope =
    parent &&
    resource.parent !== undefined &&
    (resource.foreignKeys[resource.parent] === undefined || isKeyedWithin(resource))
      ? [parent.parent, parent.id].filter((one) => one !== "").join("/")
      : "";
  const { generator, sequence } = countOf(resource, scope === "" ? (parent?.id ?? "") : scope);
  const next = (name: string, start: number): number => {
    const value = Math.max(start, (bench.sequences.get(name) ?? 0) + 1);
    bench.sequences.set(name, value);
    return value;
  };
  const body: JsonObject = { ...given };
  // An example's links point at records of its author's world; ours replace those that lead nowhere here.
  for (const property of Object.values(resource.foreignKeys))
    if (given && own(links, property) !== undefined && !known(resource, bench, property, body[property]))
      delete body[property];
  if (generator.kind === "md5" && own(body, generator.of) === undefined)
    body[generator.of] =
      options.realistic?.(generator.of, { type: ["string"] }, random) ?? `${i}@example.com`;
  const keySchema = recordSchema(options, resource).properties?.[resource.identity.property] ?? {};
  const written = given && own(given, resource.identity.property);
  const id =
    (written !== undefined && validate(options.schemas, keySchema, written).length === 0
      ? written
      : undefined) ?? newIdentity(generator, random, { next }, sequence, body, created);
  if (typeof id === "number") bench.sequences.set(sequence, Math.max(id, bench.sequences.get(sequence) ?? 0));
  const me = bench.principal;
  const somebody = me && (random.next() < 0.5 ? me.records[0] : random.pick(me.records));
  if (me && somebody) Object.assign(links, speakingOf(options, resource, me.resource, somebody.doc, body));
  const doc = fillRecord(options, resource, body, { id, now: created, links });
  if (!given) vary(resource, doc, random, created, options.edgeCase ? i : undefined);
  return {
    resource: resource.name,
    parent: scope,
    id: textOf(id),
    seq: 0,
    state: stateOf(resource, doc),
    doc,
    created,
    updated: created,
  };
}

/** Records somebody wrote stand first in a list, whichever way it is ordered. */
const ageOfGiven = (resource: Resource, i: number): number =>
  resource.newestFirst ? 60_000 * (i + 1) : SPREAD + DAY - 60_000 * i;

function known(resource: Resource, bench: Bench, property: string, value: Json | undefined): boolean {
  const target = Object.entries(resource.foreignKeys).find(([, one]) => one === property)?.[0];
  return (bench.made.get(target ?? "") ?? []).some((record) => record.id === textOf(value));
}

/** Ids of records that were made before this one, in the properties that point at them. */
function linksOf(
  resource: Resource,
  options: GeneratorOptions,
  bench: Bench,
  parent: Stored | undefined,
): Record<string, Json> {
  const links: Record<string, Json> = {};
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
    if (validate(options.schemas, properties[property] ?? {}, id).length === 0) links[property] = id;
  }
  return links;
}

/** Records stand at different points of their life. */
function vary(
  resource: Resource,
  doc: JsonObject,
  random: Random,
  created: number,
  turn: number | undefined,
): void {
  const lifecycle = resource.lifecycle;
  if (!lifecycle) return;
  const chosen = random.next() < 0.3 ? lifecycle.initial : asString(random.pick(lifecycle.states));
  // Every state in its turn, where none may be missing.
  const state = turn === undefined ? chosen : lifecycle.states[turn % lifecycle.states.length];
  if (state === undefined) return;
  doc[lifecycle.field] = state;
  // Stamps of states it never reached would tell a life it did not have.
  const steps = [...lifecycle.transitions, ...lifecycle.progress];
  const reached = new Set([state]);
  for (let grown = true; grown;) {
    const before = reached.size;
    for (const step of steps)
      if (reached.has(step.to)) for (const from of [step.from ?? []].flat()) reached.add(from);
    grown = reached.size > before;
  }
  for (const step of steps)
    if (step.stamp !== undefined && (step.to !== state || own(doc, step.stamp) === null))
      doc[step.stamp] = reached.has(step.to)
        ? formatTime(created + random.integer(1, 72) * 3_600_000, resource.times[0]?.form ?? "iso")
        : null;
}
