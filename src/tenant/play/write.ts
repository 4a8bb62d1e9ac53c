// Writing (R23-R27, R33-R35): births, changes, moves and ends of records, as effects for `serve` to commit.
import type { Lifecycle, Resource } from "../../blueprint/format.ts";
import { formatTime } from "../../lib/clock.ts";
import {
  type Json,
  type JsonObject,
  asArray,
  asObject,
  asString,
  isObject,
  mergePatch,
  own,
  put,
  textOf,
} from "../../lib/json.ts";
import { flat } from "../../lib/words.ts";
import { answerOne, makingOf, unwrapBody } from "./answer.ts";
import { type Outcome, type Play, refuse, resourceOf } from "./context.ts";
import { derive, fillRecord, mapMembers, newIdentity, recordSchema } from "./fill.ts";
import { project } from "./project.ts";
import { checkReferences, enterScope, findByKey, theRecord } from "./records.ts";
import { open } from "./schemas.ts";
import type { Effect, Stored } from "./world.ts";

export function create(play: Play): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const body = unwrapBody(play);
  checkReferences(play, resource, body);
  checkUnique(play, resource, body, undefined);
  const given = resource.identity.clientChosen
    ? own(
        mapMembers(makingOf(play), recordSchema(makingOf(play), resource), body),
        resource.identity.property,
      )
    : undefined;
  const id =
    given !== undefined && given !== null && given !== ""
      ? given
      : newIdentity(
          resource.identity.generator,
          play.dice,
          play.world,
          `${resource.name} ${scope.parent}`,
          body,
        );
  if (play.world.get(resource.name, scope.parent, textOf(id)))
    throw refuse(
      play,
      "conflict",
      `The ${resource.name.replaceAll("_", " ")} '${textOf(id)}' already exists.`,
      { param: resource.identity.property, facts: { resource: resource.name, id: textOf(id) } },
    );
  const doc = fillRecord(makingOf(play), resource, body, { id, now: play.now, links: scope.links });
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
  ];
  return {
    ...outcome(play, record.doc, effects, `created ${resource.name} ${record.id}`),
    headers: location(play, record),
  };
}

export function update(play: Play, replace: boolean): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const body = unwrapBody(play);
  const found = findForUpdate(play, resource, scope, replace);
  if (!found) return upsert(play, resource, scope.parent, scope.links, body);
  checkReferences(play, resource, body);
  checkUnique(play, resource, body, found);
  const making = makingOf(play);
  const changes = mapMembers(making, recordSchema(making, resource), body);
  delete changes[resource.identity.property];
  const move = lifecycleMove(play, resource, found, changes);
  const doc = merged(resource, found.doc, changes);
  return changed(play, resource, found, doc, move ?? "updated", `updated ${resource.name} ${found.id}`);
}

/** PUT on a key that does not exist yet makes the record where the client may choose the key (R21). */
function findForUpdate(
  play: Play,
  resource: Resource,
  scope: ReturnType<typeof enterScope>,
  replace: boolean,
): Stored | undefined {
  const parameter = play.operation.parameters.find((one) => one.role === "key");
  const value = parameter ? (play.path[parameter.name] ?? "") : "";
  const mayCreate =
    replace &&
    (resource.identity.clientChosen || resource.identity.generator.kind === "md5") &&
    play.operation.method === "PUT";
  if (mayCreate && !findByKey(play, resource, value, scope.scoped ? scope.parent : undefined))
    return undefined;
  return theRecord(play, scope);
}

function upsert(
  play: Play,
  resource: Resource,
  parent: string,
  links: Record<string, Json>,
  body: JsonObject,
): Outcome {
  const parameter = play.operation.parameters.find((one) => one.role === "key");
  const id = parameter ? (play.path[parameter.name] ?? "") : "";
  const doc = fillRecord(makingOf(play), resource, body, { id, now: play.now, links });
  const record: Stored = {
    resource: resource.name,
    parent,
    id,
    seq: 0,
    state: stateOf(resource, doc),
    doc,
    created: play.now,
    updated: play.now,
  };
  return outcome(
    play,
    doc,
    [{ kind: "insert", record }, ...announce(play, resource, record, "created")],
    `created ${resource.name} ${id} by PUT`,
  );
}

