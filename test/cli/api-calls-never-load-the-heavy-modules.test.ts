// What the Worker evaluates for an API call is what its entry imports statically; accounts and seeding are not there.
import { mkdtemp, readFile, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { buildWorker } from "#cli/build.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "sandbar-build-"));
  await buildWorker(folder);
});

const STATIC = /(?:import|export)[^"'()]*?from\s*"(\.\/[^"]+)"|import\s*"(\.\/[^"]+)"/g;

async function reached(entry: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const text = await readFile(path.join(folder, entry), "utf8");
  for (const match of text.matchAll(STATIC)) await reached(path.basename(match[1] ?? match[2] ?? ""), seen);
  return seen;
}

test("the entry's static imports hold neither the accounts module nor seeding nor the YAML parser", async () => {
  const needed = await reached("worker.js");
  const all = (await readdir(folder)).filter((file) => file.endsWith(".js"));
  const textOf = async (files: Iterable<string>) =>
    (await Promise.all([...files].map((file) => readFile(path.join(folder, file), "utf8")))).join("\n");
  const [hot, everything] = [await textOf(needed), await textOf(all)];
  for (const mark of [
    "better-auth",
    "drizzle-orm",
    "@faker-js/faker",
    "engine/seed/words",
    "node_modules/yaml",
  ]) {
    expect(everything, mark).toContain(mark);
    expect(hot, mark).not.toContain(mark);
  }
  // Expressions (CEL) are among what calls may need, and synchronous.
  expect(hot.length).toBeLessThan(2_000_000);
});
