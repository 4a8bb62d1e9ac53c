import { expect, test } from "vitest";
import { seededRandom } from "#lib/random.ts";
import { samplePattern } from "#lib/sample-pattern.ts";

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
];

test.each(PATTERNS)("R20: a sample matches %s", (pattern) => {
  for (let i = 0; i < 50; i++)
    expect(samplePattern(pattern, seededRandom(`${pattern} ${i}`))).toMatch(new RegExp(pattern));
});

test("R20: what cannot be sampled gives nothing, and nothing hangs", () => {
  for (const pattern of ["^(?=.*a)b", "(a", "[a", "\\1", "a)b", "\\p{L}"])
    expect(samplePattern(pattern, seededRandom("x")), pattern).toBeUndefined();
  expect(samplePattern(`${"(".repeat(12)}a${"{64})".repeat(12)}`, seededRandom("x"))).toBeUndefined();
});
