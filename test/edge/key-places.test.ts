// Where a key may stand and whose sandbox it opens: what the edge takes for a key, and what the API's schemes take.
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, openTestSandbox, send } from "../support/test-sandbox.ts";
import { callApi, makeKey } from "../support/keys.ts";

const withScheme = (scheme: object) => ({
  ...LIBRARY,
  components: { ...LIBRARY.components, securitySchemes: { bearer: scheme } },
});

describe("the sandbox's own URL", () => {
  it("takes the keys of that sandbox and refuses those of another one of the same API", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const { slug } = sandbox;
    const wide = await makeKey(sandbox, { api: null });
    const own = await makeKey(sandbox, { ownSandbox: true, name: "apart" });
    const ask = async (path: string, key: string, method = "GET", at = "/v1/books") =>
      (
        await send(`${ORIGIN}${path}/${slug}${at}`, {
          method,
          headers: { authorization: `Bearer ${key}` },
        })
      ).status;
    expect(await ask(wide.sandboxPath, sandbox.key)).toBe(200);
    expect(await ask(own.sandboxPath, own.rawKey)).toBe(200);
    expect(await ask(wide.sandboxPath, own.rawKey)).toBe(401);
    expect(await ask(own.sandboxPath, sandbox.key)).toBe(401);
    // A key that opens every API of its sandbox opens none of another's; and a public operation does not change that.
    expect(await ask(wide.sandboxPath, wide.rawKey)).toBe(200);
    expect(await ask(own.sandboxPath, wide.rawKey)).toBe(401);
    expect(await ask(own.sandboxPath, sandbox.key, "GET", "/v1/motd")).toBe(401);
  });
});

describe("a key in a header", () => {
  it("is the header's whole value: a word before it makes it none", async () => {
    const sandbox = await openTestSandbox({
      document: withScheme({ type: "apiKey", in: "header", name: "X-Api-Key" }),
    });
    const ask = async (headers: Record<string, string>) =>
      (await send(`${sandbox.host}/v1/books`, { headers })).status;
    expect(await ask({ "x-api-key": sandbox.key })).toBe(200);
    expect(await ask({ "x-api-key": `Token ${sandbox.key}` })).toBe(401);
    expect(await ask({ "x-api-key": `${sandbox.key} ` })).toBe(200);
    expect(await ask({ "x-api-key": `${sandbox.key}, ${sandbox.key}` })).toBe(401);
    expect(await ask({ "x-other-key": sandbox.key })).toBe(401);
    expect(await ask({ cookie: sandbox.key })).toBe(401);
    expect(await ask({ authorization: `Bearer ${sandbox.key}` })).toBe(401);
  });

  it("may stand in Authorization where the document's scheme says so, bare or after a word", async () => {
    const sandbox = await openTestSandbox({
      document: withScheme({ type: "apiKey", in: "header", name: "Authorization" }),
    });
    const ask = async (headers: Record<string, string>) =>
      (await send(`${sandbox.host}/v1/books`, { headers })).status;
    expect(await ask({ authorization: sandbox.key })).toBe(200);
    expect(await ask({ authorization: `Token ${sandbox.key}` })).toBe(200);
    expect(await ask({ "x-api-key": sandbox.key })).toBe(401);
    expect(await ask({ authorization: `Basic ${btoa(`${sandbox.key}:`)}` })).toBe(401);
    expect((await callApi(sandbox, sandbox.key)).status).toBe(200);
  });
});

describe("a key in a cookie", () => {
  it("is taken where the document's scheme names that cookie", async () => {
    const sandbox = await openTestSandbox({
      document: withScheme({ type: "apiKey", in: "cookie", name: "token" }),
    });
    const ask = async (headers: Record<string, string>) =>
      (await send(`${sandbox.host}/v1/books`, { headers })).status;
    expect(await ask({ cookie: `theme=dark; token=${sandbox.key}` })).toBe(200);
    expect(await ask({ cookie: `other=${sandbox.key}` })).toBe(401);
    expect(await ask({ cookie: `token=${sandbox.key}x` })).toBe(401);
    expect(await ask({ authorization: `Bearer ${sandbox.key}` })).toBe(401);
  });
});
