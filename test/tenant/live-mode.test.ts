// Live data is moved by its provider alone: what a sandbox offers is refused at the object itself, whoever asks.
import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { ForkPort } from "#contract/fork.ts";
import type { TenantPort } from "#contract/tenant.ts";
import { LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { admin, callerOf } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

async function openLive() {
  const { sandbox, slug } = await openBothSides(undefined, `live: hosted\n${LIBRARY_BEHAVIOUR}`);
  const { partner } = sandbox.partner;
  await admin("POST", `/api/v1/live/${slug}/approvals`, { partner });
  const { rawKey } = (await sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, {})).body;
  const api = await env.DB.prepare("SELECT id FROM apis WHERE slug = ?").bind(slug).first<{ id: string }>();
  const live = env.LIVE.getByName(`${partner}:${api?.id ?? ""}`);
  return { live, api: callerOf(sandbox.host, rawKey as string) };
}

describe("a live tenant", () => {
  it("is never reset, restored, forked, limited further, filled or made to fail", async () => {
    const { live: stub, api } = await openLive();
    // The namespace cannot tell its class; the ports say what is asked of it.
    const live = stub as unknown as TenantPort & ForkPort;
    const made = await api("POST", "/v1/books", { title: "Real" });
    const refused = { ok: false, failure: { code: "live_mode" } };
    expect(await live.reset({})).toMatchObject(refused);
    expect(await live.createSnapshot("x")).toMatchObject(refused);
    expect(await live.beginFork({})).toMatchObject(refused);
    expect(await live.moveClock({ by: 1000 })).toMatchObject(refused);
    expect(await live.setRateOverride({ key: "*", limit: 0, window: 60, expiresIn: 60 })).toMatchObject(
      refused,
    );
    expect(await live.importRecords({ book: [] })).toMatchObject(refused);
    expect(await live.armFault({ match: {}, effect: { scenario: "conflict" }, expiresIn: 60 })).toMatchObject(
      refused,
    );
    expect(await live.previewReset({})).toBeUndefined();
    expect((await api("GET", `/v1/books/${made.body.id as string}`)).body.title).toBe("Real");
  });

  it("begins empty, and moves no record by itself", async () => {
    const { live, api } = await openLive();
    expect((await api("GET", "/v1/books")).body.total).toBe(0);
    const { id } = (await api("POST", "/v1/books", { title: "Real" })).body as { id: string };
    expect((await api("POST", `/v1/books/${id}/publish`)).body.status).toBe("published");
    const timers = await runInDurableObject(live, (_instance, { storage }) =>
      storage.sql.exec("SELECT * FROM timers").toArray(),
    );
    expect(timers).toEqual([]);
  });

  it("is not purged while it is active", async () => {
    const { live, api } = await openLive();
    const { id } = (await api("POST", "/v1/books", { title: "Real" })).body as { id: string };
    await live.purge();
    expect((await api("GET", `/v1/books/${id}`)).status).toBe(200);
  });
});
