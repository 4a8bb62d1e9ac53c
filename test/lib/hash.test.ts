// Comparing in constant time must still compare.
import { describe, expect, it } from "vitest";
import { equalBytes } from "#lib/hash.ts";

describe("equalBytes", () => {
  it("sees a difference in any byte, and in length", () => {
    const one = Uint8Array.of(1, 2, 3, 4);
    expect(equalBytes(one, Uint8Array.of(1, 2, 3, 4))).toBe(true);
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true);
    for (let i = 0; i < one.length; i++)
      for (const bit of [1, 128]) {
        const other = one.slice();
        other[i] = (other[i] ?? 0) ^ bit;
        expect([i, equalBytes(one, other), equalBytes(other, one)]).toEqual([i, false, false]);
      }
    expect(equalBytes(one, one.slice(0, 3))).toBe(false);
    expect(equalBytes(one.slice(0, 3), one)).toBe(false);
  });
});
