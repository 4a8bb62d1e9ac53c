// Births (R20-R25): what the client gave, completed; and what stands in the way of one.
import type { Resource } from "../../blueprint/format.ts";
import { type Json, type JsonObject, own, textOf } from "../../lib/json.ts";
import { makingOf, unwrapBody } from "./answer.ts";
import { announce, endpointOf, outcome, progress, stateOf } from "./changes.ts";
import { type Outcome, type Play, refuse, resourceOf } from "./context.ts";
import { fillRecord, mapMembers, newIdentity, recordSchema } from "./fill.ts";
import { type Scope, checkReferences, enterScope } from "./records.ts";
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
  const born = birth(play, resource, { parent: scope.parent, links: scope.links, id, body });
  return { ...born, headers: location(play, textOf(id)) };
}

/** PUT made the record: the path chose its key. */
export function upsert(play: Play, resource: Resource, scope: Scope, body: JsonObject): Outcome {
  const parameter = play.operation.parameters.find((one) => one.role === "key");
  const id = parameter ? (play.path[parameter.name] ?? "") : "";
  checkReferences(play, resource, body);
  checkUnique(play, resource, body, undefined);
  return birth(play, resource, { parent: scope.parent, links: scope.links, id, body });
}

type Newborn = { parent: string; links: Record<string, Json>; id: Json; body: JsonObject };

function birth(play: Play, resource: Resource, { parent, links, id, body }: Newborn): Outcome {
  const doc = fillRecord(makingOf(play), resource, body, { id, now: play.now, links });
  const record: Stored = {
    resource: resource.name,
    parent,
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
  return outcome(play, doc, effects, `created ${resource.name} ${record.id}`);
}

export function checkUnique(
  play: Play,
  resource: Resource,
  body: JsonObject,
  self: Stored | undefined,
): void {
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

function location(play: Play, id: string): [string, string][] {
  const declared = play.details.answer.headers.includes("location");
  return declared || play.details.answer.status === 202
    ? [["location", `${play.base}${play.url.path.replace(/\/$/, "")}/${encodeURIComponent(id)}`]]
    : [];
}
