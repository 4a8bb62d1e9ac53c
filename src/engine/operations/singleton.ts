// The one record of its place (R10).
import type { Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, textOf } from "#lib/json.ts";
import { generatorOptions } from "../generate/options.ts";
import { unwrapBody } from "../response/envelope.ts";
import { describeEvent } from "../records/event-payload.ts";
import { changed, outcome } from "./outcome.ts";
import { stateOf } from "../records/effects.ts";
import { type Outcome, type OperationContext, resourceOf } from "../context.ts";
import { fillRecord, mapMembers, newIdentity, recordSchema } from "../records/fill.ts";
import { type Scope, enterScope } from "../records/lookup.ts";
import { merged } from "./change-record.ts";
import type { Effect, Stored } from "../record-reader.ts";

/** Reads or writes the one record of its place, which is born from defaults when first met (R10). */
export function singleton(play: OperationContext, write: boolean): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const parent = placeOf(scope);
  const found = play.world.get(resource.name, parent, "-");
  const making = generatorOptions(play);
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
        ...describeEvent(play, resource, single(resource, parent, doc, play.now), "updated"),
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
export function endSingleton(play: OperationContext): Outcome {
  const resource = resourceOf(play);
  const scope = enterScope(play, resource);
  const found = play.world.get(resource.name, placeOf(scope), "-");
  const effects: Effect[] = found
    ? [{ kind: "delete", record: found }, ...describeEvent(play, resource, found, "deleted")]
    : [];
  return outcome(play, found?.doc ?? {}, effects, `deleted ${resource.name}`);
}

/** The place of a singleton: the path values and links above it. */
const placeOf = (scope: Scope): string => [scope.parent, ...Object.values(scope.links).map(textOf)].join("/");
