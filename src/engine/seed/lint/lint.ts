// The seed lint: records that a person would not believe. Pure: it is given records and the blueprint's resources, and says what is
// impossible in them. The same words tell the makers of seed records what belongs together (`facts/`).
import type { Resource } from "#blueprint/format/resource.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type JsonObject, isObject, own } from "#lib/json.ts";
import { wordsOf } from "#lib/words.ts";
import { type Schemas, open, pickBranch, typesOf } from "../../schemas.ts";
import { stateIn } from "../facts/stages.ts";
import { lintAddress } from "./addresses.ts";
import { lintAmounts } from "./amounts.ts";
import { type Finding, type LintedRecord, type Place, pointer } from "./finding.ts";
import { lintLinks } from "./links.ts";
import { lintTexts } from "./texts.ts";
import { lintTimes } from "./times.ts";

const MAX_DEPTH = 12;

/** Everything impossible in the records, in their order. */
export function lintSeed(
  resources: Readonly<Record<string, Resource>>,
  schemas: Schemas,
  records: readonly LintedRecord[],
  now: number,
): Finding[] {
  const findings: Finding[] = [];
  for (const record of records) {
    const resource = resources[record.resource];
    if (!resource) continue;
    const state = asText(own(record.doc, resource.lifecycle?.field ?? "")) ?? stateIn(record.doc);
    lintObject(
      schemas,
      resource,
      resource.schema,
      record.doc,
      [record.resource, record.id],
      now,
      state,
      findings,
      0,
    );
  }
  return [...findings, ...lintLinks(resources, records)];
}

const asText = (value: unknown): string | undefined =>
  typeof value === "string" ? wordsOf(value).join(" ") : undefined;

function lintObject(
  schemas: Schemas,
  resource: Resource,
  schema: Schema,
  object: JsonObject,
  path: readonly string[],
  now: number,
  state: string | undefined,
  findings: Finding[],
  depth: number,
): void {
  const here = chosen(schemas, schema, object);
  const others = typeof here.additionalProperties === "object" ? here.additionalProperties : undefined;
  const schemaOf = (name: string): Schema => open(schemas, own(here.properties ?? {}, name) ?? others);
  const place: Place = {
    object,
    resource,
    now,
    state,
    schemaOf,
    mayBeAbsent: (name) =>
      !here.required?.includes(name) || typesOf(schemas, schemaOf(name)).includes("null"),
    find: (rule, member, message) => findings.push({ rule, at: pointer(...path, member), message }),
  };
  lintTimes(place);
  lintAmounts(place);
  lintAddress(place);
  lintTexts(place, depth === 0 ? resource.name : (path.at(-1) ?? ""));
  if (depth >= MAX_DEPTH) return;
  for (const [name, value] of Object.entries(object)) {
    const inner = (part: JsonObject, to: Schema, ...steps: readonly string[]): void =>
      lintObject(schemas, resource, to, part, [...path, ...steps], now, stateIn(part), findings, depth + 1);
    if (isObject(value)) inner(value, schemaOf(name), name);
    else if (Array.isArray(value))
      value.forEach((item, i) => {
        if (isObject(item)) inner(item, open(schemas, schemaOf(name).items), name, String(i));
      });
  }
}

function chosen(schemas: Schemas, schema: Schema, value: JsonObject): Schema {
  const here = open(schemas, schema);
  const branch = here.anyOf || here.oneOf ? pickBranch(schemas, here, value) : undefined;
  if (!branch) return here;
  const inner = open(schemas, branch);
  return { ...inner, properties: { ...inner.properties, ...here.properties } };
}
