// What sandbox.yaml gives a record when it is made, for those that are seeded: values that follow from the record itself, and
// the further keys that it is found by. What speaks of a call that nobody made is left as it was made up.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import { ExpressionFailure } from "#lib/expression.ts";
import { type JsonObject, own, textOf } from "#lib/json.ts";
import { detachedContext } from "../behaviour/detached-context.ts";
import { setLookups } from "../behaviour/members.ts";
import { assign, scopeOf } from "../behaviour/scope.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import type { RecordReader, Stored } from "../record-reader.ts";

/** Expressions that look at the call, or draw what the seed has drawn already. */
const OF_THE_CALL = /\b(body|query|path|named|parent|request|base|me|random|now)\b/;

type Made = {
  index: BlueprintIndex;
  /** Records of other resources, by its name, and those of the same. */
  made: ReadonlyMap<string, readonly Stored[]>;
  siblings: readonly Stored[];
};

export function declareMembers(
  resource: Resource,
  { schemas, random }: GeneratorOptions,
  { index, made, siblings }: Made,
  doc: JsonObject,
  { given, created }: { given: JsonObject; created: number },
): void {
  const { members = {}, lookups = [] } = resource.behaviour ?? {};
  // Null is how a member begins, and the state is where the record has come by now.
  const values = Object.entries(members).filter(
    ([name, { value = null }]) =>
      value !== null &&
      name !== resource.lifecycle?.field &&
      own(given, name) === undefined &&
      !OF_THE_CALL.test(JSON.stringify(value)),
  );
  if (values.length + lookups.length === 0) return;
  const reader = readerOf((name) => (name === resource.name ? siblings : (made.get(name) ?? [])));
  const context = detachedContext({ index, schemas, reader, random, now: created, runEffect: () => {} });
  try {
    for (const [name, { value = null }] of values)
      assign(doc, { [name]: value }, scopeOf(context, { next: doc }));
    setLookups(context, resource, doc);
  } catch (error) {
    // Of a record that lacks what an expression reads, nothing more is known.
    if (!(error instanceof ExpressionFailure)) throw error;
  }
}

/** The records that are made so far. */
function readerOf(all: (resource: string) => readonly Stored[]): RecordReader {
  const having = (resource: string, holds: (doc: JsonObject) => boolean): Stored[] =>
    all(resource).filter(({ doc }) => holds(doc));
  return {
    get: (resource, _parent, id) => all(resource).find((one) => one.id === id),
    find: (resource, property, value) => having(resource, (doc) => textOf(own(doc, property)) === value),
    select: (resource, where, limit) =>
      having(resource, (doc) =>
        Object.entries(where).every(([name, value]) => textOf(own(doc, name)) === textOf(value)),
      ).slice(0, limit),
    holding: (resource, member, value, limit) =>
      having(resource, (doc) => {
        const list = own(doc, member);
        return Array.isArray(list) && list.some((one) => textOf(one) === textOf(value));
      }).slice(0, limit),
    stage: () => {},
    drop: () => {},
    page: () => [],
    count: ({ resource }) => all(resource).length,
    upload: () => undefined,
    deliveries: () => [],
    next: (_sequence, start) => start,
  };
}
