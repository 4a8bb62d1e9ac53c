import type { Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, asObject, own, put, textOf } from "#lib/json.ts";
import { slugify } from "#lib/words.ts";
import { generatorOptions } from "../generate/options.ts";
import { describeEvent } from "./event-payload.ts";
import { MAX_URL, endpointOf, progress, stateOf } from "./effects.ts";
import { type OperationContext, refuse } from "../context.ts";
import { countOf, fillRecord, mapMembers, newIdentity, recordSchema } from "./fill.ts";
import { principalLinks } from "./principal.ts";
import { type Scope, checkReferences, findByKey, nameOf } from "./lookup.ts";
import { selfLinks } from "../response/self-links.ts";
import { fileMembers, keepFile } from "../operations/files.ts";
import { validate } from "../request/validate.ts";
import type { Effect, Stored } from "../record-reader.ts";

type Born = { record: Stored; effects: Effect[] };

/** A new record with all that its birth brings about. */
export function createRecord(
  play: OperationContext,
  resource: Resource,
  scope: Scope,
  sent: JsonObject,
  key?: Json,
): Born {
  // What the path says of a record's parents holds against what the body says.
  const body = { ...sent, ...scope.links };
  checkReferences(play, resource, body);
  checkUnique(play, resource, body, undefined);
  const { property } = resource.identity;
  const under = [scope.parent, ...Object.values(scope.links).map(textOf)]
    .filter((one) => one !== "")
    .join("/");
  const { generator, sequence } = countOf(resource, under);
  const given = key ?? keyGiven(play, resource, body);
  const isTaken = (one: Json): boolean =>
    play.world.get(resource.name, scope.parent, textOf(one)) !== undefined;
  // A number that is taken is a reader's copy of an example: unless the API says 409, the server counts on.
  const counted = generator.kind === "integer" && !play.details.refusals.includes(409);
  const id =
    given === undefined || (counted && isTaken(given))
      ? newIdentity(generator, play.dice, play.world, sequence, body, play.now)
      : given;
  if (isTaken(id))
    throw refuse(play, "conflict", `The ${nameOf(resource.name)} '${textOf(id)}' already exists.`, {
      param: property,
      facts: { resource: resource.name, id: textOf(id) },
    });
  const target = play.index.resources[resource.member ?? ""];
  const source =
    target && own(body, property) === undefined ? findByKey(play, target, textOf(id), undefined) : undefined;
  const links: Record<string, Json> = {
    ...source?.doc,
    ...principalLinks(play, resource, body),
    ...fileMembers(play, resource, body),
    ...scope.links,
    ...secondId(play, resource),
    ...freeSlug(play, resource, body),
    ...subscriptionLinks(play, resource, body),
  };
  const making = generatorOptions(play);
  Object.assign(links, selfLinks(play, resource, { ...body, ...links, [property]: id }));
  const doc = fillRecord(making, resource, body, { id, now: play.now, links });
  const record: Stored = {
    resource: resource.name,
    parent: scope.parent,
    id: textOf(id),
    seq: 0,
    state: stateOf(resource, doc),
    doc,
    created: play.now,
    updated: play.now,
  };
  const effects: Effect[] = [
    { kind: "insert", record },
    ...describeEvent(play, resource, record, "created"),
    ...progress(resource, record),
    ...endpointOf(resource, record),
    ...callbackOf(play, record),
    ...keepFile(play, record),
  ];
  return { record, effects };
}

/** The URL the call named, told of what becomes of this record from now on (R48). */
function callbackOf(play: OperationContext, record: Stored): Effect[] {
  const { callback } = play.details;
  const place = callback?.in === "query" ? play.query : asObject(play.body);
  const url = callback && own(place, callback.name);
  if (typeof url !== "string" || url.length > MAX_URL || !/^https?:\/\//.test(url)) return [];
  const name = `${record.resource}:${record.id}`;
  return [
    { kind: "endpoint", id: `callback ${name}`, url, events: [], secret: "", active: true, record: name },
  ];
}

/** The key a client chose, where it may (R21). */
export function keyGiven(play: OperationContext, resource: Resource, body: JsonObject): Json | undefined {
  if (!resource.identity.clientChosen) return undefined;
  const making = generatorOptions(play);
  const named = resource.identity.given === undefined ? undefined : own(body, resource.identity.given);
  const schema = recordSchema(making, resource).properties?.[resource.identity.property] ?? {};
  if (
    named !== undefined &&
    named !== null &&
    named !== "" &&
    validate(play.schemas, schema, named).length === 0
  )
    return named;
  const given = own(mapMembers(making, recordSchema(making, resource), body), resource.identity.property);
  return given === null || given === "" ? undefined : given;
}

/** Records named by a number or a name often have a plain `id` too: a count over all of their kind. */
function secondId(play: OperationContext, resource: Resource): Record<string, Json> {
  if (resource.identity.property === "id") return {};
  const making = generatorOptions(play);
  const schema = own(recordSchema(making, resource).properties ?? {}, "id");
  if (!schema?.type?.includes("integer")) return {};
  const links: JsonObject = {};
  put(links, "id", play.world.next(`${resource.name}#id`, 1));
  return links;
}

/** A slug of the name that no other record has: `-2` and on where the plain one is taken (R22). */
function freeSlug(play: OperationContext, resource: Resource, body: JsonObject): Record<string, Json> {
  const name = own(body, "name") ?? own(body, "title");
  const known = own(recordSchema(generatorOptions(play), resource).properties ?? {}, "slug");
  if (!known || typeof name !== "string" || own(body, "slug") !== undefined) return {};
  const slug = slugify(name);
  if (slug === "") return {};
  let free = slug;
  for (let n = 2; play.world.find(resource.name, "slug", free).length > 0; n++) free = `${slug}-${n}`;
  return { slug: free };
}

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_LENGTH = 32;

/** A subscription that was given no secret gets one, and is on (R50). */
function subscriptionLinks(
  play: OperationContext,
  resource: Resource,
  body: JsonObject,
): Record<string, Json> {
  const { secret, active } = resource.subscription ?? {};
  const links: JsonObject = {};
  if (secret !== undefined && own(body, secret) === undefined)
    put(links, secret, `whsec_${play.dice.text(BASE62, SECRET_LENGTH)}`);
  const schema =
    active === undefined
      ? undefined
      : own(recordSchema(generatorOptions(play), resource).properties ?? {}, active);
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

export function checkUnique(
  play: OperationContext,
  resource: Resource,
  body: JsonObject,
  self: Stored | undefined,
): void {
  for (const property of resource.unique) {
    const value = body[property];
    if ((typeof value !== "string" && typeof value !== "number") || value === "") continue;
    const other = play.world.find(resource.name, property, String(value)).find((one) => one.id !== self?.id);
    if (other)
      throw refuse(play, "conflict", `The ${nameOf(resource.name)} with this ${property} already exists.`, {
        param: property,
        facts: { resource: resource.name, id: other.id },
        details: [{ param: property, message: "is already taken", code: "taken" }],
      });
  }
}
