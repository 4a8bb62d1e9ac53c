// A timer that cannot be applied is set back and in the end parked; other timers, deliveries and `advance` go on.
import { MAX_DOC_BYTES } from "#tenant/store/records.ts";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { rows, stubOf } from "../support/tenant.ts";

const job = {
  type: "object",
  properties: {
    id: { type: "string" },
    text: { type: "string" },
    status: { type: "string", enum: ["queued", "running", "done"], readOnly: true },
    started_at: { type: ["string", "null"], format: "date-time", readOnly: true },
  },
};
const document = documentOf({
  "POST /jobs": {
    body: { type: "object", properties: { text: { type: "string" } } },
    answer: job,
    status: 201,
  },
  "GET /jobs/{id}": { answer: job },
  "PATCH /jobs/{id}": {
    body: { type: "object", properties: { text: { type: "string" } } },
    answer: job,
  },
});
const sandboxFile = `
resources:
  job:
    lifecycle:
      field: status
      initial: queued
      progress:
        - { from: queued, to: running, after: 3600000, stamp: started_at }
`;

const open = () => openTestSandbox({ document, sandboxFile });
const path = (sandbox: TestSandbox, rest: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${rest}`;
const make = async (sandbox: TestSandbox, text: string) =>
  (await sandbox.api("POST", "/jobs", { text })).body as { id: string };
const statusOf = async (sandbox: TestSandbox, { id }: { id: string }) =>
  (await sandbox.api("GET", `/jobs/${id}`)).body.status as string;
const ring = async (sandbox: TestSandbox) => runDurableObjectAlarm(await stubOf(sandbox));
const timersOf = async (sandbox: TestSandbox, state = "") =>
  (await sandbox.partner.call("GET", path(sandbox, `timers${state && `?state=${state}`}`))).body.data as {
    id: number;
    state: string;
    error: string | null;
    attempts: number;
    record: { id: string } | null;
  }[];

/** A job whose record is so large that the stamp of its next state does not fit any more. */
async function makeFull(sandbox: TestSandbox): Promise<{ id: string }> {
  const small = await make(sandbox, "x");
  const [{ size } = { size: 0 }] = await rows<{ size: number }>(
    sandbox,
    "SELECT length(doc) AS size FROM records WHERE id = ?",
    small.id,
  );
  await rows(sandbox, "DELETE FROM timers");
  const full = await make(sandbox, "x".repeat(MAX_DOC_BYTES - size + 1));
  expect(full.id).toBeTruthy();
  return full;
}
const makeDue = (sandbox: TestSandbox) =>
  rows(sandbox, "UPDATE timers SET due = due - 7200000 WHERE virtual = 1");
const retryNow = (sandbox: TestSandbox) =>
  rows(sandbox, "UPDATE timers SET retry = 1 WHERE retry IS NOT NULL");

describe("a timer that cannot be applied", () => {
  it("is set back with its reason, while other timers fire and webhooks leave", async () => {
    const sandbox = await open();
    const hook = receiver();
    await sandbox.partner.call("POST", path(sandbox, "endpoints"), {
      url: hook.url,
      events: ["job.running"],
    });
    const full = await makeFull(sandbox);
    const other = await make(sandbox, "small");
    await makeDue(sandbox);
    await ring(sandbox);
    expect(await statusOf(sandbox, full)).toBe("queued");
    expect(await statusOf(sandbox, other)).toBe("running");
    await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
    expect(await timersOf(sandbox)).toMatchObject([
      { state: "retrying", attempts: 1, error: expect.stringContaining("2 MB"), record: { id: full.id } },
    ]);
  });

  it("is tried a bounded number of times, then parked and told; a retry applies it when it can be", async () => {
    const sandbox = await open();
    const full = await makeFull(sandbox);
    await makeDue(sandbox);
    for (let i = 0; i < 9; i++) {
      expect(await timersOf(sandbox, "parked")).toEqual([]);
      await ring(sandbox);
      await retryNow(sandbox);
      await runInDurableObject(await stubOf(sandbox), (_object, state) => state.storage.setAlarm(Date.now()));
    }
    const [parked] = await timersOf(sandbox, "parked");
    expect(parked).toMatchObject({ attempts: 9, record: { id: full.id } });
    const audit = await sandbox.partner.call("GET", path(sandbox, "audit"));
    expect((audit.body.data as { action: string }[]).map((one) => one.action)).toContain("timer_parked");
    await ring(sandbox);
    const stub = await stubOf(sandbox);
    expect(await runInDurableObject(stub, (_object, state) => state.storage.getAlarm())).toBeNull();
    await sandbox.api("PATCH", `/jobs/${full.id}`, { text: "smaller" });
    expect(
      (await sandbox.partner.call("POST", path(sandbox, `timers/${parked?.id ?? 0}/retry`))).status,
    ).toBe(202);
    await ring(sandbox);
    expect(await statusOf(sandbox, full)).toBe("running");
    expect(await timersOf(sandbox)).toEqual([]);
  });

  it("can be dropped, and an unknown one is said to be unknown", async () => {
    const sandbox = await open();
    const full = await makeFull(sandbox);
    const [waiting] = await timersOf(sandbox, "waiting");
    expect(waiting?.record?.id).toBe(full.id);
    const url = path(sandbox, `timers/${waiting?.id ?? 0}`);
    expect((await sandbox.partner.call("POST", `${url}/retry`)).status).toBe(404);
    expect((await sandbox.partner.call("DELETE", url)).status).toBe(204);
    expect((await sandbox.partner.call("DELETE", url)).status).toBe(404);
    expect((await sandbox.partner.call("DELETE", path(sandbox, "timers/none"))).status).toBe(404);
    expect((await sandbox.partner.call("GET", path(sandbox, "timers?state=lost"))).status).toBe(400);
  });

  it("is reported by an advance, which moves everything else", async () => {
    const sandbox = await open();
    const full = await makeFull(sandbox);
    const other = await make(sandbox, "small");
    const moved = await sandbox.partner.call("POST", path(sandbox, "clock"), { by: 7200 });
    expect(moved.status).toBe(200);
    expect(moved.body).toMatchObject({
      fired: [{ id: other.id }],
      failing: [{ state: "retrying", record: { resource: "job", id: full.id, from: "queued" } }],
      advancing: false,
    });
  });

  it("keeps its moment when its blueprint cannot be loaded, and fires once it can", async () => {
    const sandbox = await open();
    const one = await make(sandbox, "waits");
    await makeDue(sandbox);
    const swap = (from: string, to: string) =>
      rows(
        sandbox,
        `UPDATE meta SET value = json_set(value, '$.release', ?) WHERE value ->> 'release' = ?`,
        to,
        from,
      );
    const [{ release } = { release: "" }] = await rows<{ release: string }>(
      sandbox,
      "SELECT value ->> 'release' AS release FROM meta",
    );
    await swap(release, "nowhere");
    await evictDurableObject(await stubOf(sandbox));
    await ring(sandbox);
    expect(await rows(sandbox, "SELECT attempts, error FROM timers")).toEqual([
      { attempts: 1, error: "The API's release could not be loaded." },
    ]);
    await swap("nowhere", release);
    await evictDurableObject(await stubOf(sandbox));
    await retryNow(sandbox);
    await ring(sandbox);
    expect(await statusOf(sandbox, one)).toBe("running");
  });

  it("is one whose resource is missing, too", async () => {
    const sandbox = await open();
    await make(sandbox, "lost");
    const other = await make(sandbox, "small");
    await makeDue(sandbox);
    await rows(
      sandbox,
      "UPDATE timers SET payload = json_set(payload, '$.resource', 'ghost') WHERE id = (SELECT min(id) FROM timers)",
    );
    await ring(sandbox);
    expect(await timersOf(sandbox)).toMatchObject([
      { state: "retrying", error: "The API's release has no resource 'ghost'." },
    ]);
    expect(await statusOf(sandbox, other)).toBe("running");
  });

  it("is set back before it is tried when it may have ended the object", async () => {
    const sandbox = await open();
    const full = await makeFull(sandbox);
    await makeDue(sandbox);
    await runInDurableObject(await stubOf(sandbox), async (object) =>
      object.alarm({ isRetry: true, retryCount: 1, scheduledTime: Date.now() }),
    );
    expect(await timersOf(sandbox)).toMatchObject([
      { state: "retrying", attempts: 1, record: { id: full.id } },
    ]);
  });
});

describe("a timer", () => {
  it("does not move a record that has moved since", async () => {
    const sandbox = await open();
    const one = await make(sandbox, "moves");
    await rows(
      sandbox,
      "UPDATE records SET state = 'done', doc = json_set(doc, '$.status', 'done') WHERE id = ?",
      one.id,
    );
    await makeDue(sandbox);
    await ring(sandbox);
    expect(await statusOf(sandbox, one)).toBe("done");
    expect(await timersOf(sandbox)).toEqual([]);
  });

  it("fires under a clock that stands still when an advance had more than it could do at once", async () => {
    const sandbox = await open();
    await make(sandbox, "late");
    await sandbox.partner.call("POST", path(sandbox, "clock"), { frozen: true });
    await rows(sandbox, "UPDATE timers SET due = 1");
    await sandbox.api("POST", "/jobs", { text: "another" });
    const stub = await stubOf(sandbox);
    await runInDurableObject(stub, async (object) => object.checkAlarm());
    expect(await runInDurableObject(stub, (_object, state) => state.storage.getAlarm())).not.toBeNull();
  });
});

describe("a chore that cannot be done", () => {
  it("is set back, and the next one is done", async () => {
    const sandbox = await open();
    await rows(
      sandbox,
      "INSERT INTO timers (kind, due, virtual, payload) VALUES ('forget', 1, 0, 'no json'), ('forget', 2, 0, '{\"generation\":77}')",
    );
    await runInDurableObject(await stubOf(sandbox), (_object, state) => state.storage.setAlarm(Date.now()));
    await ring(sandbox);
    expect(await rows(sandbox, "SELECT payload, attempts FROM timers")).toEqual([
      { payload: "no json", attempts: 1 },
    ]);
  });
});
