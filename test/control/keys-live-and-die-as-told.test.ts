// Keys: regenerated, rotated with an overlap, limited by themselves, turned into tokens; told to every tenant, at last by the sweep.
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { runScheduled } from "#edge/platform/run-scheduled-jobs.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { type TestSandbox, callerOf } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

const open = () => openBothSides({ limits: { keys: 10 } });
const KEYS = "/api/v1/sandboxes/default/keys";
const works = async (sandbox: TestSandbox, key: string): Promise<number> =>
  (await callerOf(sandbox.host, key)("GET", "/v1/books")).status;
const make = async (sandbox: TestSandbox, body: object = {}) =>
  (await sandbox.partner.call("POST", KEYS, { api: sandbox.slug, ...body })).body as {
    id: string;
    rawKey: string;
  };

test("regenerate ends the old value at once, rotate lets it live for the overlap; the id stays", async () => {
  const { sandbox } = await open();
  const first = await make(sandbox);
  expect(await works(sandbox, first.rawKey)).toBe(200);
  const second = await sandbox.partner.call("POST", `${KEYS}/${first.id}/regenerate`);
  expect(second.body.id).toBe(first.id);
  expect([await works(sandbox, first.rawKey), await works(sandbox, second.body.rawKey as string)]).toEqual([
    401, 200,
  ]);
  const third = await sandbox.partner.call("POST", `${KEYS}/${first.id}/rotate`, {
    overlapSeconds: 2,
  });
  expect(third.body.previousUntil).not.toBeNull();
  const values = [second.body.rawKey, third.body.rawKey] as string[];
  expect(await Promise.all(values.map((one) => works(sandbox, one)))).toEqual([200, 200]);
  await scheduler.wait(2100);
  expect(await Promise.all(values.map((one) => works(sandbox, one)))).toEqual([401, 200]);
  await sandbox.partner.call("DELETE", `${KEYS}/${first.id}`);
  expect(await works(sandbox, values[1] ?? "")).toBe(401);
  expect((await sandbox.partner.call("POST", `${KEYS}/${first.id}/rotate`, {})).status).toBe(409);
});

test("a key never met before is known by its new value; a list tells when each was last used and never the key", async () => {
  const { sandbox } = await open();
  const key = await make(sandbox);
  const rotated = await sandbox.partner.call("POST", `${KEYS}/${key.id}/regenerate`);
  expect(await works(sandbox, rotated.body.rawKey as string)).toBe(200);
  const { body, text } = await sandbox.partner.call("GET", `${KEYS}?api=${sandbox.slug}`);
  const listed = (body.data as { id: string; lastUsedAt: string | null }[]).find((one) => one.id === key.id);
  expect(Date.parse(listed?.lastUsedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
  expect(text).not.toContain((rotated.body.rawKey as string).slice(20));
});

test("a key's own limits hold below the plan's", async () => {
  const { sandbox } = await open();
  const key = await make(sandbox, { perMinute: 100, perDay: 2 });
  const answers = [];
  for (let i = 0; i < 3; i++) answers.push(await callerOf(sandbox.host, key.rawKey)("GET", "/v1/books"));
  expect(answers.map((one) => one.status)).toEqual([200, 200, 429]);
  expect(answers[0]?.headers.get("ratelimit-limit")).toBe("2");
  expect(answers[0]?.headers.get("ratelimit-policy")).toContain('"day";q=2;w=86400');
});

test("a token works like its key, with fewer scopes if wanted, and ends on the sandbox clock, and with its key", async () => {
  const { sandbox } = await open();
  const key = await make(sandbox, { scopes: ["books:read", "books:write"] });
  const token = await sandbox.partner.call("POST", `${KEYS}/${key.id}/token`, {
    expiresIn: 3600,
    scopes: ["books:read"],
  });
  expect(token.body).toMatchObject({ kind: "token", parent: key.id });
  const api = callerOf(sandbox.host, token.body.rawKey as string);
  expect((await api("GET", "/v1/books")).status).toBe(200);
  expect((await api("POST", "/v1/books", { title: "No" })).status).toBe(403);
  expect(
    (await sandbox.partner.call("POST", `${KEYS}/${key.id}/token`, { scopes: ["authors:read"] })).status,
  ).toBe(403);
  const second = await sandbox.partner.call("POST", `${KEYS}/${key.id}/token`, {
    expiresIn: 86_400,
  });
  await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/clock`, { by: "PT2H" });
  const expired = await api("GET", "/v1/books");
  expect(expired.status).toBe(401);
  expect(await works(sandbox, second.body.rawKey as string)).toBe(200);
  await sandbox.partner.call("DELETE", `${KEYS}/${key.id}`);
  expect(await works(sandbox, second.body.rawKey as string)).toBe(401);
});

test("what a crash left untold is told by the sweep: a key that D1 calls revoked stops working", async () => {
  const { sandbox } = await open();
  const key = await make(sandbox);
  expect(await works(sandbox, key.rawKey)).toBe(200);
  // What a crash between the batch and the tenants leaves behind.
  const tenant = await env.DB.prepare("SELECT k.owner || ':' || k.api AS name FROM keys k WHERE id = ?")
    .bind(key.id)
    .first<{ name: string }>();
  await env.DB.batch([
    env.DB.prepare("UPDATE keys SET revoked_at = 1 WHERE id = ?").bind(key.id),
    env.DB.prepare("INSERT INTO pushes (id, mode, tenant, key, at) VALUES ('p1', 'test', ?, ?, 0)").bind(
      tenant?.name ?? "",
      key.id,
    ),
  ]);
  expect(await works(sandbox, key.rawKey)).toBe(200);
  await runScheduled(edgeEnv);
  expect(await works(sandbox, key.rawKey)).toBe(401);
  expect(await env.DB.prepare("SELECT count(*) AS n FROM pushes").first()).toEqual({ n: 0 });
});

test("keys of others cannot be touched by guessing their ids", async () => {
  const { sandbox, provider } = await open();
  const key = await make(sandbox);
  for (const [method, path] of [
    ["DELETE", ""],
    ["POST", "/regenerate"],
    ["POST", "/rotate"],
    ["POST", "/token"],
  ] as const)
    expect(
      (await provider.call(method, `${KEYS}/${key.id}${path}`, method === "POST" ? {} : undefined)).status,
    ).toBe(404);
  expect(await works(sandbox, key.rawKey)).toBe(200);
});
