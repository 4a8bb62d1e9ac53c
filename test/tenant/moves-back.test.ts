// A record that moves back to where it was loses what says when it went on.
import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const ticket = (closedAt: unknown) => ({
  type: "object",
  required: ["id", "status"],
  properties: {
    id: { type: "string" },
    status: { type: "string", enum: ["open", "closed", "archived"] },
    closed_at: closedAt,
    archived_at: { type: "string", format: "date-time" },
  },
});
const STRICT = { type: "string", format: "date-time" };
const NULLABLE = { type: ["string", "null"], format: "date-time" };
const document = (closedAt: unknown) =>
  documentOf({
    "POST /tickets": { body: { type: "object", properties: {} }, answer: ticket(closedAt), status: 201 },
    "GET /tickets/{id}": { answer: ticket(closedAt) },
    "PATCH /tickets/{id}": {
      body: { type: "object", properties: { status: ticket(closedAt).properties.status } },
      answer: ticket(closedAt),
    },
    "POST /tickets/{id}/reopen": { answer: ticket(closedAt) },
    "POST /tickets/{id}/archive": { answer: ticket(closedAt) },
  });
const sandboxFile = `
resources:
  ticket:
    lifecycle:
      field: status
      initial: open
      transitions:
        - { action: close, from: [open], to: closed, stamp: closed_at }
        - { action: reopen, from: [closed], to: open }
        - { action: archive, from: [closed], to: archived, stamp: archived_at }
`;
const closed = async (sandbox: TestSandbox) => {
  const { id } = (await sandbox.api("POST", "/tickets", {})).body as { id: string };
  const { body } = await sandbox.api("PATCH", `/tickets/${id}`, { status: "closed" });
  expect(body).toMatchObject({ status: "closed", closed_at: expect.stringMatching(/^20/) });
  return id;
};
const stored = async (sandbox: TestSandbox, id: string) =>
  JSON.parse(
    (await rows<{ doc: string }>(sandbox, "SELECT doc FROM records WHERE id = ?", id))[0]?.doc ?? "{}",
  ) as Record<string, unknown>;

describe("a record that moves back", () => {
  it("loses the stamp of the way forward where null is forbidden, by an update and by an action", async () => {
    const sandbox = await openTestSandbox({ document: document(STRICT), sandboxFile });
    for (const back of [
      (id: string) => sandbox.api("PATCH", `/tickets/${id}`, { status: "open" }),
      (id: string) => sandbox.api("POST", `/tickets/${id}/reopen`),
    ]) {
      const id = await closed(sandbox);
      const { body } = await back(id);
      expect(body).toMatchObject({ status: "open" });
      expect(body).not.toHaveProperty("closed_at");
      expect((await sandbox.api("GET", `/tickets/${id}`)).body).toEqual(body);
      expect(await stored(sandbox, id)).not.toHaveProperty("closed_at");
    }
  });

  it("has null where null is allowed", async () => {
    const sandbox = await openTestSandbox({ document: document(NULLABLE), sandboxFile });
    const id = await closed(sandbox);
    const { body } = await sandbox.api("POST", `/tickets/${id}/reopen`);
    expect(body).toMatchObject({ status: "open", closed_at: null });
  });

  it("does so by itself, too", async () => {
    const sandbox = await openTestSandbox({
      document: document(STRICT),
      sandboxFile: `${sandboxFile}      progress:\n        - { from: closed, to: open, after: 60000 }\n`,
    });
    const id = await closed(sandbox);
    await rows(sandbox, "UPDATE timers SET due = 1");
    await runDurableObjectAlarm(await stubOf(sandbox));
    const { body } = await sandbox.api("GET", `/tickets/${id}`);
    expect(body).toMatchObject({ status: "open" });
    expect(body).not.toHaveProperty("closed_at");
  });
});

describe("a record that moves on", () => {
  it("keeps what says when it came to the state it leaves", async () => {
    const sandbox = await openTestSandbox({ document: document(STRICT), sandboxFile });
    for (const on of [
      (id: string) => sandbox.api("PATCH", `/tickets/${id}`, { status: "archived" }),
      (id: string) => sandbox.api("POST", `/tickets/${id}/archive`),
    ]) {
      const { body } = await on(await closed(sandbox));
      expect(body).toMatchObject({
        status: "archived",
        closed_at: expect.stringMatching(/^20/),
        archived_at: expect.stringMatching(/^20/),
      });
    }
  });
});