/** Members replace; declared maps merge key by key, where null or an empty text deletes a key (R26). */
function merged(resource: Resource, before: JsonObject, changes: JsonObject): JsonObject {
  const doc: JsonObject = { ...before };
  for (const [name, value] of Object.entries(changes)) {
    if (!resource.maps.includes(name))
      put(doc, name, isObject(value) ? mergePatch(own(doc, name) ?? {}, value) : value);
    else if (isObject(value)) {
      const map: JsonObject = { ...asObject(own(doc, name)) };
      for (const [key, entry] of Object.entries(value)) {
        if (entry === null || entry === "") delete map[key];
        else put(map, key, entry);
      }
      put(doc, name, map);
    } else put(doc, name, value === "" || value === null ? {} : value);
  }
  return doc;
}

export function remove(play: Play): Outcome {
  const resource = resourceOf(play);
  const record = theRecord(play, enterScope(play, resource));
  const effects: Effect[] = [{ kind: "delete", record }];
  for (const child of Object.values(play.index.resources)) {
    const property = child.foreignKeys[resource.name];
    if (child.parent === resource.name && property !== undefined)
      effects.push({ kind: "cascade", resource: child.name, property, value: record.id });
  }
  effects.push(...announce(play, resource, record, "deleted"));
  if (resource.subscription) effects.push({ kind: "endpoint-gone", id: record.id });
  const stub: JsonObject = { ...record.doc };
  const schema = open(play.schemas, play.details.answer.schema);
  for (const name of Object.keys(schema.properties ?? {}))
    if (/^(deleted|is_deleted|success)$/.test(name)) put(stub, name, true);
  return outcome(play, stub, effects, `deleted ${record.resource} ${record.id}`);
}

export function act(play: Play): Outcome {
  const resource = resourceOf(play);
  const record = theRecord(play, enterScope(play, resource));
  const action = play.operation.action ?? "";
  const making = makingOf(play);
  const doc: JsonObject = { ...record.doc };
  for (const [name, value] of Object.entries(
    mapMembers(making, recordSchema(making, resource), unwrapBody(play)),
  ))
    if (
      own(recordSchema(making, resource).properties ?? {}, name) !== undefined &&
      name !== resource.identity.property
    )
      put(doc, name, value);
  const lifecycle = resource.lifecycle;
  const step = lifecycle?.transitions.find((one) => one.action === action);
  if (!lifecycle || !step)
    return changed(play, resource, record, doc, action, `${action} on ${resource.name} ${record.id}`);
  assertMove(play, lifecycle, record, step.from, step.to);
  put(doc, lifecycle.field, step.to);
  stamp(play, resource, doc, step.stamp);
  return changed(
    play,
    resource,
    record,
    doc,
    step.event ?? step.to,
    `${action} moved ${resource.name} ${record.id} to ${step.to}`,
  );
}

/** An item joins a list inside the record: `POST /orders/{id}/line-items` answering the order. */
export function append(play: Play): Outcome {
  const resource = resourceOf(play);
  const record = theRecord(play, enterScope(play, resource));
  const property = play.operation.action ?? "";
  const making = makingOf(play);
  const list = open(play.schemas, recordSchema(making, resource).properties?.[property]);
  const lifecycle = resource.lifecycle;
  const step = lifecycle?.transitions.find((one) => one.action === property);
  if (lifecycle && step) assertMove(play, lifecycle, record, step.from, step.to);
  const body = asObject(play.body);
  const wrapped = Object.values(body).find(Array.isArray) as Json[] | undefined;
  const items = Array.isArray(play.body)
    ? play.body
    : wrapped && flat(Object.keys(body)[0] ?? "") === flat(property)
      ? wrapped
      : [body];
  const made = items
    .filter(isObject)
    .map((item) => project({ ...making }, list.items, withIdentity(play, property, item)));
  const doc = { ...record.doc };
  put(doc, property, [...asArray(own(doc, property)), ...made]);
  return changed(
    play,
    resource,
    record,
    doc,
    "updated",
    `${made.length} joined ${property} of ${resource.name} ${record.id}`,
  );
}

