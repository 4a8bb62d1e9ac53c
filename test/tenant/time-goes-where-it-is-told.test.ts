// The sandbox clock: frozen, advanced, in order, at its own moment; forward only; eviction changes nothing.
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const job = {
  type: "object",
  properties: {
    id: { type: "string" },
    status: { type: "string", enum: ["queued", "running", "done", "archived"], readOnly: true },
    done_at: { type: ["string", "null"], format: "date-time" },
    created_at: { type: "string", format: "date-time" },
  },
};
const document = documentOf({
  "POST /jobs": { body: { type: "object", properties: {} }, answer: job, status: 201 },
  "GET /jobs/{id}": { answer: job },
});
const sandboxFile = `
resources:
  job:
    lifecycle:
      field: status
      initial: queued
      progress:
        - { from: queued, to: running, after: 60000 }
        - { from: running, to: done, after: 3600000, stamp: done_at }
        - { from: done, to: archived, after: 2592000000 }
`;
const open = () => openTestSandbox({ document, sandboxFile });
const clock = (sandbox: TestSandbox, body?: object) =>
  sandbox.partner.call(body ? "POST" : "GET", `/api/v1/sandboxes/default/${sandbox.slug}/clock`, body);

test("an advance fires what is due in order, each at its own moment, and lists it", async () => {
  const sandbox = await open();
  await clock(sandbox, { frozen: true });
  const start = Date.parse((await clock(sandbox)).body.now as string);
  const made = (await sandbox.api("POST", "/jobs", {})).body as { id: string };
  const moved = await clock(sandbox, { by: "PT2H" });
  expect(moved.body).toMatchObject({ frozen: true, advancing: false });
  expect(moved.body.fired).toEqual([
    {
      at: new Date(start + 60_000).toISOString(),
      resource: "job",
      id: made.id,
      from: "queued",
      to: "running",
    },
    {
      at: new Date(start + 3_660_000).toISOString(),
      resource: "job",
      id: made.id,
      from: "running",
      to: "done",
    },
  ]);
  const read = await sandbox.api("GET", `/jobs/${made.id}`);
  expect(read.body.status).toBe("done");
  expect(Math.abs(Date.parse(read.body.done_at as string) - (start + 3_660_000))).toBeLessThan(1000);
  await evictDurableObject(await stubOf(sandbox));
  expect(Date.parse((await clock(sandbox)).body.now as string)).toBe(start + 7_200_000);
  expect((await clock(sandbox, { by: 30 * 86_400 })).body.fired).toMatchObject([
    { from: "done", to: "archived" },
  ]);
});

test("a frozen clock stands, an alarm that fires twice does nothing twice, a running one goes on from where it was put", async () => {
  const sandbox = await open();
  await clock(sandbox, { frozen: true });
  const made = (await sandbox.api("POST", "/jobs", {})).body as { id: string; created_at: string };
  const stub = await stubOf(sandbox);
  await runDurableObjectAlarm(stub);
  await runDurableObjectAlarm(stub);
  expect((await sandbox.api("GET", `/jobs/${made.id}`)).body.status).toBe("queued");
  const other = (await sandbox.api("POST", "/jobs", {})).body as { created_at: string };
  expect(other.created_at).toBe(made.created_at);
  const later = await clock(sandbox, { to: "2040-02-29T12:00:00Z", frozen: false });
  expect(later.body.now).toMatch(/^2040-02-29T12:00:0/);
  expect(later.body.fired).toHaveLength(6);
  expect((await sandbox.api("POST", "/jobs", {})).body.created_at).toMatch(/^2040-02-29T12:00/);
  expect(await rows(sandbox, "SELECT id FROM timers WHERE virtual = 1")).toHaveLength(1);
});

test("time does not go back but by reset, and what is no time is refused", async () => {
  const sandbox = await open();
  await clock(sandbox, { by: 3600 });
  expect((await clock(sandbox, { to: "2001-01-01T00:00:00Z" })).status).toBe(400);
  expect((await clock(sandbox, { by: "soon" })).status).toBe(400);
  expect((await clock(sandbox, {})).status).toBe(400);
  expect((await clock(sandbox)).body.aheadSeconds).toBe(3600);
  await sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`, {});
  expect((await clock(sandbox)).body.aheadSeconds).toBe(0);
});
