// The list of mutants against the present source and tests: what moved is seen here, not in the next long run.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type Mutant, mutated, namedOf, occurrences } from "./mutant.ts";
import { ROOMS } from "./rooms.ts";

const project = path.resolve(import.meta.dirname, "../..");
const mutants = namedOf(ROOMS);

describe("the list of mutants", () => {
  it("finds each search text exactly once in the source, and changes it", async () => {
    const wrong = [];
    for (const { name, file, find, replace } of mutants) {
      const text = await readFile(path.join(project, "src", file), "utf8").catch(() => "");
      const times = occurrences(text, find);
      if (times !== 1 || find === replace) wrong.push(`${name}: ${times} times in src/${file}`);
    }
    expect(wrong).toEqual([]);
  });

  it("names tests that exist, and each mutant once", async () => {
    const files = (await readdir(path.join(project, "test"), { recursive: true }))
      .map((one) => `test/${one}`)
      .filter((one) => one.endsWith(".test.ts"));
    const missing = mutants
      .filter(({ tests }) => !tests.some((part) => files.some((file) => file.includes(part))))
      .map(({ name }) => name);
    expect(missing).toEqual([]);
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
  });
});

describe("mutated", () => {
  const one: Mutant = { id: "x", file: "x.ts", find: "a < b", replace: "a <= b" };

  it("changes the one place, and takes the replacement literally", () => {
    expect(mutated("if (a < b) go();", one)).toBe("if (a <= b) go();");
    expect(mutated("if (a < b) go();", { ...one, replace: "$&" })).toBe("if ($&) go();");
  });

  it("answers undefined where the text is not there, or more than once", () => {
    expect(mutated("if (b > a) go();", one)).toBeUndefined();
    expect(mutated("a < b; a < b", one)).toBeUndefined();
  });
});
