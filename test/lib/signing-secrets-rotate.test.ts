// The ring of secrets that sign keys: a new one first, the old one good beside it, until it is taken out.
import { expect, test } from "vitest";
import { newApiId, newKeyId, newOwnerId } from "#lib/ids.ts";
import { mintKey, mintSandboxToken, proveKey, proveSandboxToken } from "#lib/key.ts";

const OLD = "an old secret that has more than thirty-two characters";
const NEW = "a new secret that has more than thirty-two characters";

test("keys and sandbox addresses of before go on while both secrets are in the ring, and end when the old one leaves", async () => {
  const grant = {
    prefix: "lib",
    mode: "test" as const,
    owner: newOwnerId(),
    api: newApiId(),
    keyId: newKeyId(),
  };
  const { key, claims } = await mintKey([OLD], grant);
  const token = await mintSandboxToken([OLD], grant.owner);
  expect(await proveKey([NEW, OLD], key)).toEqual(claims);
  expect(await proveSandboxToken([NEW, OLD], token)).toBe(grant.owner);
  const fresh = await mintKey([NEW, OLD], grant);
  expect(await proveKey([NEW], fresh.key)).toEqual(fresh.claims);
  expect(await proveKey([OLD], fresh.key)).toBeUndefined();
  expect(await proveKey([NEW], key)).toBeUndefined();
  expect(await proveSandboxToken([NEW], token)).toBeUndefined();
});
