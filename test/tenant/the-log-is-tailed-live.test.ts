// The live tail: a ticket opens one socket, which says that there is more; what there is, is read from the log.
import { evictDurableObject } from "cloudflare:test";
import { SELF } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox, ORIGIN } from "../support/test-sandbox.ts";
import { stubOf } from "../support/tenant.ts";

const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const ticketOf = async (sandbox: TestSandbox) =>
  (await sandbox.partner.call("POST", at(sandbox, "log/tickets"))).body as { ticket: string; url: string };

async function tail(ticket: string) {
  const response = await SELF.fetch(`${ORIGIN}/api/v1/tail?ticket=${encodeURIComponent(ticket)}`, {
    headers: { upgrade: "websocket" },
  });
  const latest: number[] = [];
  response.webSocket?.accept();
  response.webSocket?.addEventListener("message", ({ data }) =>
    latest.push((JSON.parse(data as string) as { latest: number }).latest),
  );
  return { status: response.status, latest, socket: response.webSocket };
}

test("each call is told at once, and the log read from there has it; through eviction too", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  await sandbox.api("GET", "/v1/books");
  const { ticket, url } = await ticketOf(sandbox);
  expect(url).toMatch(/^ws:\/\/localhost\/api\/v1\/tail\?ticket=/);
  const { status, latest, socket } = await tail(ticket);
  expect(status).toBe(101);
  await vi.waitFor(() => expect(latest).toHaveLength(1));
  const from = latest[0] ?? 0;
  await sandbox.api("POST", "/v1/books", { title: "Told" });
  await sandbox.api("GET", "/v1/books");
  await vi.waitFor(() => expect(latest.at(-1)).toBe(from + 2));
  const { body } = await sandbox.partner.call("GET", at(sandbox, `log?after=${from}`));
  expect((body.data as { method: string }[]).map((one) => one.method)).toEqual(["POST", "GET"]);
  await evictDurableObject(await stubOf(sandbox));
  await sandbox.api("POST", "/v1/books", { title: "After" });
  await vi.waitFor(() => expect(latest.at(-1)).toBe(from + 3));
  socket?.close();
});

test("a ticket opens once; a used, a forged and another tenant's open nothing", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const other = await openTestSandbox({ document: LIBRARY });
  const { ticket } = await ticketOf(sandbox);
  const foreign = (await ticketOf(other)).ticket;
  const secret = foreign.slice(foreign.indexOf("~"));
  expect((await tail(ticket.slice(0, ticket.indexOf("~")) + secret)).status).toBe(403);
  const first = await tail(ticket);
  expect(first.status).toBe(101);
  expect((await tail(ticket)).status).toBe(403);
  expect((await tail("nonsense")).status).toBe(403);
  const plain = await SELF.fetch(`${ORIGIN}/api/v1/tail?ticket=${ticket}`);
  expect(plain.status).toBe(426);
  await plain.text();
  first.socket?.close();
});

test("the tail ends with the sandbox", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const { socket } = await tail((await ticketOf(sandbox)).ticket);
  const closed = vi.fn();
  socket?.addEventListener("close", ({ code }) => void closed(code));
  await sandbox.partner.call(
    "POST",
    `/api/v1/settings/api-access/sandbox/deactivate?api=${sandbox.slug}`,
    {},
  );
  await vi.waitFor(() => expect(closed).toHaveBeenCalledWith(1001));
});
