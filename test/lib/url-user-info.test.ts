// A URL may not carry who calls it: a name alone is refused like a name with a password.
import { describe, expect, it } from "vitest";
import { refuseUrl } from "#lib/url-guard.ts";

describe("refuseUrl", () => {
  it.each(["user:password", "user", ":password", "user:"])("refuses the user info '%s'", (info) => {
    for (const reach of ["public", "local", "loopback"] as const)
      expect(refuseUrl(`https://${info}@hooks.example.com/`, reach, [])).toBe("must not carry credentials");
  });
});
