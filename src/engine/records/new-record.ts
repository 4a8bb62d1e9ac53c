// Creating a record: its key, the checks for uniqueness and references, its members, and the effects that follow from it
// (event, timers, endpoint, file). Shared by create, upsert, joins and batches.
import type { Resource } from "#blueprint/format/resource.ts";
import { BASE62 } from "#lib/bytes.ts";
import { type Json, type JsonObject, asObject, copyOf, isObject, own, put, textOf } from "#lib/json.ts";
import type { Random } from "#lib/random.ts";
import { slugify } from "#lib/words.ts";
import { generatorOptions } from "../generate/options.ts";
import { open } from "../schemas.ts";
import { describeEvent } from "./event-payload.ts";
import { finishRun, takeCase } from "../behaviour/cases.ts";
import { beginRun } from "../behaviour/run.ts";
import { computedMembers, declaredKey, setMembers, withDefaults } from "../behaviour/members.ts";
import { callbackEndpoint, endpointOf, progress, stateOf } from "./effects.ts";
import { type OperationContext, refuse } from "../context.ts";
import { countOf, fillRecord, freeKey, mapMembers, newIdentity, recordSchema } from "./fill.ts";
import { principalLinks } from "./principal.ts";
import { type Scope, findByKey, nameOf } from "./lookup.ts";
import { checkReferences } from "./references.ts";
import { selfLinks } from "../response/self-links.ts";
import { fileMembers, keepFile } from "../operations/files.ts";
import { coerce } from "../request/decode.ts";
import { validate } from "../request/validate.ts";
import type { Effect, Stored } from "../record-reader.ts";

/** `named`: its own cases said which events are announced. */
type CreatedRecord = { record: Stored; effects: Effect[]; named: boolean };

/** A new record with all effects that follow from creating it. */
export function createRecord(
  context: OperationContext,
  resource: Resource,
  scope: Scope,
  sent: JsonObject,
  key?: Json,
): CreatedRecord {
  // What the path says of a record's parents holds against what the body says.
  // A copy: what the server fills in below must not be taken for what the caller sent.
  const body = withDefaults(context, resource, asObject(copyOf({ ...sent, ...scope.links })));
  checkReferences(context, resource, body);
  checkUnique(context, resource, body, undefined);
  const { property } = resource.identity;
  const under = [scope.parent, ...Object.values(scope.links).map(textOf)]
    .filter((one) => one !== "")
    .join("/");
  const { generator, sequence } = countOf(resource, under);
  // A word of the path that the key's own schema forbids names the record all the same; its key is then made.
  const word = key === undefined || isKey(context, resource, key) ? undefined : textOf(key);
  const said = key ?? declaredKey(context, resource, body) ?? keyGiven(context, resource, body);
  const given = word === undefined ? said : undefined;
  const isTaken = (one: Json): boolean =>
    context.reader.get(resource.name, scope.parent, textOf(one)) !== undefined;
  // A number that is taken is a reader's copy of an example: unless the API says 409, the server counts on.
  const counted = generator.kind === "integer" && !context.details.refusals.includes(409);
  const next = (): Json =>
    newIdentity(generator, context.random, context.reader, sequence, body, context.now);
  // An MD5 is meant to be the same for the same text.
  const free = (): Json => (generator.kind === "md5" ? next() : freeKey(next, isTaken));
  const id = given === undefined || (counted && isTaken(given)) ? free() : given;
  if (isTaken(id))
    throw refuse(context, "conflict", `The ${nameOf(resource.name)} '${textOf(id)}' already exists.`, {
      param: property,
      facts: { resource: resource.name, id: textOf(id) },
    });
  const target = context.index.resources[resource.member ?? ""];
  const source =
    target && own(body, property) === undefined
      ? findByKey(context, target, textOf(id), undefined)
      : undefined;
  const links: Record<string, Json> = {
    ...besideCarrier(context),
    ...source?.doc,
    ...principalLinks(context, resource, body),
    ...fileMembers(context, resource, body),
    ...scope.links,
    ...secondId(context, resource),
    ...freeSlug(context, resource, body),
    ...subscriptionLinks(context, resource, body),
    ...credentialLinks(context, resource),
  };
  const options = generatorOptions(context);
  Object.assign(links, selfLinks(context, resource, { ...body, ...links, [property]: id }));
  const doc = fillRecord(options, resource, body, { id, now: context.now, links });
  // A schema may ask for another form of the parent's key than the path has (an ARN for a name): the path's word is stored.
  for (const [name, value] of Object.entries(scope.links))
    if (!isObject(own(doc, name))) put(doc, name, value);
  for (const name of computedMembers(resource)) if (own(body, name) === undefined) delete doc[name];
  setMembers(context, resource, doc);
  const record: Stored = {
    resource: resource.name,
    parent: scope.parent,
    id: word ?? textOf(id),
    seq: 0,
    state: stateOf(resource, doc),
    doc,
    created: context.now,
    updated: context.now,
  };
  const run = beginRun(context, resource, undefined, record);
  takeCase(run, "create");
  const told = finishRun(run, [{ kind: "insert", record }], () =>
    describeEvent(context, resource, record, "created"),
  );
  const effects: Effect[] = [
    ...told,
    ...progress(resource, record),
    ...endpointOf(resource, record),
    ...callbackOf(context, record),
    ...keepFile(context, record),
  ];
  return { record, effects, named: run.named };
}

