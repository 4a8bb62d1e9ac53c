// Singletons (R10): the one record at its path.
import type { Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, textOf } from "#lib/json.ts";
import { rule } from "#lib/reason.ts";
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

/** Reads or writes the one record at its path, which is created from defaults at its first use (R10). */
export function singleton(context: OperationContext, write: boolean): Outcome {
  const resource = resourceOf(context);
  const scope = enterScope(context, resource);
  const parent = placeOf(scope);
  const found = context.reader.get(resource.name, parent, "-");
  const options = generatorOptions(context);
  const before =
    found?.doc ??
    fillRecord(
      options,
      resource,
      {},
      {
        id: newIdentity(
          resource.identity.generator,
          context.random,
          context.reader,
          resource.name,
          {},
          context.now,
        ),
        now: context.now,
        links: scope.links,
      },
    );
  if (!write)
    return outcome(
      context,
      before,
      found ? [] : [{ kind: "insert", record: single(resource, parent, before, context.now) }],
      rule("read", { resource: resource.name, id: null }),
    );
  const doc = merged(
    resource,
    before,
    mapMembers(options, recordSchema(options, resource), unwrapBody(context)),
  );
  if (!found)
    return outcome(
      context,
      doc,
      [
        { kind: "insert", record: single(resource, parent, doc, context.now) },
        ...describeEvent(context, resource, single(resource, parent, doc, context.now), "updated"),
      ],
      rule("set", { resource: resource.name }),
    );
  return changed(
    context,
    resource,
    found,
    doc,
    "updated",
    rule("updated", { resource: resource.name, id: null }),
  );
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
export function endSingleton(context: OperationContext): Outcome {
  const resource = resourceOf(context);
  const scope = enterScope(context, resource);
  const found = context.reader.get(resource.name, placeOf(scope), "-");
  const effects: Effect[] = found
    ? [{ kind: "delete", record: found }, ...describeEvent(context, resource, found, "deleted")]
    : [];
  return outcome(context, found?.doc ?? {}, effects, rule("deleted", { resource: resource.name, id: null }));
}

/** The place of a singleton: the path values and links above it. */
const placeOf = (scope: Scope): string => [scope.parent, ...Object.values(scope.links).map(textOf)].join("/");