function withIdentity(play: Play, property: string, item: JsonObject): JsonObject {
  const id = newIdentity(
    {
      kind: "text",
      prefix: `${property.slice(0, 2)}_`,
      alphabet: "0123456789abcdefghijklmnopqrstuvwxyz",
      length: 14,
    },
    play.dice,
    play.world,
    property,
    item,
  );
  return { id, ...item };
}

/** Reads or writes the one record of its place, which is born from defaults when first met (R10). */
export function singleton(play: Play, write: boolean): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const parent = [scope.parent, ...Object.values(scope.links).map(String)].join("/");
  const found = play.world.get(resource.name, parent, "-");
  const making = makingOf(play);
  const before =
    found?.doc ??
    fillRecord(
      making,
      resource,
      {},
      {
        id: newIdentity(resource.identity.generator, play.dice, play.world, resource.name, {}),
        now: play.now,
        links: scope.links,
      },
    );
  if (!write)
    return outcome(
      play,
      before,
      found ? [] : [{ kind: "insert", record: single(resource, parent, before, play.now) }],
      `read ${resource.name}`,
    );
  const doc = merged(resource, before, mapMembers(making, recordSchema(making, resource), unwrapBody(play)));
  if (!found)
    return outcome(
      play,
      doc,
      [
        { kind: "insert", record: single(resource, parent, doc, play.now) },
        ...announce(play, resource, single(resource, parent, doc, play.now), "updated"),
      ],
      `set ${resource.name}`,
    );
  return changed(play, resource, found, doc, "updated", `updated ${resource.name}`);
}

const single = (resource: Resource, parent: string, doc: JsonObject, now: number): Stored => ({
  resource: resource.name,
  parent,
  id: "-",
  seq: 0,
  state: stateOf(resource, doc),
  doc,
  created: now,
  updated: now,
});

function changed(
  play: Play,
  resource: Resource,
  before: Stored,
  doc: JsonObject,
  verb: string,
  why: string,
): Outcome {
  for (const field of resource.times)
    if (field.role === "updated") put(doc, field.property, formatTime(play.now, field.form));
  for (const [name, expression] of Object.entries(resource.derived)) {
    const value = derive(expression, doc);
    if (value !== undefined) put(doc, name, value);
  }
  const record: Stored = { ...before, doc, state: stateOf(resource, doc), updated: play.now };
  const moved = record.state !== before.state ? progress(resource, record) : [];
  return outcome(
    play,
    doc,
    [
      { kind: "update", record },
      ...announce(play, resource, record, verb),
      ...moved,
      ...endpointOf(resource, record),
    ],
    why,
  );
}

function outcome(play: Play, doc: JsonObject, effects: Effect[], why: string): Outcome {
  return { status: play.details.answer.status, body: answerOne(play, doc), headers: [], effects, why };
}

export const stateOf = (resource: Resource, doc: JsonObject): string | null =>
  resource.lifecycle ? (asString(own(doc, resource.lifecycle.field)) ?? null) : null;

/** Setting the state field by an update is a move like any other (R35). */
function lifecycleMove(
  play: Play,
  resource: Resource,
  record: Stored,
  changes: JsonObject,
): string | undefined {
  const lifecycle = resource.lifecycle;
  const to = lifecycle && asString(changes[lifecycle.field]);
  if (!lifecycle || to === undefined || to === record.state) return undefined;
  const steps = lifecycle.transitions.filter((one) => one.to === to);
  if (steps.length > 0)
    assertMove(
      play,
      lifecycle,
      record,
      steps.flatMap((one) => one.from ?? lifecycle.states),
      to,
    );
  const step = steps[0];
  stamp(play, resource, changes, step?.stamp);
  return step?.event;
}

