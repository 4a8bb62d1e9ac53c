// Tokens are capped by key, listed by key, counted in no plan, and forgotten a day after their end.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { MAX_TOKENS, forgetTokens } from "#control/keys/tokens.ts";
import { openControl } from "../support/counted-control.ts";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, callerOf, openTestSandbox, send } from "../support/test-sandbox.ts";
import { askToken, callApi, exchange, from, makeKey, revoke } from "../support/keys.ts";
import { openBothSides } from "../support/pipeline.ts";

type Listed = { id: string; kind: string; parent: string | null };
const KEYS = "/api/v1/sandboxes/default/keys";
const DAY = 86_400_000;

/** Fills a key's tokens up to `left` below the cap, by copies of one. */
async function fill(key: string, token: string, left: number): Promise<void> {
  const names = await env.DB.prepare("SELECT name FROM pragma_table_info('keys') WHERE name <> 'id'").all<{
    name: string;
  }>();
  const columns = names.results.map((row) => row.name).join(", ");
  const [held] = (
    await env.DB.prepare("SELECT count(*) AS n FROM keys WHERE parent = ?").bind(key).all<{ n: number }>()
  ).results;
  const copies = Array.from({ length: MAX_TOKENS - left - (held?.n ?? 0) }, (_, i) => `copy${i}-${key}`);
  await env.DB.prepare(
    `INSERT INTO keys (id, ${columns}) SELECT j.value, ${columns} FROM json_each(?) j JOIN keys k ON k.id = ?`.replace(
      `SELECT j.value, ${columns}`,
      `SELECT j.value, k.${columns.replaceAll(", ", ", k.")}`,
    ),
  )
    .bind(JSON.stringify(copies), token)
    .run();
}

describe("the tokens of one key", () => {
  it("are at most a hundred at once, also when asked for in the same moment, by either way", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } });
    const key = await makeKey(sandbox);
    const first = await askToken(sandbox, key.id);
    await fill(key.id, first.body.id as string, 3);
    const asked = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        i % 2 ? askToken(sandbox, key.id) : exchange({ client_secret: key.rawKey }),
      ),
    );
    const made = asked.filter((one) => one.status < 300);
    expect(made).toHaveLength(3);
    const lent = await askToken(sandbox, key.id);
    expect(lent).toMatchObject({ status: 429, body: { sandbox_error: "quota_exceeded" } });
    expect(lent.body.message).toContain("at most 100 tokens");
    const granted = await exchange({ client_secret: key.rawKey });
    expect(granted).toMatchObject({ status: 429, body: { error: "quota_exceeded" } });
    // Another key has room of its own; a token revoked makes room.
    expect((await askToken(sandbox, (await makeKey(sandbox)).id)).status).toBe(201);
    await revoke(sandbox, first.body.id as string);
    expect((await askToken(sandbox, key.id)).status).toBe(201);
    expect((await askToken(sandbox, key.id)).status).toBe(429);
  });

  it("count for an hour though they last a second, so that none can be made without end", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox);
    const token = await askToken(sandbox, key.id, { expiresIn: 1 });
    await fill(key.id, token.body.id as string, 0);
    await env.DB.prepare("UPDATE keys SET real_expires = ? WHERE parent = ?")
      .bind(Date.now() - 1, key.id)
      .run();
    expect((await askToken(sandbox, key.id)).status).toBe(429);
    await env.DB.prepare("UPDATE keys SET created_at = ? WHERE parent = ?")
      .bind(Date.now() - 3_600_001, key.id)
      .run();
    expect((await askToken(sandbox, key.id)).status).toBe(201);
  });

  it("are capped for an anonymous sandbox's key, too", async () => {
    const { slug } = await openTestSandbox({ document: LIBRARY });
    const opened = await send(`${ORIGIN}/api/v1/claimable`, {
      method: "POST",
      headers: { "content-type": "application/json", ...from("2001:db8:5::1") },
      body: JSON.stringify({ api: slug }),
    });
    expect(opened.status).toBe(201);
    const { id, rawKey } = opened.body.testApiKey as { id: string; rawKey: string };
    expect((await exchange({ client_secret: rawKey })).status).toBe(200);
    const token = await env.DB.prepare("SELECT id FROM keys WHERE parent = ?")
      .bind(id)
      .first<{ id: string }>();
    await fill(id, token?.id ?? "", 0);
    expect((await exchange({ client_secret: rawKey })).status).toBe(429);
  });

  it("share what their key may do in a minute and in a day", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox, { perDay: 3 });
    const tokens = await Promise.all([askToken(sandbox, key.id), askToken(sandbox, key.id)]);
    const used = [];
    for (const one of [...tokens, ...tokens])
      used.push((await callApi(sandbox, one.body.rawKey as string)).status);
    expect(used).toEqual([200, 200, 200, 429]);
    expect((await callApi(sandbox, key.rawKey)).status).toBe(429);
  });

  it("end no later than their key", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox, { expiresAt: new Date(Date.now() + 2000).toISOString() });
    const granted = await exchange({ client_secret: key.rawKey });
    expect(granted.body.expires_in).toBeLessThanOrEqual(2);
    const token = granted.body.access_token as string;
    expect((await callApi(sandbox, token)).status).toBe(200);
    await scheduler.wait(2100);
    expect((await callApi(sandbox, token)).status).toBe(401);
  });
});

