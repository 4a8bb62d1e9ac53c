// Cutting a blueprint into chunks, so that a call loads what its operation needs and not the document.
// Schemas are placed in the order operations reach them: what is used together lies together.
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { OperationCase } from "../format/behaviour.ts";
import type { Report } from "../format/report.ts";
import type { Schema } from "../format/schema.ts";
import type { Details } from "../format/operation.ts";
import type { Resource } from "../format/resource.ts";
import type { Blueprint, BlueprintIndex, SeedFile } from "../format/blueprint.ts";

const CHUNK_BYTES = 96 * 1024;
/** Effects that are several effects, within one another. */
const MAX_DEPTH = 8;
/** How many references deep an operation's schemas are loaded always, and how deep while they are small. */
const ANSWER_HOPS = 4;
const SMALL_HOPS = 12;
const SMALL_BYTES = 64 * 1024;

export function chunkBlueprint(
  index: Omit<BlueprintIndex, "chunks" | "schemaChunk">,
  details: readonly Details[],
  table: SchemaNormaliser,
  seed: SeedFile,
  report: Report,
): Blueprint {
  const schemas = new Chunks<Schema>();
  const chunks = new Chunks<Details>();
  const facts = new SchemaFacts();
  const needs = details.map((one, i) => {
    const names = reach(table, facts, schemasOf(one), ANSWER_HOPS);
    const resource = index.resources[index.operations[i]?.resource ?? ""];
    const writes = !READS.has(index.operations[i]?.kind ?? "sampled");
    const events = resource && writes ? eventSchemas(index.events, resource.name) : [];
    for (const name of reach(table, facts, events, ANSWER_HOPS)) names.add(name);
    // What its cases change of other resources is made, and announced, by the schemas of those.
    const cases = one.declared?.cases ?? [];
    for (const other of writes ? touchedBy(index, resource, cases) : [])
      for (const name of reach(
        table,
        facts,
        [other.schema, ...eventSchemas(index.events, other.name)],
        ANSWER_HOPS,
      ))
        names.add(name);
    // A record above that nobody can make is made when it is first met.
    const above = index.operations[i]?.parameters.map((one) => index.resources[one.resource ?? ""]) ?? [];
    for (const one of [resource, ...above.filter((other) => other?.unmade)])
      if (one) for (const name of reach(table, facts, [one.schema], ANSWER_HOPS)) names.add(name);
    for (const name of names) schemas.add(name, table.schemas.get(name) ?? {});
    return names;
  });
  for (const resource of Object.values(index.resources))
    for (const name of reach(table, facts, [resource.schema], ANSWER_HOPS))
      schemas.add(name, table.schemas.get(name) ?? {});
  const operations = index.operations.map((operation, i) => {
    const one = details[i];
    if (one) chunks.add(operation.id, one);
    const used = new Set<number>();
    for (const name of needs[i] ?? []) used.add(schemas.chunkOf.get(name) ?? 0);
    return {
      ...operation,
      details: chunks.chunkOf.get(operation.id) ?? 0,
      schemas: [...used].sort((a, b) => a - b),
    };
  });
  return {
    index: {
      ...index,
      operations,
      chunks: { details: chunks.list.length, schemas: schemas.list.length },
      schemaChunk: Object.fromEntries(schemas.chunkOf),
    },
    details: chunks.list,
    schemas: schemas.list,
    seed,
    report,
  };
}

const READS = new Set([
  "list",
  "read",
  "singleton-read",
  "sampled",
  "unsupported",
  "has",
  "inner-list",
  "download",
]);

