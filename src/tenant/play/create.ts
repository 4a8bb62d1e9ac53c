// Creates (R20-R25, R31): one record, or one for each item of a list; and what stands in the way of a birth.
import type { Resource } from "../../blueprint/format.ts";
import { type Json, type JsonObject, asObject, own, put, textOf } from "../../lib/json.ts";
import { slugify } from "../../lib/words.ts";
import { makingOf, unwrapBody } from "./answer.ts";
import { announce } from "./announce.ts";
import { createMany, itemsOf } from "./batch.ts";
import { MAX_URL, endpointOf, outcome, progress, stateOf } from "./changes.ts";
import { type Outcome, type Play, refuse, resourceOf } from "./context.ts";
import { countOf, fillRecord, mapMembers, newIdentity, recordSchema } from "./fill.ts";
import { principalLinks } from "./principal.ts";
import { type Scope, checkReferences, enterScope, findByKey, nameOf } from "./records.ts";
import { addressOf, selfLinks } from "./self-links.ts";
import { changeRecord } from "./update.ts";
import { fileMembers, keepFile } from "./uploads.ts";
import { validate } from "./validate.ts";
import type { Effect, Stored } from "./world.ts";

type Born = { record: Stored; effects: Effect[] };

export function create(play: Play): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const items = itemsOf(play, resource);
  if (items) return createMany(play, resource, scope, items);
  const put = play.operation.method === "PUT" ? replacedByBody(play, resource, scope) : undefined;
  if (put) return put;
  const known =
    resource.identity.given === undefined ? undefined : keyGiven(play, resource, unwrapBody(play));
  const same = known === undefined ? undefined : play.world.get(resource.name, scope.parent, textOf(known));
  // Who is assigned already stays assigned, unless the API calls that a conflict.
  if (same && !play.details.refusals.includes(409))
    return outcome(play, same.doc, [], `${resource.name} ${same.id} was there`);
  const born = bear(play, resource, scope, unwrapBody(play));
  const made = outcome(play, born.record.doc, born.effects, `created ${resource.name} ${born.record.id}`);
  return { ...made, headers: location(play, resource, born.record) };
}

/** PUT on a collection, with the key in the body: it changes what is there, and makes what is not (R21). */
function replacedByBody(play: Play, resource: Resource, scope: Scope): Outcome | undefined {
  const body = unwrapBody(play);
  const key = own(body, resource.identity.given ?? resource.identity.property);
  if (typeof key !== "string" && typeof key !== "number") return undefined;
  const found = findByKey(play, resource, String(key), scope.scoped ? scope.parent : undefined);
  if (found) return changeRecord(play, resource, found, body, true);
  return upsertAs(play, resource, scope, body, key);
}

/** PUT made the record: the path chose its key. */
export function upsert(play: Play, resource: Resource, scope: Scope, body: JsonObject): Outcome {
  const parameter = play.operation.parameters.find((one) => one.role === "key");
  const id = parameter ? (play.path[parameter.name] ?? "") : "";
  return upsertAs(play, resource, scope, body, id);
}

function upsertAs(play: Play, resource: Resource, scope: Scope, body: JsonObject, key: Json): Outcome {
  const born = bear(play, resource, scope, body, key);
  return outcome(play, born.record.doc, born.effects, `created ${resource.name} ${born.record.id}`);
}

/** A new record with all that its birth brings about. */
export function bear(play: Play, resource: Resource, scope: Scope, sent: JsonObject, key?: Json): Born {
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
  const making = makingOf(play);
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
    ...announce(play, resource, record, "created"),
    ...progress(resource, record),
    ...endpointOf(resource, record),
    ...callbackOf(play, record),
    ...keepFile(play, record),
  ];
  return { record, effects };
}

/** The URL the call named, told of what becomes of this record from now on (R48). */
function callbackOf(play: Play, record: Stored): Effect[] {
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
export function keyGiven(play: Play, resource: Resource, body: JsonObject): Json | undefined {
  if (!resource.identity.clientChosen) return undefined;
  const making = makingOf(play);
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
function secondId(play: Play, resource: Resource): Record<string, Json> {
  if (resource.identity.property === "id") return {};
  const making = makingOf(play);
  const schema = own(recordSchema(making, resource).properties ?? {}, "id");
  if (!schema?.type?.includes("integer")) return {};
  const links: JsonObject = {};
  put(links, "id", play.world.next(`${resource.name}#id`, 1));
  return links;
}

/** A slug of the name that no other record has: `-2` and on where the plain one is taken (R22). */
function freeSlug(play: Play, resource: Resource, body: JsonObject): Record<string, Json> {
  const name = own(body, "name") ?? own(body, "title");
  const known = own(recordSchema(makingOf(play), resource).properties ?? {}, "slug");
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
function subscriptionLinks(play: Play, resource: Resource, body: JsonObject): Record<string, Json> {
  const { secret, active } = resource.subscription ?? {};
  const links: JsonObject = {};
  if (secret !== undefined && own(body, secret) === undefined)
    put(links, secret, `whsec_${play.dice.text(BASE62, SECRET_LENGTH)}`);
  const schema =
    active === undefined ? undefined : own(recordSchema(makingOf(play), resource).properties ?? {}, active);
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
  play: Play,
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

function location(play: Play, resource: Resource, record: Stored): [string, string][] {
  const declared = play.details.answer.headers.includes("location");
  if (!declared && play.details.answer.status !== 202) return [];
  const here = `${play.url.path.replace(/\/$/, "")}/${encodeURIComponent(record.id)}`;
  return [["location", `${play.base}${addressOf(play, resource, record.doc) ?? here}`]];
}
