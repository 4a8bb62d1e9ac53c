// D1: migrations take an old database along with its data, and no list walks a table, however much there is.
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { openBothSides } from "../support/pipeline.ts";

test("every migration after the first applies to a database that has data in it", async () => {
  const [first, ...later] = env.TEST_MIGRATIONS;
  const tables = (
    await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
    ).all<{ name: string }>()
  ).results.map((row) => row.name);
  const { sandbox } = await openBothSides();
  // The tables as the first version had them, in names of their own.
  const old = (text: string) =>
    text.replaceAll(/`(\w+)`/g, (whole, name: string) =>
      tables.includes(name) || /_(by|of|once|unique|name)/.test(name) ? `\`old_${name}\`` : whole,
    );
  for (const query of first?.queries ?? []) await env.DB.prepare(old(query)).run();
  await env.DB.batch([
    env.DB.prepare(
      "INSERT INTO old_subscriptions (partner, api, phase, created_at) VALUES ('p', 'a', 'production', 1)",
    ),
    env.DB.prepare(
      "INSERT INTO old_keys (id, hash, mode, owner, partner, name, scopes, allow, start, last4, created_at) VALUES ('k', 'h', 'test', 'o', 'p', 'n', '[]', '[]', 's', 'l', 1)",
    ),
    env.DB.prepare(
      "INSERT INTO old_sandboxes (id, partner, name, created_at) VALUES ('s', 'p', 'default', 1)",
    ),
  ]);
  for (const migration of later)
    for (const query of migration.queries) await env.DB.prepare(old(query)).run();
  expect(await env.DB.prepare("SELECT phase, plan, updated_at FROM old_subscriptions").first()).toEqual({
    phase: "production",
    plan: null,
    updated_at: 0,
  });
  expect(await env.DB.prepare("SELECT kind, previous, per_day FROM old_keys").first()).toEqual({
    kind: "key",
    previous: null,
    per_day: null,
  });
  expect(await env.DB.prepare("SELECT expires_at FROM old_sandboxes").first()).toEqual({ expires_at: null });
  expect((await sandbox.api("GET", "/v1/books")).status).toBe(200);
  for (const name of tables) await env.DB.prepare(`DROP TABLE IF EXISTS "old_${name}"`).run();
});

test("with 100,000 keys and 10,000 partners every list uses an index", async () => {
  await env.DB.batch([
    env.DB.prepare(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO organization (id, name, slug, created_at) SELECT 'big' || i, 'Partner ' || i, 'big-' || i, i FROM n",
    ),
    env.DB.prepare(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO subscriptions (partner, api, phase, created_at) SELECT 'big' || i, 'bigapi', 'sandbox', i FROM n",
    ),
    env.DB.prepare(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO keys (id, hash, mode, owner, partner, api, name, scopes, allow, start, last4, created_at) SELECT 'bigkey' || i, 'h', 'test', 'bigbox' || (i % 10000), 'big' || (i % 10000), 'bigapi', 'n', '[]', '[]', 's', 'l', i FROM n",
    ),
  ]);
  const lists = [
    "SELECT * FROM keys WHERE owner = 'bigbox7' AND (api = 'bigapi' OR api IS NULL) ORDER BY created_at DESC LIMIT 500",
    "SELECT count(*) FROM keys WHERE partner = 'big7' AND mode = 'test' AND kind = 'key' AND revoked_at IS NULL",
    "SELECT * FROM keys WHERE parent = 'bigkey7'",
    "SELECT * FROM keys WHERE parent = 'bigkey7' AND (created_at, id) < (5, 'a') ORDER BY created_at DESC, id DESC LIMIT 100",
    "SELECT id FROM keys WHERE real_expires < 5 LIMIT 1000",
    "SELECT * FROM pushes WHERE at < 5 ORDER BY at LIMIT 100",
    "SELECT * FROM subscriptions s JOIN organization o ON o.id = s.partner WHERE s.api = 'bigapi' AND s.partner > 'big5' ORDER BY s.partner LIMIT 100",
    "SELECT * FROM subscriptions s JOIN apis a ON a.id = s.api WHERE s.partner = 'big7'",
    "SELECT * FROM submissions s JOIN organization o ON o.id = s.partner WHERE s.api = 'bigapi' AND s.status = 'in_review' ORDER BY submitted_at DESC LIMIT 100",
    "SELECT status, count(*) FROM submissions WHERE api = 'bigapi' GROUP BY status",
    "SELECT * FROM submissions WHERE partner = 'big7' AND api = 'bigapi' ORDER BY submitted_at DESC LIMIT 100",
    "SELECT * FROM sandboxes WHERE partner = 'big7' AND created_at > 5 ORDER BY created_at LIMIT 100",
    "SELECT * FROM audit WHERE partner = 'big7' AND id < 900000 ORDER BY id DESC LIMIT 100",
    "SELECT * FROM apis WHERE visibility = 'public' OR owner = 'big7' ORDER BY created_at DESC LIMIT 200",
    "SELECT * FROM steps WHERE partner = 'big7' AND api = 'bigapi' ORDER BY id LIMIT 500",
    "SELECT * FROM tenants WHERE mode = 'test' AND status = 'active' AND seen_at < 5 LIMIT 50",
    "SELECT * FROM sandboxes WHERE expires_at IS NOT NULL AND expires_at < 5 LIMIT 50",
    "SELECT * FROM mails WHERE \"to\" = 'a@b.c' ORDER BY id DESC LIMIT 100",
  ];
  for (const list of lists) {
    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${list}`).all<{ detail: string }>();
    const scans = plan.results.map((row) => row.detail).filter((detail) => /^SCAN (?!CONSTANT)/.test(detail));
    expect([list, scans]).toEqual([list, []]);
    await env.DB.prepare(list).all();
  }
  await env.DB.batch([
    env.DB.prepare("DELETE FROM keys WHERE id LIKE 'bigkey%'"),
    env.DB.prepare("DELETE FROM subscriptions WHERE api = 'bigapi'"),
    env.DB.prepare("DELETE FROM organization WHERE id LIKE 'big%'"),
  ]);
});
