// Triggers an event: by the change that really causes it where there is one (a record is created, changed, moved
// through its states or deleted, as the API would), otherwise by announcing it for a record as it is.
import type { Resource } from "#blueprint/format/resource.ts";
import type { Details, Operation } from "#blueprint/format/operation.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { refuseEvent } from "#blueprint/known-names.ts";
import type { TenantFailure } from "#contract/call.ts";
import type { Triggered } from "#contract/views.ts";
import { systemRandom } from "#lib/random.ts";
import { type JsonObject, asObject, own, put, textOf } from "#lib/json.ts";
import { didYouMean } from "#lib/nearest.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { applyEffects } from "../commit.ts";
import { LIVE } from "../state/generations.ts";
import { describeEvent } from "#engine/records/event-payload.ts";
import { type Outcome, type OperationContext, Refused } from "#engine/context.ts";
import { perform } from "#engine/perform.ts";
import { generateValue } from "#engine/generate/value.ts";
import { runEffect } from "#engine/behaviour/effects.ts";
import { applyTransition } from "#engine/operations/progress.ts";
import { type Schemas, open } from "#engine/schemas.ts";
import type { Effect, Stored } from "#engine/record-reader.ts";
import { loadAllSchemas, loadOperation, loadBlueprint } from "../blueprint-cache.ts";
import { Changes } from "../store/changes.ts";
import { sandboxTime } from "../store/meta.ts";
import { RowTooLarge } from "../store/row-limit.ts";
import { logSystemChange } from "../store/request-log.ts";
import { SqlRecordReader } from "../store/record-reader.ts";
import { INACTIVE, requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";
import { shortestPath } from "#engine/operations/shortest-path.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

export type TriggerRequest = { event: string; record?: string; data?: JsonObject };
type Meaning = { resource: Resource; verb: string };
type Done = { effects: Effect[]; by: string; record: string };

export async function trigger(
  tenant: Tenant,
  asked: TriggerRequest,
): Promise<Result<Triggered, TenantFailure>> {
  const release = tenant.meta?.release;
  if (release === undefined) return fail(INACTIVE);
  const blueprint = await loadBlueprint(tenant.env.BLOBS, release);
  const { index } = blueprint;
  const unknown = refuseEvent(index, asked.event);
  if (unknown !== undefined) return fail({ code: "not_found", message: unknown });
  const meaning = meaningOf(index, asked.event);
  if (!meaning)
    return fail({
      code: "not_found",
      message: `Nothing brings '${asked.event}' about here: no resource of this API is what it speaks of.`,
    });
  const operation = operationFor(index, meaning);
  const [schemas, loaded] = await Promise.all([
    loadAllSchemas(tenant.env.BLOBS, blueprint),
    operation && loadOperation(tenant.env.BLOBS, blueprint, operation),
  ]);
  const stray = strayMember(schemas, meaning.resource, loaded?.details, asked.data ?? {});
  if (stray !== undefined) return fail({ code: "invalid_request", message: stray });
  const active = requireActive(tenant, release);
  if (!active.ok) return active;
  const meta = active.value;
  if (meta.mode === "live") return fail(LIVE);
  const now = tenant.now();
  const records = tenant.records(meta);
  const reader = new SqlRecordReader(tenant.sql, records, tenant.counts);
  const stage: Stage = { index, schemas, reader: reader, now: sandboxTime(meta, now), asked, meaning };
  let done: Done;
  try {
    done = happen(stage, operation, loaded?.details);
  } catch (error) {
    if (error instanceof Refused)
      return fail({ code: "conflict", message: `The API refuses that: ${error.message}` });
    throw error;
  }
  const told = done.effects.flatMap((effect) => (effect.kind === "announce" ? [effect.event.type] : []));
  const changes = new Changes();
  try {
    tenant.storage.transactionSync(() => {
      applyEffects(tenant, done.effects, {
        request: null,
        index,
        meta,
        now,
        changes,
        sequences: reader.sequences,
      });
      logSystemChange(
        tenant.sql,
        {
          method: "TRIGGER",
          path: `/${meaning.resource.name}/${done.record}`,
          reason: {
            kind: "trigger",
            name: asked.event,
            facts: { resource: meaning.resource.name, id: done.record, by: done.by },
          },
        },
        { now, generation: meta.generation, changes: changes.list() },
      );
    });
  } catch (error) {
    if (error instanceof RowTooLarge) return fail({ code: "sandbox_full", message: error.message });
    throw error;
  }
  tenant.counts.clear();
  scheduleAlarm(tenant);
  return succeed({
    event: asked.event,
    resource: meaning.resource.name,
    record: done.record,
    by: done.by,
    events: told,
  });
}

/** Members of `data` that neither the record nor the body of the change has; where any member may stand, none is. */
function strayMember(
  schemas: Schemas,
  resource: Resource,
  details: Details | undefined,
  data: JsonObject,
): string | undefined {
  const shapes = [resource.schema, ...Object.values(details?.body?.contents ?? {})].map((one) =>
    open(schemas, one),
  );
  // A form with alternatives may have members of each: it is the API's own validation that judges these.
  if (shapes.some((one) => one.additionalProperties || one.anyOf || one.oneOf)) return undefined;
  const known = shapes.flatMap((one) => Object.keys(one.properties ?? {}));
  const stray = Object.keys(data).find((name) => !known.includes(name));
  if (stray === undefined || known.length === 0) return undefined;
  return `data.${stray}: ${resource.name} has no member '${stray}'.${didYouMean(stray, known)}`;
}

type Stage = {
  index: BlueprintIndex;
  schemas: Schemas;
  reader: SqlRecordReader;
  now: number;
  asked: TriggerRequest;
  meaning: Meaning;
};

/** What an event says: of which resource, and what became of it. */
function meaningOf(index: BlueprintIndex, event: string): Meaning | undefined {
  const key =
    Object.entries(index.events.names).find(([, name]) => name === event)?.[0] ?? event.replace(".", " ");
  const space = key.lastIndexOf(" ");
  const resource = own(index.resources, key.slice(0, space));
  if (resource) return { resource, verb: key.slice(space + 1) };
  // Events of a move are named by the move itself.
  const mover = Object.values(index.resources).find((one) =>
    [...(one.lifecycle?.transitions ?? []), ...(one.lifecycle?.progress ?? [])].some(
      (step) => step.event === event,
    ),
  );
  return mover && { resource: mover, verb: event };
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  created: ["create"],
  updated: ["update", "replace"],
  deleted: ["delete"],
};

const operationFor = (index: BlueprintIndex, { resource, verb }: Meaning): Operation | undefined =>
  index.operations.find(
    (one) =>
      one.resource === resource.name &&
      (own(KINDS as Record<string, string[]>, verb) ?? []).includes(one.kind),
  );

function happen(stage: Stage, operation: Operation | undefined, details: Details | undefined): Done {
  const { meaning, asked } = stage;
  const { resource, verb } = meaning;
  if (verb === "created" && operation && details) return made(stage, operation, details);
  const record = chosen(stage, stepsTo(resource, verb));
  if (!record)
    throw refusal(
      asked.record === undefined
        ? `there is no ${resource.name} yet. Make one first`
        : `there is no ${resource.name} '${asked.record}'`,
    );
  const walked = shortestPath(
    resource,
    record.state,
    (step) => (step.event ?? step.to) === verb || step.to === verb,
  );
  if (walked) {
    const effects: Effect[] = [];
    let here = record;
    for (const step of walked) {
      const context = { ...stage, random: systemRandom(), runEffect };
      const taken = applyTransition(context, resource, here, step);
      effects.push(...taken.effects);
      here = taken.record;
    }
    return {
      effects,
      record: record.id,
      by: `moved ${[record.state, ...walked.map((one) => one.to)].join(" → ")}`,
    };
  }
  if (stepsTo(resource, verb).length > 0)
    throw refusal(
      `the ${resource.name} ${record.id} is ${record.state ?? "in no state"} and cannot get to ${verb} from there`,
    );
  if (operation && details) {
    const context = playOf(stage, operation, details, record, asked.data ?? {});
    return {
      effects: effectsOf(perform(context), context),
      record: record.id,
      by: `${operation.method} ${operation.path}`,
    };
  }
  const effects = describeEvent({ ...stage, random: systemRandom(), runEffect }, resource, record, verb);
  return {
    effects,
    record: record.id,
    by: "told of the record as it is: no change of this API brings it about",
  };
}

const refusal = (message: string): Refused => new Refused({ code: "conflict", status: 409, message });

type Stepping = { to: string; event?: string | undefined };
const stepsTo = (resource: Resource, verb: string): Stepping[] =>
  [...(resource.lifecycle?.transitions ?? []), ...(resource.lifecycle?.progress ?? [])].filter(
    (step) => (step.event ?? step.to) === verb || step.to === verb,
  );

/** The record that is named, else the newest that can get there, else the newest. */
function chosen({ reader, meaning, asked }: Stage, steps: readonly Stepping[]): Stored | undefined {
  const { resource, verb } = meaning;
  if (asked.record !== undefined) return reader.get(resource.name, undefined, asked.record);
  const page = reader.page({ resource: resource.name, where: [], descending: true, limit: 100, offset: 0 });
  if (steps.length === 0) return page[0];
  const able = page.find((one) =>
    shortestPath(resource, one.state, (step) => (step.event ?? step.to) === verb || step.to === verb),
  );
  return able ?? page[0];
}

/** A record made by the API's own operation, from a body that its schema allows. */
function made(stage: Stage, operation: Operation, details: Details): Done {
  const { resource } = stage.meaning;
  const media = Object.keys(details.body?.contents ?? {});
  const schema = details.body?.contents[media.find((one) => one.includes("json")) ?? media[0] ?? ""] ?? {};
  const options = {
    schemas: stage.schemas,
    random: systemRandom(),
    now: stage.now,
    optional: 0,
    live: false,
  };
  const body = asObject(generateValue(options, schema, resource.name));
  for (const { property, resource: above } of resource.references) {
    const known = newest(stage, above);
    if (known && own(body, property) !== undefined) put(body, property, known.id);
  }
  const context = playOf(stage, operation, details, undefined, { ...body, ...stage.asked.data });
  const effects = effectsOf(perform(context), context);
  const created = effects.find((effect) => effect.kind === "insert");
  const id = created?.kind === "insert" ? created.record.id : "";
  return { effects, record: id, by: `${operation.method} ${operation.path}` };
}

const effectsOf = ({ effects }: Outcome, { created }: OperationContext): Effect[] => [...created, ...effects];

const newest = ({ reader }: Stage, resource: string): Stored | undefined =>
  reader.page({ resource, where: [], descending: true, limit: 1, offset: 0 })[0];

function playOf(
  stage: Stage,
  operation: Operation,
  details: Details,
  record: Stored | undefined,
  body: JsonObject,
): OperationContext {
  const { index, schemas, reader, now } = stage;
  return {
    index,
    operation,
    details,
    schemas,
    reader: reader,
    random: systemRandom(),
    now,
    path: pathOf(stage, operation, record),
    query: {},
    body: operation.kind === "delete" ? undefined : body,
    files: [],
    base: "",
    request: () => ({}),
    url: { path: operation.path, query: "" },
    mode: "test",
    created: [],
    media: "application/json",
    conditions: {},
    runEffect,
  };
}

/** The path that leads to the record, or to where a new one goes: by what it says of its parents, else under the newest. */
function pathOf(stage: Stage, operation: Operation, record: Stored | undefined): Record<string, string> {
  const { resource } = stage.meaning;
  const loose = record && record.parent !== "" ? record.parent.split("/") : [];
  const path: Record<string, string> = {};
  for (const parameter of operation.parameters) {
    const above = parameter.resource;
    const link = above === undefined ? undefined : own(resource.foreignKeys, above);
    const held = link === undefined || !record ? undefined : own(record.doc, link);
    if (parameter.role === "key" && record) path[parameter.name] = record.id;
    else if (held !== undefined && held !== null) path[parameter.name] = textOf(held);
    else
      path[parameter.name] = loose.shift() ?? (above === undefined ? "" : (newest(stage, above)?.id ?? ""));
  }
  return path;
}
