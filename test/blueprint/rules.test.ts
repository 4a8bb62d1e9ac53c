// The table of the rules of inference against the source, the tests and the README that cite them.
import { describe, expect, it } from "vitest";
import { RULES } from "#blueprint/infer/rules.ts";
import type { Rule } from "#blueprint/infer/rules/rule.ts";
import { citedIn, commentsOf, filesBelow, readText, titlesOf } from "../support/rule-citations.ts";

const rules: readonly Rule[] = RULES;
const COUNT = 55;

/** Facts of the report name the rule of each as its value; that is no place where a rule is carried out. */
const REPORT = "blueprint/emit/report.ts";

/** R2 is also Cloudflare's object store; in these two rooms alone it is always the rule. */
const isStore = (file: string, id: string): boolean => id === "R2" && !/^(blueprint|engine)\//.test(file);

const sources = filesBelow("src")
  .filter((file) => /\.tsx?$/.test(file) && !/^blueprint\/infer\/rules[./]/.test(file))
  .map((file) => ({ file, text: readText(`src/${file}`) }));
const tests = filesBelow("test")
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => ({ file, titles: titlesOf(readText(`test/${file}`)) }));

/** Pairs of a rule and a file, as the table has them and as the files do. */
const pairs = (of: "files" | "tests"): string[] =>
  rules.flatMap((rule) => rule[of].map((file) => `${rule.id} ${file}`)).sort();
const cited = (list: { file: string; text: string }[]): string[] =>
  list
    .flatMap(({ file, text }) =>
      [...citedIn(text)].filter((id) => !isStore(file, id)).map((id) => `${id} ${file}`),
    )
    .sort();

describe("the table of rules", () => {
  it("has each rule once, in order", () => {
    expect(rules.map((rule) => rule.id)).toEqual(Array.from({ length: COUNT }, (_, i) => `R${i + 1}`));
  });

  it("says what is left of a rule that is not implemented whole", () => {
    for (const { id, status, note } of rules) expect(note === undefined, id).toBe(status === "implemented");
  });

  it("names files and tests for each rule that is not open, and none for one that is", () => {
    for (const { id, status, files, tests: held } of rules) {
      expect(files.length > 0, id).toBe(status !== "open");
      expect(held.length > 0, id).toBe(status !== "open");
    }
  });
});

describe("the comments of the source", () => {
  it("cite a rule in exactly the files that the table names", () => {
    expect(cited(sources.map(({ file, text }) => ({ file, text: commentsOf(text) })))).toEqual(
      pairs("files"),
    );
  });
});

describe("the texts of the source", () => {
  it("cite no rule where the table does not name the file", () => {
    const known = new Set(pairs("files"));
    const stray = cited(sources.filter(({ file }) => file !== REPORT)).filter((pair) => !known.has(pair));
    expect(stray).toEqual([]);
  });
});

describe("the titles of tests", () => {
  it("cite a rule in exactly the files that the table names", () => {
    const titles = cited(tests.map(({ file, titles: text }) => ({ file, text }))).filter(
      (pair) => Number(/^R(\d+)/.exec(pair)?.[1]) <= COUNT,
    );
    expect(titles).toEqual(pairs("tests"));
  });
});

describe("the README of blueprint", () => {
  it("shows the table", () => {
    const readme = readText("src/blueprint/README.md");
    const [, shown] = /<!-- rules -->\n\n([\s\S]*?)\n\n<!-- \/rules -->/.exec(readme) ?? [];
    const wanted = rendered();
    expect(shown, `Between <!-- rules --> and <!-- /rules --> the README should have:\n\n${wanted}\n`).toBe(
      wanted,
    );
  });
});

function rendered(): string {
  const rows = rules.map(({ id, title, status, note, tests: held }) => {
    const names = held.map((file) => `\`${file.replace(/\.test\.ts$/, "")}\``).join(", ");
    return `| ${id} | ${title} | ${note === undefined ? status : `${status}: ${note}`} | ${names} |`;
  });
  return ["| rule | what is inferred | status | tests |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
