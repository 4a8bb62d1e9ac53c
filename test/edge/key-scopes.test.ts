// Scopes: what a key and its tokens may do. Without scopes a key may do everything its API has, and manages nothing.
import { describe, expect, it } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { ORIGIN, callerOf, openTestSandbox, send } from "../support/test-sandbox.ts";
import { askToken, callApi, callManage, exchange, makeKey } from "../support/keys.ts";
import { openBothSides } from "../support/pipeline.ts";

const MANAGE = "sandbox:manage";

describe("the scope sandbox:manage", () => {
  it("is never granted to a token of a key without it, by either way to a token", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } });
    for (const scopes of [[], ["*"], ["books:*", "*"]]) {
      const key = await makeKey(sandbox, { scopes });
      for (const asked of [[MANAGE], ["*", MANAGE], ["sandbox:*"]]) {
        const granted = await exchange({ client_secret: key.rawKey, scope: asked.join(" ") });
        const lent = await askToken(sandbox, key.id, { scopes: asked });
        const tokens = [granted.body.access_token, lent.body.rawKey].filter((one) => one !== undefined);
        for (const token of tokens) expect((await callManage(sandbox, token as string)).status).toBe(403);
        if (asked.includes(MANAGE)) {
          expect(granted).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
          expect(granted.body.error_description).toContain(MANAGE);
          expect(lent).toMatchObject({ status: 403, body: { sandbox_error: "forbidden" } });
        }
      }
      expect((await callManage(sandbox, key.rawKey)).status).toBe(403);
    }
  });

  it("is granted to a token of a key that has it, and left out where a token asks for less", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } });
    const key = await makeKey(sandbox, { scopes: ["*", MANAGE] });
    const manager = await exchange({ client_secret: key.rawKey, scope: MANAGE });
    expect(manager).toMatchObject({ status: 200, body: { scope: MANAGE } });
    expect((await callManage(sandbox, manager.body.access_token as string)).status).toBe(200);
    expect((await callApi(sandbox, manager.body.access_token as string)).status).toBe(403);
    const reader = await askToken(sandbox, key.id, { scopes: ["books:read"] });
    expect((await callManage(sandbox, reader.body.rawKey as string)).status).toBe(403);
    expect((await callApi(sandbox, reader.body.rawKey as string)).status).toBe(200);
  });

  it("is refused for a live key, which manages no sandbox", async () => {
    const { sandbox, provider, slug } = await openBothSides();
    await provider.call("POST", `/api/v1/live/${slug}/approvals`, { partner: sandbox.partner.partner });
    const refused = await sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, { scopes: [MANAGE] });
    expect(refused).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
    expect((await sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, {})).status).toBe(201);
  });
});

describe("the scopes of a token", () => {
  it("are those of its key or fewer: an entity's are within *, a verb's within the entity's", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } });
    const may = async (held: string[], asked: string[]) =>
      (await askToken(sandbox, (await makeKey(sandbox, { scopes: held })).id, { scopes: asked })).status;
    expect(await may([], ["books:read"])).toBe(201);
    expect(await may([], ["*"])).toBe(201);
    expect(await may(["*"], ["books:read", "authors:*"])).toBe(201);
    expect(await may(["books:*"], ["books:write"])).toBe(201);
    expect(await may(["books:*"], ["authors:read"])).toBe(403);
    expect(await may(["books:*"], ["*"])).toBe(403);
    expect(await may(["books:read"], ["books:*"])).toBe(403);
  });

  it("cannot be none where the key has some, since none would be all", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } });
    const key = await makeKey(sandbox, { scopes: ["books:read"] });
    expect(await askToken(sandbox, key.id, { scopes: [] })).toMatchObject({
      status: 403,
      body: { sandbox_error: "forbidden" },
    });
    const same = await exchange({ client_secret: key.rawKey, scope: " " });
    expect(same).toMatchObject({ status: 200, body: { scope: "books:read" } });
  });

  it("are refused where they are none that is known here, in the shape of the route that was asked", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox);
    for (const scope of ["books", "Books:read", "books:manage", "books:read;drop"]) {
      expect(await askToken(sandbox, key.id, { scopes: [scope] })).toMatchObject({
        status: 400,
        body: { sandbox_error: "invalid_request" },
      });
      const refused = await exchange({ client_secret: key.rawKey, scope });
      expect(refused).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
      expect(refused.body.error_description).toContain(`'${scope}'`);
    }
  });
});

describe("a key's scopes on API calls", () => {
  it("let * do everything, an entity's scope its own, and a manager nothing", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } }, `live: hosted\n${LIBRARY_BEHAVIOUR}`);
    const tries = async (scopes: string[]) => {
      const api = callerOf(sandbox.host, (await makeKey(sandbox, { scopes })).rawKey);
      const answers = [
        await api("GET", "/v1/books"),
        await api("POST", "/v1/books", { title: "A" }),
        await api("GET", "/v1/authors"),
      ];
      return answers.map((one) => one.status);
    };
    expect(await tries(["*"])).toEqual([200, 201, 200]);
    expect(await tries(["books:*"])).toEqual([200, 201, 403]);
    expect(await tries(["books:read"])).toEqual([200, 403, 403]);
    expect(await tries([MANAGE])).toEqual([403, 403, 403]);
    expect(await tries([])).toEqual([200, 201, 200]);
  });

  it("are not needed for a public operation on the sandbox's own URL", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const { body } = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}`);
    expect((await send(`${ORIGIN}${body.sandboxPath as string}/v1/motd`)).status).toBe(200);
  });
});
