// SDKs that are given host and port alone send wrong keys to the bare host, too, and read the refusal in their API's own shape.
import { beforeAll, describe, expect, it } from "vitest";
import { deployedWith } from "../support/deployment.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, ORIGIN, openTestSandbox } from "../support/test-sandbox.ts";

describe("a wrong key on the bare host", () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await openTestSandbox({
      document: LIBRARY,
      sandboxFile: JSON.stringify({
        errors: { template: { error: { text: "{message}" } } },
        platform: { unauthorized: { message: "No such key: {credential}", missing: "Where is your key?" } },
      }),
    });
  });
  const ask = (path: string, authorization?: string, builtIns = sandbox.slug) =>
    deployedWith({ BUILT_INS: builtIns })(
      `${ORIGIN}${path}`,
      authorization === undefined ? {} : { headers: { authorization } },
    );

  it("is refused as the built-in API would whose paths begin so", async () => {
    const refused = await ask("/v1/books", "Bearer lib_test_0123456789abcdef");
    expect(refused.status).toBe(401);
    expect(refused.body).toMatchObject({ error: { text: "No such key: lib_test*************cdef" } });
    expect((await ask("/v1/books", `Basic ${btoa("short:")}`)).body).toMatchObject({
      error: { text: "No such key: short" },
    });
    expect((await ask("/v1/books")).body).toMatchObject({ error: { text: "Where is your key?" } });
  });

  it("is nothing's where no built-in API has such a path", async () => {
    expect((await ask("/v1/nothing-of-the-kind", "Bearer x")).status).toBe(404);
    expect((await ask("/v1/books", "Bearer x", "")).status).toBe(404);
    expect((await ask("/api/v1/nothing", "Bearer x")).status).toBe(404);
  });
});
