// R48, R49, R36, R30: events in all the places they hide, payloads valid against their schemas, URLs that a call
// names, work that goes on by itself.
import { runDurableObjectAlarm } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { stubOf } from "../support/tenant.ts";

const text = { type: "string" };
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const job = {
  type: "object",
  required: ["id", "name", "status"],
  properties: {
    id: text,
    name: text,
    status: { type: "string", enum: ["queued", "processing", "completed", "failed"], readOnly: true },
    completed_at: { type: ["string", "null"], format: "date-time" },
  },
};
const payload = {
  type: "object",
  required: ["id", "event", "created", "data"],
  additionalProperties: false,
  properties: {
    id: text,
    event: { type: "string", enum: ["job.created"] },
    created: { type: "integer", description: "unix seconds" },
    data: { type: "object", required: ["object"], properties: { object: ref("Job") } },
    attempt: { type: "integer", minimum: 1 },
  },
};
const document = documentOf(
  {
    "POST /jobs": {
      body: {
        type: "object",
        required: ["name"],
        properties: { name: text, callback_url: { ...text, format: "uri" } },
      },
      answer: ref("Job"),
      status: 202,
    },
    "GET /jobs/{id}": { answer: ref("Job") },
    "PATCH /jobs/{id}": { body: { type: "object", properties: { name: text } }, answer: ref("Job") },
  },
  {
    components: {
      schemas: {
        Job: job,
        JobCompletedEvent: {
          type: "object",
          properties: { type: { const: "job.completed" }, job: ref("Job") },
        },
      },
    },
    webhooks: {
      jobCreated: {
        post: {
          "x-event-name": "job.created",
          requestBody: { content: { "application/json": { schema: payload } } },
          responses: {},
        },
      },
    },
  },
);

const endpoint = (sandbox: TestSandbox, url: string) =>
  sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`, { url, events: [] });
const bodies = (hook: { received: { body: string }[] }): any[] =>
  hook.received.map((one) => JSON.parse(one.body));

test("R48, R49: an event has the payload its document describes, with the record in its place", async () => {
  const sandbox = await openTestSandbox({ document });
  const hook = receiver();
  await endpoint(sandbox, hook.url);
  const made = await sandbox.api("POST", "/jobs", { name: "resize" });
  expect(made).toMatchObject({ status: 202, body: { status: "queued", completed_at: null } });
  await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
  const [told] = bodies(hook);
  expect(told).toEqual({
    id: expect.stringMatching(/^evt_/) as string,
    event: "job.created",
    created: expect.any(Number) as number,
    data: { object: made.body },
  });
});

test("R23, R36, R48: accepted work goes on by itself, and tells the URL its call named, unsigned, of nothing else", async () => {
  const sandbox = await openTestSandbox({ document });
  const hook = receiver();
  const made = await sandbox.api("POST", "/jobs", { name: "resize", callback_url: hook.url });
  await sandbox.api("POST", "/jobs", { name: "other" });
  const stub = await stubOf(sandbox);
  await vi.waitFor(
    async () => {
      await runDurableObjectAlarm(stub);
      expect((await sandbox.api("GET", `/jobs/${made.body.id}`)).body.status).toBe("completed");
    },
    { timeout: 15_000, interval: 500 },
  );
  expect((await sandbox.api("GET", `/jobs/${made.body.id}`)).body.completed_at).toMatch(/^20/);
  await vi.waitFor(() => expect(hook.received.length).toBeGreaterThanOrEqual(2), { timeout: 5000 });
  const told = bodies(hook);
  expect(told.map((one) => one.type)).toEqual(["job.processing", "job.completed"]);
  expect(told[1].job.id).toBe(made.body.id);
  expect(hook.received[0]?.headers["webhook-signature"]).toBeUndefined();
  const listed = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`);
  expect(listed.body.data).toEqual([]);
}, 30_000);
