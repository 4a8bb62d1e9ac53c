// The one record of its place (R10).
import type { Resource } from "../../blueprint/format.ts";
import { type JsonObject, textOf } from "../../lib/json.ts";
import { makingOf, unwrapBody } from "./answer.ts";
import { announce } from "./announce.ts";
import { changed, outcome, stateOf } from "./changes.ts";
import { type Outcome, type Play, resourceOf } from "./context.ts";
import { fillRecord, mapMembers, newIdentity, recordSchema } from "./fill.ts";
import { type Scope, enterScope } from "./records.ts";
import { merged } from "./update.ts";
import type { Effect, Stored } from "./world.ts";

/** Reads or writes the one record of its place, which is born from defaults when first met (R10). */
export function singleton(play: Play, write: boolean): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const parent = placeOf(scope);
  const found = play.world.get(resource.name, parent, "-");
  const making = makingOf(play);
  const before =
    found?.doc ??
    fillRecord(
      making,
      resource,
      {},
      {
        id: newIdentity(resource.identity.generator, play.dice, play.world, resource.name, {}, play.now),
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

/** Ends it; when it is read again it is as new. */
export function endSingleton(play: Play): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const found = play.world.get(resource.name, placeOf(scope), "-");
  const effects: Effect[] = found
    ? [{ kind: "delete", record: found }, ...announce(play, resource, found, "deleted")]
    : [];
  return outcome(play, found?.doc ?? {}, effects, `deleted ${resource.name}`);
}

/** The place of a singleton: the path values and links above it. */
const placeOf = (scope: Scope): string => [scope.parent, ...Object.values(scope.links).map(textOf)].join("/");
