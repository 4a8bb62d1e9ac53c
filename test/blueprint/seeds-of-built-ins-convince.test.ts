// The seed data of every built-in API, in every profile: nothing in it is impossible, and it is varied enough to meet what
// clients trip over.
import { describe, expect, test } from "vitest";
import type { Stored } from "#engine/record-reader.ts";
import { open } from "#engine/schemas.ts";
import { type Json, isObject } from "#lib/json.ts";
import { PROFILES, builtIn, builtInNames, findingsIn, schemasOf, seedOf } from "../support/seeded.ts";

/** Every leaf of a record with the words that lead to it, items of lists under one. */
function* leavesOf(value: Json, path = ""): Generator<readonly [string, Json]> {
  if (Array.isArray(value)) for (const item of value) yield* leavesOf(item, `${path}/#`);
  else if (isObject(value))
    for (const [name, one] of Object.entries(value)) yield* leavesOf(one, `${path}/${name}`);
  else yield [path, value];
}

const docsOf = (records: readonly Stored[], resource: string) =>
  records.filter((one) => one.resource === resource).map((one) => one.doc);

function longestList(value: Json): number {
  if (Array.isArray(value)) return Math.max(value.length, ...value.map(longestList));
  return isObject(value) ? Math.max(0, ...Object.values(value).map(longestList)) : 0;
}

const hasRoomForLists = (records: readonly Stored[]) => records.some((one) => longestList(one.doc) > 1);

describe.each(builtInNames())("%s", (name) => {
  const blueprint = builtIn(name);

  const schemas = schemasOf(blueprint);
  /** What somebody wrote is as it is. */
  const isMade = ({ resource }: Pick<Stored, "resource">) =>
    (blueprint.seed.records[resource]?.length ?? 0) === 0;
  /** Whether the schema leaves anything to choose. */
  const mayDiffer = (resource: string): boolean => {
    const { properties = {}, required = [] } = open(schemas, blueprint.index.resources[resource]?.schema);
    const isFree = (one: string) =>
      !required.includes(one) && open(schemas, properties[one]).default === undefined;
    return Object.keys(properties).filter(isFree).length > 3;
  };

  test.each(PROFILES)("has nothing impossible in its seed records (%s)", (profile) => {
    for (const number of [1, 2])
      expect(findingsIn(blueprint, seedOf(blueprint, { profile, number }))).toEqual([]);
  });

  test("has varied seed records", () => {
    const records = seedOf(blueprint, { profile: "rich" }).filter(isMade);
    for (const resource of new Set(records.map((one) => one.resource))) {
      const docs = docsOf(records, resource);
      if (docs.length < 8 || resource.startsWith("\n")) continue;
      const texts = new Map<string, Set<Json>>();
      for (const doc of docs)
        for (const [path, value] of leavesOf(doc)) texts.set(path, (texts.get(path) ?? new Set()).add(value));
      const differing = [...texts.values()].filter((values) => values.size > 1).length;
      expect(differing, `${resource}: members that differ`).toBeGreaterThan(texts.size / 3);
      const title = [...texts].find(([path]) => /^\/(name|title|full_name|subject)$/.test(path))?.[1];
      if (title) expect(title.size, `${resource}: names that differ`).toBeGreaterThan(docs.length / 3);
    }
  });

  test("has long lists, missing members and every state at the edge", () => {
    const records = [1, 2, 3].flatMap((number) => seedOf(blueprint, { profile: "edge", number }));
    if (hasRoomForLists(seedOf(blueprint, { profile: "rich" }).filter(isMade)))
      expect(Math.max(...records.map((one) => longestList(one.doc)))).toBeGreaterThan(10);
    for (const resource of new Set(records.map((one) => one.resource))) {
      const docs = docsOf(records, resource);
      if (docs.length < 12) continue;
      const sizes = new Set(docs.map((doc) => Object.values(doc).filter((value) => value !== null).length));
      const isWritten = !isMade({ resource }) && blueprint.index.seed.counts[resource] === 0;
      if (!isWritten && mayDiffer(resource))
        expect(sizes.size, `${resource}: sizes that differ`).toBeGreaterThan(1);
      const states = blueprint.index.resources[resource]?.lifecycle?.states ?? [];
      if (isWritten) continue;
      const seen = new Set(records.filter((one) => one.resource === resource).map((one) => one.state));
      if (docs.length > states.length) for (const state of states) expect(seen).toContain(state);
    }
  });
});
