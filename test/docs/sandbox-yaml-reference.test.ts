import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { REFERENCE, sandboxYamlReference } from "./sandbox-yaml-reference.ts";

/** Without what a formatter changes. */
const bare = (text: string): string => text.replaceAll(/[\s-]/g, "");

it("is made from the schema of sandbox.yaml: npm run docs:reference makes it anew", async () => {
  expect(bare(await readFile(REFERENCE, "utf8"))).toBe(bare(sandboxYamlReference()));
});

it("says something of every word", () => {
  const silent = sandboxYamlReference()
    .split("\n")
    .filter((line) => /^\| `.*\|\s+(Required\. )?\|$/.test(line));
  expect(silent).toEqual([]);
});