function assertMove(
  play: Play,
  lifecycle: Lifecycle,
  record: Stored,
  from: readonly string[] | undefined,
  to: string,
): void {
  const now = record.state ?? lifecycle.initial ?? "";
  if (!from || from.includes(now)) return;
  const legal = lifecycle.transitions
    .filter((one) => one.from?.includes(now) ?? true)
    .map((one) => one.action);
  throw refuse(
    play,
    "illegal_transition",
    `The ${record.resource.replaceAll("_", " ")} is ${now}; it cannot become ${to}.`,
    {
      param: lifecycle.field,
      facts: { resource: record.resource, id: record.id, from: now, to, legal: legal.join(", ") },
    },
  );
}

function stamp(play: Play, resource: Resource, doc: JsonObject, property: string | undefined): void {
  if (property === undefined) return;
  const form = resource.times[0]?.form ?? "iso";
  put(doc, property, formatTime(play.now, form));
}

export function announce(
  play: Pick<Play, "index" | "schemas" | "dice" | "now">,
  resource: Resource,
  record: Stored,
  verb: string,
): Effect[] {
  const names = play.index.events.names;
  const type = names[`${resource.name} ${verb}`] ?? (verb.includes(".") ? verb : `${resource.name}.${verb}`);
  const data = project(
    { schemas: play.schemas, dice: play.dice, now: play.now, optional: 0, live: false },
    resource.schema,
    record.doc,
  );
  return [{ kind: "announce", event: { type, resource: resource.name, record: record.id, data } }];
}

/** What will happen to the record by itself in its present state (R36). */
export function progress(resource: Resource, record: Stored): Effect[] {
  const step = resource.lifecycle?.progress.find((one) => one.from === record.state);
  return step
    ? [
        {
          kind: "progress",
          resource: resource.name,
          parent: record.parent,
          id: record.id,
          from: step.from,
          after: step.after,
        },
      ]
    : [];
}

/** A record of the API's own webhook resource is a delivery endpoint (R50). */
function endpointOf(resource: Resource, record: Stored): Effect[] {
  const rule = resource.subscription;
  const url = rule && asString(own(record.doc, rule.url));
  if (!rule || url === undefined) return [];
  const events =
    rule.events === undefined
      ? []
      : asArray(own(record.doc, rule.events)).filter((one) => typeof one === "string");
  const active =
    rule.active === undefined
      ? true
      : own(record.doc, rule.active) !== false &&
        own(record.doc, rule.active) !== "disabled" &&
        own(record.doc, rule.active) !== "paused";
  return [
    {
      kind: "endpoint",
      id: record.id,
      url,
      events,
      secret: (rule.secret && asString(own(record.doc, rule.secret))) ?? "",
      active,
    },
  ];
}

function checkUnique(play: Play, resource: Resource, body: JsonObject, self: Stored | undefined): void {
  for (const property of resource.unique) {
    const value = body[property];
    if (typeof value !== "string" || value === "") continue;
    const other = play.world.find(resource.name, property, value);
    if (other && other.id !== self?.id)
      throw refuse(
        play,
        "conflict",
        `The ${resource.name.replaceAll("_", " ")} with this ${property} already exists.`,
        {
          param: property,
          facts: { resource: resource.name, id: other.id },
          details: [{ param: property, message: "is already taken", code: "taken" }],
        },
      );
  }
}

function location(play: Play, record: Stored): [string, string][] {
  const declared = play.details.answer.headers.includes("location");
  return declared || play.details.answer.status === 202
    ? [["location", `${play.base}${play.url.path.replace(/\/$/, "")}/${encodeURIComponent(record.id)}`]]
    : [];
}
