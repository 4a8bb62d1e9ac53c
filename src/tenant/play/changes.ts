// What every write shares: the answer, the changed record with its stamps, its events, its endpoint, its future.
import type { Resource } from "../../blueprint/format.ts";
import { formatTime } from "../../lib/clock.ts";
import { type JsonObject, asArray, asString, own, put } from "../../lib/json.ts";
import { announce } from "./announce.ts";
import { answerOne } from "./answer.ts";
import type { Outcome, Play } from "./context.ts";
import { derive } from "./fill.ts";
import type { Effect, Stored } from "./world.ts";

export function outcome(play: Play, doc: JsonObject, effects: Effect[], why: string): Outcome {
  return { status: play.details.answer.status, body: answerOne(play, doc), headers: [], effects, why };
}

export function changed(
  play: Play,
  resource: Resource,
  before: Stored,
  doc: JsonObject,
  verb: string,
  why: string,
): Outcome {
  for (const field of resource.times)
    if (field.role === "updated") put(doc, field.property, formatTime(play.now, field.form));
    else {
      // When a record was made is the server's to say, whatever a change says.
      const made = own(before.doc, field.property);
      if (made !== undefined) put(doc, field.property, made);
    }
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
      ...announce(play, resource, record, verb, before.doc),
      ...moved,
      ...endpointOf(resource, record),
    ],
    why,
  );
}

export const stateOf = (resource: Resource, doc: JsonObject): string | null =>
  resource.lifecycle ? (asString(own(doc, resource.lifecycle.field)) ?? null) : null;

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

/** Nothing that is longer is an address that could be delivered to. */
export const MAX_URL = 4096;

/** A record of the API's own webhook resource is a delivery endpoint (R50). */
export function endpointOf(resource: Resource, record: Stored): Effect[] {
  const rule = resource.subscription;
  const url = rule && asString(own(record.doc, rule.url));
  if (!rule || url === undefined || url.length > MAX_URL) return [];
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