describe("lists", () => {
  it("show keys without their tokens, tokens by key, both in pages", async () => {
    const { sandbox } = await openBothSides({ limits: { keys: 10 } });
    const keys = [await makeKey(sandbox), await makeKey(sandbox)];
    const [key] = keys;
    for (let i = 0; i < 3; i++) await askToken(sandbox, key?.id ?? "");
    const list = async (path: string) => (await sandbox.partner.call("GET", path)).body.data as Listed[];
    const all = await list(`${KEYS}?api=${sandbox.slug}`);
    expect(all.map((one) => one.kind)).toEqual(["key", "key", "key"]);
    expect(all.map((one) => one.id)).toEqual(expect.arrayContaining(keys.map((one) => one.id)));
    const tokens = await list(`${KEYS}/${key?.id ?? ""}/tokens`);
    expect(tokens).toHaveLength(3);
    expect(tokens.every((one) => one.kind === "token" && one.parent === key?.id)).toBe(true);
    for (const [path, whole] of [
      [`${KEYS}?api=${sandbox.slug}&`, all],
      [`${KEYS}/${key?.id ?? ""}/tokens?`, tokens],
    ] as const) {
      const first = await list(`${path}limit=2`);
      const rest = await list(`${path}limit=2&before=${first[1]?.id ?? ""}`);
      expect([...first, ...rest]).toEqual(whole);
    }
    const { body } = await sandbox.partner.call(
      "GET",
      `/api/v1/settings/api-access/sandbox/status?api=${sandbox.slug}`,
    );
    expect(body.keyCount).toBe(3);
  });

  it("show nothing of another's keys, and refuse a mark that is none", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const other = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox);
    await askToken(sandbox, key.id);
    expect((await other.partner.call("GET", `${KEYS}/${key.id}/tokens`)).status).toBe(404);
    expect((await other.partner.call("GET", `${KEYS}?before=${key.id}`)).status).toBe(404);
    expect((await send(`${ORIGIN}${KEYS}/${key.id}/tokens`)).status).toBe(401);
  });

  it("lets a token be squeezed by its own id and by its key's", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox);
    const token = (await askToken(sandbox, key.id)).body as { id: string; rawKey: string };
    const api = callerOf(sandbox.host, token.rawKey);
    for (const id of [token.id, key.id]) {
      const at = `/api/v1/sandboxes/default/${sandbox.slug}/rate-overrides/${id}`;
      expect((await sandbox.partner.call("PUT", at, { limit: 0 })).status).toBe(200);
      expect((await api("GET", "/v1/books")).status).toBe(429);
      await sandbox.partner.call("DELETE", at);
      expect((await api("GET", "/v1/books")).status).toBe(200);
    }
  });
});

describe("forgetTokens", () => {
  it("deletes tokens a day after their end, many at a time, and no key", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY });
    const key = await makeKey(sandbox, { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const old = await askToken(sandbox, key.id, { expiresIn: 60 });
    const young = await askToken(sandbox, key.id, { expiresIn: 60 });
    const raw = old.body.rawKey as string;
    expect((await callApi(sandbox, raw)).status).toBe(200);
    await fill(key.id, old.body.id as string, -2500);
    const setEnd = (end: number, where: string) =>
      env.DB.prepare(`UPDATE keys SET real_expires = ? WHERE parent = ? AND ${where}`)
        .bind(end, key.id)
        .run();
    await setEnd(Date.now() - DAY - 1000, `id <> '${young.body.id as string}'`);
    await setEnd(Date.now() - DAY + 60_000, `id = '${young.body.id as string}'`);
    const { control, queries } = openControl();
    expect(await forgetTokens(control)).toBe(2599);
    expect(queries()).toBeLessThan(10);
    const left = (await sandbox.partner.call("GET", `${KEYS}/${key.id}/tokens`)).body.data as Listed[];
    expect(left.map((one) => one.id)).toEqual([young.body.id]);
    expect((await callApi(sandbox, key.rawKey)).status).toBe(200);
  });
});
