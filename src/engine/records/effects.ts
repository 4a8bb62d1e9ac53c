// Parts that every write shares: a record's state, its timers, its webhook endpoint.
import type { Progress, Resource } from "#blueprint/format/resource.ts";
import { type Json, type JsonObject, asArray, asString, at, own, textOf } from "#lib/json.ts";
import type { Effect, Stored } from "../record-reader.ts";

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
          after: Math.max(0, dueOf(step, record) - record.updated),
        },
      ]
    : [];
}

/** When a step is due: at the moment that its member holds, else so long after the record came into its state. */
export function dueOf({ at, after }: Progress, record: Stored): number {
  const said = at === undefined ? undefined : own(record.doc, at);
  const moment = typeof said === "number" ? said * 1000 : Date.parse(asString(said) ?? "");
  return Number.isNaN(moment) ? record.updated + after : moment;
}

/** Nothing that is longer is an address that could be delivered to. */
export const MAX_URL = 4096;

/** A URL as the endpoint that is told of one record, and of no other. */
export function callbackEndpoint(record: Stored, url: string, secret = ""): Effect[] {
  if (url.length > MAX_URL || !/^https?:\/\//.test(url)) return [];
  const name = `${record.resource}:${record.id}`;
  return [{ kind: "endpoint", id: `callback ${name}`, url, events: [], secret, active: true, record: name }];
}

/** A record of the API's own webhook resource is a delivery endpoint (R50). */
export function endpointOf(resource: Resource, record: Stored): Effect[] {
  const rule = resource.subscription;
  const url = rule && asString(memberAt(record, rule.url));
  if (!rule || url === undefined || url.length > MAX_URL) return [];
  const events =
    rule.events === undefined
      ? []
      : asArray(memberAt(record, rule.events)).filter((one) => typeof one === "string");
  const active =
    rule.active === undefined
      ? true
      : own(record.doc, rule.active) !== false &&
        own(record.doc, rule.active) !== "disabled" &&
        own(record.doc, rule.active) !== "paused";
  const topic = rule.topic === undefined ? undefined : memberAt(record, rule.topic);
  return [
    {
      kind: "endpoint",
      id: record.id,
      url,
      events,
      secret: (rule.secret && asString(memberAt(record, rule.secret))) ?? "",
      active,
      ...(topic === undefined || topic === null ? {} : { topic: textOf(topic) }),
    },
  ];
}

/** A member of a record; a dotted name stands in the object there. */
const memberAt = ({ doc }: Stored, name: string): Json | undefined => at(doc, name.split("."));
