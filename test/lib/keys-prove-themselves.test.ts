// The key format: every part of a key is under its MAC, and nothing else passes for one.
import { describe, expect, it } from "vitest";
import { canonicalAddress } from "#lib/address.ts";
import { newApiId, newKeyId, newOwnerId } from "#lib/ids.ts";
import { mintKey, mintSandboxToken, proveKey, proveSandboxToken } from "#lib/key.ts";

const RING = ["a secret that has more than thirty-two characters"];
const grant = (api: string | null = newApiId()) => ({
  prefix: "lib",
  mode: "test" as const,
  owner: newOwnerId(),
  api,
  keyId: newKeyId(),
});

describe("proveKey", () => {
  it("gives back what a key was made with", async () => {
    for (const one of [grant(), grant(null)]) {
      const { key, claims } = await mintKey(RING, one);
      expect(claims).toMatchObject(one);
      expect(await proveKey(RING, key)).toEqual(claims);
    }
  });

  it("refuses a key of another prefix or another mode", async () => {
    const { key } = await mintKey(RING, grant());
    expect(await proveKey(RING, key.replace(/^lib_/, "sk_"))).toBeUndefined();
    expect(await proveKey(RING, key.replace(/^lib_/, "li_"))).toBeUndefined();
    expect(await proveKey(RING, key.replace("_test_", "_live_"))).toBeUndefined();
    const live = await mintKey(RING, { ...grant(), mode: "live" });
    expect(await proveKey(RING, live.key.replace("_live_", "_test_"))).toBeUndefined();
  });

  it("refuses a key with any character changed, one too many or one too few", async () => {
    const { key } = await mintKey(RING, grant());
    const body = key.lastIndexOf("_") + 1;
    for (let i = body; i < key.length; i++) {
      const other = key[i] === "A" ? "B" : "A";
      expect(await proveKey(RING, key.slice(0, i) + other + key.slice(i + 1))).toBeUndefined();
    }
    expect(await proveKey(RING, `${key}0`)).toBeUndefined();
    expect(await proveKey(RING, key.slice(0, -1))).toBeUndefined();
    expect(await proveKey(RING, ` ${key}`)).toBeUndefined();
  });
});

describe("proveSandboxToken", () => {
  it("proves its own tokens, and none that is edited, cut or longer", async () => {
    const sandbox = newOwnerId();
    const token = await mintSandboxToken(RING, sandbox);
    expect(await proveSandboxToken(RING, token)).toBe(sandbox);
    for (const at of [0, sandbox.length, token.length - 1]) {
      const other = token[at] === "A" ? "B" : "A";
      expect(await proveSandboxToken(RING, token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
    }
    for (const text of [token.slice(0, -1), `${token}0`, sandbox, ""])
      expect(await proveSandboxToken(RING, text)).toBeUndefined();
  });
});

describe("canonicalAddress", () => {
  it("writes an address in one form, and nothing else", () => {
    expect(canonicalAddress("192.0.2.7")).toBe("192.0.2.7");
    expect(canonicalAddress("2001:DB8:0:0:0::7")).toBe("2001:db8::7");
    expect(canonicalAddress("::1")).toBe("::1");
    for (const text of [
      "192.0.2.256",
      "192.0.2",
      "192.0.2.0/24",
      "2001:db8::/32",
      "example.com",
      "",
      "1::2::3",
    ])
      expect([text, canonicalAddress(text)]).toEqual([text, undefined]);
  });
});
