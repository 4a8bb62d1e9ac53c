// Seed records in a test of the Node project: of a document, or of a built-in API's folder.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { compileSources } from "#blueprint/compile-sources.ts";
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import type { Stored } from "#engine/record-reader.ts";
import type { Schemas } from "#engine/schemas.ts";
import { type SeedPlan, buildSeed } from "#engine/seed/build.ts";
import type { Finding } from "#engine/seed/lint/finding.ts";
import { lintSeed } from "#engine/seed/lint/lint.ts";

const SEEDS = path.join(import.meta.dirname, "../../seeds");
export const ANCHOR = Date.parse("2026-03-01T12:00:00Z");
export const PROFILES = ["empty", "small", "rich", "edge"];

export const builtInNames = (): string[] =>
  readdirSync(SEEDS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(SEEDS, entry.name, "openapi.yaml")))
    .map((entry) => entry.name);

/** A built-in API as it is compiled when it is published. */
export function builtIn(name: string): Blueprint {
  const read = (file: string): string | undefined => {
    const at = path.join(SEEDS, name, file);
    return existsSync(at) ? readFileSync(at, "utf8") : undefined;
  };
  const made = compileSources({
    document: read("openapi.yaml") ?? "",
    sandboxFile: read("sandbox.yaml"),
    records: read("records.yaml"),
  });
  if (!made.ok) throw new Error(`${name}: ${JSON.stringify(made.failure)}`);
  return made.value.blueprint;
}

export function schemasOf(blueprint: Pick<Blueprint, "schemas">): Schemas {
  const all: Record<string, Schema> = Object.assign({}, ...blueprint.schemas);
  return { get: (name) => all[name] };
}

export const seedOf = (blueprint: Blueprint, plan: Partial<SeedPlan> = {}): Stored[] =>
  buildSeed("release", blueprint.index, schemasOf(blueprint), blueprint.seed, {
    profile: "small",
    number: 1,
    anchor: ANCHOR,
    ...plan,
  }).records;

export const findingsIn = (blueprint: Blueprint, records: readonly Stored[]): Finding[] =>
  lintSeed(blueprint.index.resources, schemasOf(blueprint), records, ANCHOR);
