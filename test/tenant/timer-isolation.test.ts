// A timer that cannot be applied is set back and in the end parked; other timers, deliveries and `advance` go on.
import { MAX_DOC_BYTES } from "#tenant/store/records.ts";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { type House, openHouse } from "../support/house.ts";
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

const open = () => openHouse({ document, sandboxFile });
const path = (house: House, rest: string) => `/api/v1/sandboxes/default/${house.slug}/${rest}`;
const make = async (house: House, text: string) =>
  (await house.api("POST", "/jobs", { text })).body as { id: string };
const statusOf = async (house: House, { id }: { id: string }) =>
  (await house.api("GET", `/jobs/${id}`)).body.status as string;
const ring = async (house: House) => runDurableObjectAlarm(await stubOf(house));
const timersOf = async (house: House, state = "") =>
  (await house.partner.call("GET", path(house, `timers${state && `?state=${state}`}`))).body.data as {
    id: number;
    state: string;
    error: string | null;
    attempts: number;
    record: { id: string } | null;
  }[];

/** A job whose record is so large that the stamp of its next state does not fit any more. */
async function makeFull(house: House): Promise<{ id: string }> {
  const small = await make(house, "x");
  const [{ size } = { size: 0 }] = await rows<{ size: number }>(
    house,
    "SELECT length(doc) AS size FROM records WHERE id = ?",
    small.id,
  );
  await rows(house, "DELETE FROM timers");
  const full = await make(house, "x".repeat(MAX_DOC_BYTES - size + 1));
  expect(full.id).toBeTruthy();
  return full;
}
const makeDue = (house: House) => rows(house, "UPDATE timers SET due = due - 7200000 WHERE virtual = 1");
const retryNow = (house: House) => rows(house, "UPDATE timers SET retry = 1 WHERE retry IS NOT NULL");

