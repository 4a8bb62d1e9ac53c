// Links between records: ids of other resources (R29), and members that hold the caller (R55).
import { type Json, asObject } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { Resource } from "../format/resource.ts";
import type { RawOperation } from "../read/operations.ts";
import type { ResourceCandidate } from "./resources.ts";
import type { ResourceOverride } from "../format/sandbox-file.ts";
import { isLike, objectView } from "./payload-views.ts";
import { bodyOf } from "./single-view.ts";

/** Which property of a record holds the id of which other resource: `customer`, `customer_id`, `customerId`. */
export function foreignKeysOf(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  all: readonly ResourceCandidate[],
): Record<string, string> {
  const keys: Record<string, string> = {};
  const others = all
    .filter((one) => one !== found && !one.singleton)
    .map((one) => ({ one, called: flat(one.name) }));
  for (const [property, schema] of Object.entries(found.object.properties ?? {})) {
    const name = flat(property);
    const base = /^(.+?)(id|sid|uuid)$/.exec(name)?.[1];
    const target = others.find(
      ({ one, called }) => base === called || (name === called && speaksOf(table, schema, found, one)),
    );
    if (target) keys[target.one.name] ??= property;
  }
  return keys;
}

/** Whether a property named as a resource holds one: the record itself, a choice of it, or the path says it is above. */
function speaksOf(
  table: SchemaNormaliser,
  schema: Schema,
  found: ResourceCandidate,
  target: ResourceCandidate,
): boolean {
  const view = objectView(table, schema);
  if (view) return isLike(view, target);
  return found.collections.some((shape) => target.items.some((item) => shape.startsWith(`${item}/`)));
}

const OWNER =
  /^(owner|actor|sender|creator|createdby|author|user|uploader|account|requester|reporter|lasteditedby|updatedby|performedby)$/;

/** Members that speak of whoever calls (R55), unless the caller names somebody there. */
export function principalFields(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  me: ResourceCandidate | undefined,
  offered: readonly string[],
): Resource["principal"] {
  if (!me || me === found) return [];
  const parents = new Set(found.parentParameters.map(flat));
  return Object.entries(found.object.properties ?? {}).flatMap(
    ([property, schema]): Resource["principal"] => {
      const name = flat(property);
      const base = /^(.+?)(id|sid|uuid|login|username)?$/.exec(name)?.[1] ?? name;
      if (offered.includes(property) || parents.has(name)) return [];
      const view = objectView(table, schema);
      if (view) return OWNER.test(name) && isLike(view, me) ? [{ property, embed: true }] : [];
      const types = table.resolve(schema).type ?? [];
      const isId = base !== name && (OWNER.test(base) || base === flat(me.name));
      return isId && types.some((type) => type === "string" || type === "integer")
        ? [{ property, embed: false }]
        : [];
    },
  );
}

/** References that must exist (R29): named `…_id` in a body, or declared in the sandbox file. */
export function referencesOf(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  all: readonly ResourceCandidate[],
  creates: readonly RawOperation[],
  override: ResourceOverride,
): Resource["references"] {
  if (override.references)
    return Object.entries(override.references).map(([property, resource]) => ({
      property,
      resource,
      declared: true,
    }));
  const references: Resource["references"] = [];
  for (const create of creates) {
    const { body } = create;
    for (const [property, schema] of Object.entries(bodyOf(table, create, found)?.properties ?? {})) {
      const open = table.resolve(schema);
      const base = /^(.*?)(?:_id|Id|Sid|_uuid)$/.exec(property)?.[1];
      if (base === undefined || !open.type?.some((type) => type === "string" || type === "integer")) continue;
      const target = all.find(
        (one) =>
          one !== found && !one.singleton && one.keyParameter !== undefined && flat(one.name) === flat(base),
      );
      if (!target || references.some((one) => one.property === property)) continue;
      const known = shownAs(property, open, body?.examples ?? []);
      references.push({ property, resource: target.name, ...(known.length === 0 ? {} : { known }) });
    }
  }
  return references;
}

const MAX_KNOWN = 20;

/** The values that the document itself gives a member: what it shows must be taken. */
function shownAs(property: string, schema: Schema, examples: readonly Json[]): string[] {
  const shown = [
    schema.example,
    schema.default,
    ...(schema.enum ?? []),
    ...examples
      .flatMap((example) => [example, ...Object.values(asObject(example))])
      .map((one) => asObject(one)[property]),
  ];
  const plain = shown.filter((one) => typeof one === "string" || typeof one === "number");
  return [...new Set(plain.map(String))].slice(0, MAX_KNOWN);
}
