// The curl lines that are printed work when pasted.
import { describe, expect, it } from "vitest";
import { credentialFlag } from "#cli/publishing/credential-flag.ts";

const KEY = "lib_test_abcDEF123";

describe("credentialFlag", () => {
  it("ends in a colon for Basic, so that curl asks for no password", () => {
    expect(credentialFlag({ kind: "basic" }, KEY)).toBe(`-u ${KEY}:`);
  });

  it("names the header or the parameter that the API declares, and is Bearer otherwise", () => {
    expect(credentialFlag({ kind: "header", name: "api-key" }, KEY)).toBe(`-H "api-key: ${KEY}"`);
    expect(credentialFlag({ kind: "query", name: "token" }, KEY)).toBe(`-G -d token=${KEY}`);
    expect(credentialFlag({ kind: "bearer" }, KEY)).toBe(`-H "Authorization: Bearer ${KEY}"`);
    expect(credentialFlag(undefined, KEY)).toBe(`-H "Authorization: Bearer ${KEY}"`);
  });
});