function isKey(context: OperationContext, resource: Resource, key: Json): boolean {
  const schema = own(recordSchema(context, resource).properties ?? {}, resource.identity.property) ?? {};
  return validate(context.schemas, schema, coerce(context.schemas, schema, textOf(key))).length === 0;
}

/** What was sent beside the member that carries the record: it is the record's too, though its own schema has no room for it (R13). */
function besideCarrier(context: OperationContext): JsonObject {
  const wrapper = context.details.body?.wrapper;
  const body = asObject(context.body);
  if (wrapper === undefined || !isObject(own(body, wrapper))) return {};
  const { [wrapper]: _inside, ...beside } = body;
  return beside;
}

/** The URL the call named, told of what becomes of this record from now on (R48). */
function callbackOf(context: OperationContext, record: Stored): Effect[] {
  const { callback } = context.details;
  const place = callback?.in === "query" ? context.query : asObject(context.body);
  const url = callback && own(place, callback.name);
  return typeof url === "string" ? callbackEndpoint(record, url, context.credential) : [];
}

/** The key a client chose, where it may (R21). */
export function keyGiven(context: OperationContext, resource: Resource, body: JsonObject): Json | undefined {
  if (!resource.identity.clientChosen) return undefined;
  const options = generatorOptions(context);
  const named = resource.identity.given === undefined ? undefined : own(body, resource.identity.given);
  const schema = recordSchema(options, resource).properties?.[resource.identity.property] ?? {};
  if (
    named !== undefined &&
    named !== null &&
    named !== "" &&
    validate(context.schemas, schema, named).length === 0
  )
    return named;
  const given = own(mapMembers(options, recordSchema(options, resource), body), resource.identity.property);
  return given === null || given === "" ? undefined : given;
}

/** Records named by a number or a name often have a plain `id` too: a count over all of their kind, or a text as it is shown. */
function secondId(context: OperationContext, resource: Resource): Record<string, Json> {
  if (resource.identity.property === "id") return {};
  const options = generatorOptions(context);
  const schema = open(context.schemas, own(recordSchema(options, resource).properties ?? {}, "id"));
  const links: JsonObject = {};
  if (schema.type?.includes("integer")) put(links, "id", context.reader.next(`${resource.name}#id`, 1));
  // No two records have the id that the document shows.
  else if (typeof schema.example === "string") put(links, "id", respelt(context.random, schema.example));
  return links;
}

/** Other letters and digits in the places of a text's own; hexadecimal ones stay so. */
const respelt = (random: Random, text: string): string =>
  /^[\da-f-]+$/.test(text)
    ? text.replace(/[\da-f]/g, () => random.text("0123456789abcdef", 1))
    : text
        .replace(/\d/g, () => random.text("0123456789", 1))
        .replace(/[a-z]/g, () => random.text("abcdefghijklmnopqrstuvwxyz", 1));

/** A slug of the name that no other record has: `-2` and on where the plain one is taken (R22). */
function freeSlug(context: OperationContext, resource: Resource, body: JsonObject): Record<string, Json> {
  const name = own(body, "name") ?? own(body, "title");
  const known = own(recordSchema(generatorOptions(context), resource).properties ?? {}, "slug");
  if (!known || typeof name !== "string" || own(body, "slug") !== undefined) return {};
  const slug = slugify(name);
  if (slug === "") return {};
  let free = slug;
  for (let n = 2; context.reader.find(resource.name, "slug", free).length > 0; n++) free = `${slug}-${n}`;
  return { slug: free };
}

const SECRET_LENGTH = 32;

/** A secret that the API's scheme can be used with: its prefix, and digits of the key. */
function newSecret({ index, random }: OperationContext): string {
  const { prefix, key } = index.events.signing.secret;
  return prefix + random.text(key === "hex" ? "0123456789abcdef" : BASE62, SECRET_LENGTH);
}

/** A subscription that was given no secret gets one, and is on (R50). */
function subscriptionLinks(
  context: OperationContext,
  resource: Resource,
  body: JsonObject,
): Record<string, Json> {
  const { secret, active } = resource.subscription ?? {};
  const links: JsonObject = {};
  if (secret !== undefined && own(body, secret) === undefined) put(links, secret, newSecret(context));
  const schema =
    active === undefined
      ? undefined
      : own(recordSchema(generatorOptions(context), resource).properties ?? {}, active);
  if (
    active !== undefined &&
    schema &&
    own(body, active) === undefined &&
    !schema.enum &&
    schema.default === undefined
  )
    put(links, active, schema.type?.includes("boolean") ? true : "enabled");
  return links;
}

/** A record that is a key of the API holds the one that was minted for the call. */
function credentialLinks({ newKey }: OperationContext, { credential }: Resource): Record<string, Json> {
  return credential && newKey !== undefined ? { [credential.secret]: newKey } : {};
}

/** Refuses a value that another record has where it may stand once only (R30). */
export function checkUnique(
  context: OperationContext,
  resource: Resource,
  body: JsonObject,
  self: Stored | undefined,
): void {
  for (const property of resource.unique) {
    const value = body[property];
    if ((typeof value !== "string" && typeof value !== "number") || value === "") continue;
    const other = context.reader
      .find(resource.name, property, String(value))
      .find((one) => one.id !== self?.id);
    if (other)
      throw refuse(
        context,
        "conflict",
        `The ${nameOf(resource.name)} with this ${property} already exists.`,
        {
          param: property,
          facts: { resource: resource.name, id: other.id },
          details: [{ param: property, message: "is already taken", code: "taken" }],
        },
      );
  }
}
