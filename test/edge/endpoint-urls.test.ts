// Which URLs an endpoint may have in a deployment. Nothing is sent: creating an endpoint calls nobody.
import { beforeAll, describe, expect, it } from "vitest";
import { deployedWith } from "../support/deployment.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";

const PORTAL = "https://portal.example.org";
const deployed = deployedWith({
  REACH: "public",
  DOMAIN: "sandbar.example.com",
  PORTAL_HOST: "portal.example.org",
});

describe("an endpoint's URL", () => {
  let sandbox: TestSandbox;
  const ask = (method: string, path: string, url: string) =>
    deployed(`${PORTAL}/api/v1/sandboxes/default/${sandbox.slug}/endpoints${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.partner.token}` },
      body: JSON.stringify({ url }),
    });
  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: LIBRARY });
  });

  it("is not one of our own hosts, neither when it is made nor when it is changed", async () => {
    const made = await ask("POST", "", "https://partner.example.com/hook");
    expect(made.status).toBe(201);
    for (const url of [
      "https://sandbar.example.com/",
      "https://library.sandbar.example.com./v1/books",
      "https://PORTAL.example.org/api/v1/me",
    ]) {
      const refused = [await ask("POST", "", url), await ask("PATCH", `/${made.body.id as string}`, url)];
      for (const answer of refused) {
        expect(answer).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
        expect(answer.body.message).toContain("our own hosts");
      }
    }
    for (const url of ["https://localhost./", "https://[64:ff9b::a00:1]/", "https://metadata.internal./"])
      expect((await ask("POST", "", url)).status).toBe(400);
  });
});
