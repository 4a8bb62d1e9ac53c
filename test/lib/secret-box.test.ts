// Secrets at rest: they open under their own secret, unchanged, and never otherwise.
import { describe, expect, it } from "vitest";
import { seal, unseal } from "#lib/secret-box.ts";

const SECRET = "a secret of a deployment, long enough";

describe("a sealed text", () => {
  it("opens under the secret that sealed it, and is another box each time", async () => {
    const [one, other] = [await seal(SECRET, "sk_upstream ✓"), await seal(SECRET, "sk_upstream ✓")];
    expect(one).not.toBe(other);
    expect(one).not.toContain("upstream");
    expect([await unseal(SECRET, one), await unseal(SECRET, other)]).toEqual([
      "sk_upstream ✓",
      "sk_upstream ✓",
    ]);
    expect(await unseal(SECRET, await seal(SECRET, ""))).toBe("");
  });

  it("is undefined under another secret, changed anywhere, cut, or no box at all", async () => {
    const box = await seal(SECRET, "text");
    expect(await unseal(`${SECRET}x`, box)).toBeUndefined();
    const bytes = Uint8Array.from(atob(box), (c) => c.charCodeAt(0));
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect([i, await unseal(SECRET, btoa(String.fromCharCode(...changed)))]).toEqual([i, undefined]);
    }
    for (const other of ["", "text", box.slice(0, 8), btoa("short")])
      expect([other, await unseal(SECRET, other)]).toEqual([other, undefined]);
  });
});