/** The resources that the cases of an operation and of its resource have effects on, directly or through one another. */
function touchedBy(
  index: Pick<BlueprintIndex, "resources" | "effects">,
  resource: Resource | undefined,
  cases: readonly OperationCase[],
): Resource[] {
  const found = new Set<Resource>(resource ? [resource] : []);
  const addFrom = (list: readonly Pick<OperationCase, "effects">[], depth = 0): void => {
    for (const effect of list.flatMap((one) => one.effects ?? [])) {
      const rule = typeof effect === "string" ? index.effects[effect] : effect;
      const name = rule?.create ?? rule?.update ?? rule?.upsert ?? rule?.delete ?? "";
      const other = index.resources[name];
      if (other) found.add(other);
      // Effects may name one another in a ring.
      if (rule?.effects && depth < MAX_DEPTH) addFrom([rule], depth + 1);
    }
  };
  addFrom(cases);
  for (const one of found) {
    for (const { resource: named } of one.references) {
      const other = index.resources[named];
      if (other?.behaviour?.magicKeys) found.add(other);
    }
    addFrom(Object.values(one.behaviour?.cases ?? {}).flat());
  }
  if (resource) found.delete(resource);
  return [...found];
}

/** The payload schemas of what a change of this resource announces. */
const eventSchemas = (events: BlueprintIndex["events"], resource: string): Schema[] =>
  Object.entries(events.names).flatMap(([key, name]) => {
    const shape = key.startsWith(`${resource} `) ? events.shapes[name] : undefined;
    return shape ? [shape.schema] : [];
  });

/** What schemas weigh and name, each worked out once: most operations reach the same ones. */
class SchemaFacts {
  private readonly sizes = new Map<string, number>();
  private readonly refs = new Map<Schema, ReadonlySet<string>>();

  sizeOf(name: string, schema: Schema): number {
    const size = this.sizes.get(name) ?? JSON.stringify(schema).length;
    this.sizes.set(name, size);
    return size;
  }

  refsOf(schema: Schema): ReadonlySet<string> {
    const refs = this.refs.get(schema) ?? directRefs(schema);
    this.refs.set(schema, refs);
    return refs;
  }
}

class Chunks<T> {
  readonly list: Record<string, T>[] = [];
  readonly chunkOf = new Map<string, number>();
  private size = CHUNK_BYTES;

  add(name: string, value: T): void {
    if (this.chunkOf.has(name)) return;
    const bytes = JSON.stringify(value).length;
    if (this.size + bytes > CHUNK_BYTES) {
      this.list.push({});
      this.size = 0;
    }
    const chunk = this.list[this.list.length - 1];
    if (chunk) chunk[name] = value;
    this.size += bytes;
    this.chunkOf.set(name, this.list.length - 1);
  }
}

const schemasOf = (details: Details): Schema[] => [
  ...details.parameters.map((parameter) => parameter.schema),
  ...Object.values(details.body?.contents ?? {}),
  ...(details.answer.schema ? [details.answer.schema] : []),
];

/** Names within some hops of references, nearest first; beyond them anything is accepted. */
function reach(
  table: SchemaNormaliser,
  facts: SchemaFacts,
  roots: readonly Schema[],
  hops: number,
): Set<string> {
  const names = new Set<string>();
  let front: Schema[] = [...roots];
  let bytes = 0;
  for (let hop = 0; front.length > 0 && (hop <= hops || (hop <= SMALL_HOPS && bytes < SMALL_BYTES)); hop++) {
    const next: Schema[] = [];
    for (const schema of front)
      for (const name of facts.refsOf(schema)) {
        if (names.has(name)) continue;
        const schema = table.schemas.get(name) ?? {};
        names.add(name);
        bytes += facts.sizeOf(name, schema);
        next.push(schema);
      }
    front = next;
  }
  return names;
}

function directRefs(root: Schema): Set<string> {
  const refs = new Set<string>();
  const stack: Schema[] = [root];
  for (let schema = stack.pop(); schema; schema = stack.pop()) {
    if (schema.$ref !== undefined) refs.add(schema.$ref);
    if (schema.properties) stack.push(...Object.values(schema.properties));
    if (schema.items) stack.push(schema.items);
    if (typeof schema.additionalProperties === "object") stack.push(schema.additionalProperties);
    if (schema.propertyNames) stack.push(schema.propertyNames);
    stack.push(...(schema.anyOf ?? []), ...(schema.oneOf ?? []));
  }
  return refs;
}
