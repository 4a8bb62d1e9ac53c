// Seed data (R52): the provider's own records, then the document's examples, then generated ones, linked and varied. The
// same release, seed number and anchor time give the same bytes for everybody. Loaded when a tenant is seeded, never on the path of a call.
import type { BlueprintIndex, SeedFile } from "#blueprint/format/blueprint.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, own } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import { flat } from "#lib/words.ts";
import { edgeValueSource } from "../generate/edge-values.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import type { Stored } from "../record-reader.ts";
import { recordSchema } from "../records/fill.ts";
import { POINTER, pointerTo } from "../records/principal.ts";
import { coerce } from "../request/decode.ts";
import type { Schemas } from "../schemas.ts";
import { realisticSource } from "./realistic.ts";
import { type Bench, seedRecord } from "./record.ts";

export type SeedPlan = { profile: string; number: number; anchor: number };
export type Seeded = { records: Stored[]; sequences: Map<string, number> };

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
): Seeded {
  const made = new Map<string, Stored[]>();
  const sequences = new Map<string, number>();
  const factor = FACTORS[plan.profile] ?? 1;
  const isEdge = plan.profile === "edge";
  const names = new Map(Object.keys(index.resources).map((name) => [flat(name), name]));
  let principal: Bench["principal"];
  for (const name of index.seed.order) {
    const resource = index.resources[name];
    const isMe = name === index.principal;
    if (!resource || resource.deliveries || (!isMe && (resource.singleton || factor === 0))) continue;
    const random = seededRandom(`${release} ${plan.number} ${name}`);
    const source = realisticSource(plan.anchor, random);
    const options: GeneratorOptions = {
      schemas,
      random,
      now: plan.anchor,
      realistic: isEdge ? edgeValueSource(source) : source,
      optional: 0.7,
      live: false,
      edgeCase: isEdge,
    };
    const isPointedAt = Object.values(index.resources).some(
      (other) =>
        other.name !== name &&
        (other.parent === name || other.references.some((one) => one.resource === name)),
    );
    const bench: Bench = {
      index,
      file,
      names,
      made,
      sequences,
      anchor: plan.anchor,
      isPointedAt,
      firstTurn: plan.number - 1,
      siblings: [],
      principal,
    };
    const records = seedResource(index, resource, options, bench, factor);
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

function seedResource(
  index: BlueprintIndex,
  resource: Resource,
  options: GeneratorOptions,
  bench: Bench,
  factor: number,
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
      factor;
  const least = resource.name === index.principal ? 1 : 0;
  const ownCount = own(bench.file.records, resource.name)?.length ?? 0;
  // At the edge, made records follow those that somebody wrote.
  const most = options.edgeCase && wanted > 0 ? ownCount + wanted : Math.max(wanted, ownCount, least);
  const records: Stored[] = [];
  const taken = new Set<string>();
  for (let i = 0; i < most; i++) {
    const record = seedRecord(
      resource,
      options,
      { ...bench, firstTurn: bench.firstTurn * wanted, siblings: records },
      given[i],
      i,
      parents,
    );
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