describe("a timer that cannot be applied", () => {
  it("is set back with its reason, while other timers fire and webhooks leave", async () => {
    const house = await open();
    const hook = receiver();
    await house.partner.call("POST", path(house, "endpoints"), { url: hook.url, events: ["job.running"] });
    const full = await makeFull(house);
    const other = await make(house, "small");
    await makeDue(house);
    await ring(house);
    expect(await statusOf(house, full)).toBe("queued");
    expect(await statusOf(house, other)).toBe("running");
    await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
    expect(await timersOf(house)).toMatchObject([
      { state: "retrying", attempts: 1, error: expect.stringContaining("2 MB"), record: { id: full.id } },
    ]);
  });

  it("is tried a bounded number of times, then parked and told; a retry applies it when it can be", async () => {
    const house = await open();
    const full = await makeFull(house);
    await makeDue(house);
    for (let i = 0; i < 9; i++) {
      expect(await timersOf(house, "parked")).toEqual([]);
      await ring(house);
      await retryNow(house);
      await runInDurableObject(await stubOf(house), (_object, state) => state.storage.setAlarm(Date.now()));
    }
    const [parked] = await timersOf(house, "parked");
    expect(parked).toMatchObject({ attempts: 9, record: { id: full.id } });
    const audit = await house.partner.call("GET", path(house, "audit"));
    expect((audit.body.data as { action: string }[]).map((one) => one.action)).toContain("timer_parked");
    await ring(house);
    const stub = await stubOf(house);
    expect(await runInDurableObject(stub, (_object, state) => state.storage.getAlarm())).toBeNull();
    await house.api("PATCH", `/jobs/${full.id}`, { text: "smaller" });
    expect((await house.partner.call("POST", path(house, `timers/${parked?.id ?? 0}/retry`))).status).toBe(
      202,
    );
    await ring(house);
    expect(await statusOf(house, full)).toBe("running");
    expect(await timersOf(house)).toEqual([]);
  });

  it("can be dropped, and an unknown one is said to be unknown", async () => {
    const house = await open();
    const full = await makeFull(house);
    const [waiting] = await timersOf(house, "waiting");
    expect(waiting?.record?.id).toBe(full.id);
    const url = path(house, `timers/${waiting?.id ?? 0}`);
    expect((await house.partner.call("POST", `${url}/retry`)).status).toBe(404);
    expect((await house.partner.call("DELETE", url)).status).toBe(204);
    expect((await house.partner.call("DELETE", url)).status).toBe(404);
    expect((await house.partner.call("DELETE", path(house, "timers/none"))).status).toBe(404);
    expect((await house.partner.call("GET", path(house, "timers?state=lost"))).status).toBe(400);
  });

  it("is reported by an advance, which moves everything else", async () => {
    const house = await open();
    const full = await makeFull(house);
    const other = await make(house, "small");
    const moved = await house.partner.call("POST", path(house, "clock"), { by: 7200 });
    expect(moved.status).toBe(200);
    expect(moved.body).toMatchObject({
      fired: [{ id: other.id }],
      failing: [{ state: "retrying", record: { resource: "job", id: full.id, from: "queued" } }],
      advancing: false,
    });
  });

  it("keeps its moment when its blueprint cannot be loaded, and fires once it can", async () => {
    const house = await open();
    const one = await make(house, "waits");
    await makeDue(house);
    const swap = (from: string, to: string) =>
      rows(
        house,
        `UPDATE meta SET value = json_set(value, '$.release', ?) WHERE value ->> 'release' = ?`,
        to,
        from,
      );
    const [{ release } = { release: "" }] = await rows<{ release: string }>(
      house,
      "SELECT value ->> 'release' AS release FROM meta",
    );
    await swap(release, "nowhere");
    await evictDurableObject(await stubOf(house));
    await ring(house);
    expect(await rows(house, "SELECT attempts, error FROM timers")).toEqual([
      { attempts: 1, error: "The API's release could not be loaded." },
    ]);
    await swap("nowhere", release);
    await evictDurableObject(await stubOf(house));
    await retryNow(house);
    await ring(house);
    expect(await statusOf(house, one)).toBe("running");
  });

  it("is one whose resource is missing, too", async () => {
    const house = await open();
    await make(house, "lost");
    const other = await make(house, "small");
    await makeDue(house);
    await rows(
      house,
      "UPDATE timers SET payload = json_set(payload, '$.resource', 'ghost') WHERE id = (SELECT min(id) FROM timers)",
    );
    await ring(house);
    expect(await timersOf(house)).toMatchObject([
      { state: "retrying", error: "The API's release has no resource 'ghost'." },
    ]);
    expect(await statusOf(house, other)).toBe("running");
  });

  it("is set back before it is tried when it may have ended the object", async () => {
    const house = await open();
    const full = await makeFull(house);
    await makeDue(house);
    await runInDurableObject(await stubOf(house), async (object) =>
      object.alarm({ isRetry: true, retryCount: 1, scheduledTime: Date.now() }),
    );
    expect(await timersOf(house)).toMatchObject([
      { state: "retrying", attempts: 1, record: { id: full.id } },
    ]);
  });
});

describe("a timer", () => {
  it("does not move a record that has moved since", async () => {
    const house = await open();
    const one = await make(house, "moves");
    await rows(
      house,
      "UPDATE records SET state = 'done', doc = json_set(doc, '$.status', 'done') WHERE id = ?",
      one.id,
    );
    await makeDue(house);
    await ring(house);
    expect(await statusOf(house, one)).toBe("done");
    expect(await timersOf(house)).toEqual([]);
  });

  it("fires under a clock that stands still when an advance had more than it could do at once", async () => {
    const house = await open();
    await make(house, "late");
    await house.partner.call("POST", path(house, "clock"), { frozen: true });
    await rows(house, "UPDATE timers SET due = 1");
    await house.api("POST", "/jobs", { text: "another" });
    const stub = await stubOf(house);
    await runInDurableObject(stub, async (object) => object.checkAlarm());
    expect(await runInDurableObject(stub, (_object, state) => state.storage.getAlarm())).not.toBeNull();
  });
});

describe("a chore that cannot be done", () => {
  it("is set back, and the next one is done", async () => {
    const house = await open();
    await rows(
      house,
      "INSERT INTO timers (kind, due, virtual, payload) VALUES ('forget', 1, 0, 'no json'), ('forget', 2, 0, '{\"generation\":77}')",
    );
    await runInDurableObject(await stubOf(house), (_object, state) => state.storage.setAlarm(Date.now()));
    await ring(house);
    expect(await rows(house, "SELECT payload, attempts FROM timers")).toEqual([
      { payload: "no json", attempts: 1 },
    ]);
  });
});
