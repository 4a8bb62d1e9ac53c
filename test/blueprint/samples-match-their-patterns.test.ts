import { expect, test } from "vitest";
import { seededRandom } from "#lib/random.ts";
import { samplePattern } from "#lib/sample-pattern.ts";
import { makeText } from "#engine/generate/leaf.ts";
import { matchesPattern } from "#engine/request/patterns.ts";

const PATTERNS = [
  "^[TE][A-Z0-9]{8,}$",
  "^SM[0-9a-fA-F]{32}$",
  "^(foo|ba[rz])-\\d{2,4}$",
  "^[a-z]+(?:_[a-z]+)*$",
  "^/v1/file_links",
  "^\\+[1-9]\\d{1,14}$",
  "^[^/]+/[^/]+$",
  "^#?[0-9a-f]{6}$",
  "^\\w+@\\w+\\.com$",
  "^v\\d+\\.\\d+\\.\\d+$",
  "[A-Z]{2}",
  "^$|^x{3}$",
  "^[\\s\\S]+$",
  "^(?:[-a-z]+\\/){2}\\x2d\\u002D$",
  "^(?!-)[a-z-]{3}$",
  "^((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9]\\.)+[a-z]{2,}$",
  "^(?<year>\\d{4})-\\d\\d$",
  "^[\\D]{120}$",
  "^a{0,3}\\{1,2\\}$",
];

test.each(PATTERNS)("R20: a sample matches %s", (pattern) => {
  for (let i = 0; i < 50; i++)
    expect(samplePattern(pattern, seededRandom(`${pattern} ${i}`))).toMatch(new RegExp(pattern));
});

test.each([
  ["^[0-9]+$", 10, 36],
  ["^[0-9a-zA-Z]+$", 10, 10],
  ["^.*$", 1, 3],
  ["^(arn:)?[a-z]+(:[a-z]*)*$", 20, 24],
  ["\\S", 1, 1],
])("R20: a sample of %s has %i to %i characters", (pattern, minLength, maxLength) => {
  for (let i = 0; i < 50; i++) {
    const sample = samplePattern(pattern, seededRandom(`${pattern} ${i}`), { minLength, maxLength }) ?? "";
    expect(sample).toMatch(new RegExp(pattern));
    expect(sample.length).toBeGreaterThanOrEqual(minLength);
    expect(sample.length).toBeLessThanOrEqual(maxLength);
  }
});

test("R20: classes of Unicode, flags and anchors of other engines are read", () => {
  const sampleOf = (pattern: string): string | undefined => samplePattern(pattern, seededRandom("x"));
  expect(sampleOf("^[-._\\p{L}\\p{N}]+$")).toMatch(/^[-._\p{L}\p{N}]+$/u);
  expect(sampleOf("(?s)^.+$")).toMatch(/^[a-z0-9]+$/);
  expect(sampleOf("\\A(?i:ab)[[:digit:]]{2}\\z")).toMatch(/^ab\d\d$/);
});

test("R25: what may come more often than RE2 counts is held to all else that its pattern says", () => {
  const pattern = "^arn:(a|b){1,2}:[a-z]{1,2048}$";
  expect(
    ["arn:a:x", `arn:b:${"x".repeat(1500)}`, "arn:c:x", "arn:a:"].map((text) =>
      matchesPattern(pattern, text),
    ),
  ).toEqual([true, true, false, false]);
  expect(matchesPattern("^(ab){1200}$", "ab")).toBe(false);
});

test("R20: what cannot be sampled gives nothing, and nothing hangs", () => {
  for (const pattern of ["(?<=a)b", "(a", "[a", "\\1", "a)b", "\\p{Unheard}"])
    expect(samplePattern(pattern, seededRandom("x")), pattern).toBeUndefined();
  expect(samplePattern(`${"(".repeat(12)}a${"{64})".repeat(12)}`, seededRandom("x"))).toBeUndefined();
});

test.each([
  ["^(?!-|[0-9])(?!.*-$)(?!.*?--)[a-zA-Z0-9-]+$", ["a1", "a-b"], ["4", "-a", "a-", "a--b"]],
  ["^(?=.{3,5}$)(?=.*\\d)[a-z0-9]+$", ["ab1", "a1b2"], ["abc", "a1", "a1b2c3"]],
  ["^(?!x)a|b$", ["b", "xb"], []],
  // No text matches these, so that none is refused.
  ["^[a-z]*$\\{2,64\\}$", ["ab"], []],
  ["^(a)\\1$", ["b"], []],
])("R25: look-aheads of %s are held", (pattern, fitting, misfits) => {
  for (const text of fitting) expect(matchesPattern(pattern, text), text).toBe(true);
  for (const text of misfits) expect(matchesPattern(pattern, text), text).toBe(false);
  for (let i = 0; i < 20; i++)
    expect(
      matchesPattern(pattern, makeText(seededRandom(String(i)), 0, { type: ["string"], pattern }, "name")),
    ).toBe(true);
});

test.each([
  ["(?!^.*--)(?!^[0-9]+$)^[A-Za-z0-9-]+$", "ab-c", ["a--b", "12", "two words"]],
  ["(^(?!_{2}))(^[a-z_]+$)", "abc", ["two words"]],
  ["^([a-z](?!x)|y)+$", "ay", ["A"]],
  ["^(?<!x)a\\(?!b$", "a(!b", ["ab"]],
])(
  "R25: a text that %s does not take for what stands beside its look-arounds is refused",
  (pattern, taken, refused) => {
    expect(matchesPattern(pattern, taken)).toBe(true);
    for (const one of refused) expect(matchesPattern(pattern, one), one).toBe(false);
  },
);
