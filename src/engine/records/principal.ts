// The record that stands for the caller (R55): named by a pointer beside the records, and created with the
// seed, or when it is first asked for.
import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, asString, own, textOf } from "#lib/json.ts";
import { generatorOptions } from "../generate/options.ts";
import { stateOf } from "./effects.ts";
import type { OperationContext } from "../context.ts";
import { fillRecord, newIdentity, recordSchema } from "./fill.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import { project } from "../response/project.ts";
import { typesOf } from "../schemas.ts";
import type { Stored } from "../record-reader.ts";

/** The resource name of the pointer; no document can have it. */
export const POINTER = "\nprincipal";

const ALIAS = /^(@?me|@?self|@?current|@?myself|~)$/i;

/** The record of "me". If it is created only now, its effect waits in `created` for the call's commit. */
export function principalOf(context: OperationContext): Stored | undefined {
  const resource = context.index.resources[context.index.principal ?? ""];
  if (!resource) return undefined;
  const pointed = asString(context.reader.get(POINTER, "", "-")?.doc["id"]);
  const id = resource.singleton ? "-" : pointed;
  const known =
    id === undefined ? undefined : context.reader.get(resource.name, resource.singleton ? "" : undefined, id);
  if (known) return known;
  const made = newIdentity(
    resource.identity.generator,
    context.random,
    context.reader,
    `${resource.name} `,
    {},
    context.now,
  );
  const doc = fillRecord(generatorOptions(context), resource, {}, { id: made, now: context.now, links: {} });
  const record: Stored = {
    resource: resource.name,
    parent: "",
    id: resource.singleton ? "-" : textOf(made),
    seq: 0,
    state: stateOf(resource, doc),
    doc,
    created: context.now,
    updated: context.now,
  };
  context.created.push({ kind: "insert", record });
  context.reader.stage(record);
  // Who was deleted is followed by somebody else: the pointer moves on.
  const kind = context.reader.get(POINTER, "", "-") ? "update" : "insert";
  if (!resource.singleton) {
    context.created.push({ kind, record: pointerTo(record) });
    context.reader.stage(pointerTo(record));
  }
  return record;
}

export const pointerTo = (record: Stored): Stored => ({
  ...record,
  resource: POINTER,
  parent: "",
  id: "-",
  state: null,
  doc: { id: record.id },
});

/** Whether a path value stands for the caller: `/users/me`. */
export const isMe = (context: OperationContext, resource: Resource, value: string): boolean =>
  resource.name === context.index.principal && ALIAS.test(value);

/** The members of a new record that speak of the caller. */
export function principalLinks(
  context: OperationContext,
  resource: Resource,
  given: JsonObject,
): Record<string, Json> {
  const mine = context.index.resources[context.index.principal ?? ""];
  const me = mine && resource.principal.length > 0 ? principalOf(context) : undefined;
  return me && mine ? speakingOf(generatorOptions(context), resource, mine, me.doc, given) : {};
}

/** Members of a record in which a principal stands: embedded as the schema has it, or by its id or name. */
export function speakingOf(
  options: GeneratorOptions,
  resource: Resource,
  mine: Resource,
  principal: JsonObject,
  given: JsonObject,
): Record<string, Json> {
  const links: Record<string, Json> = {};
  const properties = recordSchema(options, resource).properties ?? {};
  for (const { property, embed } of resource.principal) {
    const schema = own(properties, property);
    if (!schema || own(given, property) !== undefined) continue;
    if (embed) links[property] = project(options, schema, principal);
    else {
      const named = /(login|username)$/i.test(property);
      const name = named ? (own(principal, "login") ?? own(principal, "username")) : undefined;
      const id = name ?? own(principal, mine.identity.property) ?? null;
      const types = typesOf(options.schemas, schema);
      if (typeof id === "string" ? types.includes("string") : types.includes("integer")) links[property] = id;
      else if (types.includes("string") && id !== null) links[property] = textOf(id);
    }
  }
  return links;
}
