// The log whole: filtered, explained, replayed; the moves that are legal now; records out and in again; deliveries again.
import { expect, test, vi } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";

const open = () => openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const idOf = (answer: { headers: Headers }) => answer.headers.get("x-request-id") ?? "";

test("a call's entry says what it changed, what was there before, and what would be legal now", async () => {
  const sandbox = await open();
  const made = await sandbox.api("POST", "/v1/books", { title: "Dune" });
  const { id } = made.body as { id: string };
  const changed = await sandbox.api("PATCH", `/v1/books/${id}`, { title: "Dune II" });
  const detail = await sandbox.partner.call("GET", at(sandbox, `log/${idOf(changed)}`));
  expect(detail.body).toMatchObject({
    method: "PATCH",
    status: 200,
    whose: "api",
    request: { body: JSON.stringify({ title: "Dune II" }) },
    changes: [{ resource: "book", id, before: { title: "Dune" }, after: { title: "Dune II" } }],
    legalNow: [
      {
        resource: "book",
        id,
        state: "draft",
        moves: [{ action: "publish", to: "published", operation: "POST /books/{bookId}/publish" }],
      },
    ],
  });
  expect(JSON.stringify(detail.body)).not.toContain(sandbox.key);
  await sandbox.api("POST", `/v1/books/${id}/publish`);
  const next = await sandbox.partner.call("GET", at(sandbox, `records/book/${id}/next`));
  expect(next.body).toMatchObject({
    state: "published",
    moves: [],
    byItself: { to: "archived", afterSeconds: 3600 },
  });
});

test("whose answer it was: the API's, the call's own fault, a failure that was asked for, the platform's", async () => {
  const sandbox = await open();
  const whose = async (answer: { headers: Headers }) =>
    (await sandbox.partner.call("GET", at(sandbox, `log/${idOf(answer)}`))).body.whose as string;
  expect(await whose(await sandbox.api("GET", "/v1/books"))).toBe("api");
  expect(await whose(await sandbox.api("GET", "/v1/books/none"))).toBe("call");
  expect(await whose(await sandbox.api("GET", "/v1/books", undefined, { "x-sandbox-error": "503" }))).toBe(
    "simulated failure",
  );
  expect((await sandbox.partner.call("GET", at(sandbox, "log/req_none"))).status).toBe(404);
});

test("the log is filtered by status, method, path; a logged call is sent again as one of its own", async () => {
  const sandbox = await open();
  const made = await sandbox.api("POST", "/v1/books", { title: "Again" });
  await sandbox.api("GET", "/v1/books/none");
  await sandbox.api("GET", "/v1/books");
  const list = async (query: string) =>
    (
      (await sandbox.partner.call("GET", at(sandbox, `log?${query}`))).body.data as {
        method: string;
        status: number;
      }[]
    ).map((one) => `${one.method} ${one.status}`);
  expect(await list("status=4xx")).toEqual(["GET 404"]);
  expect(await list("method=post")).toEqual(["POST 201"]);
  expect(await list("path=/books/none")).toEqual(["GET 404"]);
  expect((await sandbox.partner.call("GET", at(sandbox, "log?status=9"))).status).toBe(400);
  const replayed = await sandbox.partner.call("POST", at(sandbox, `log/${idOf(made)}/replay`));
  expect(replayed.body).toMatchObject({ status: 201 });
  expect(JSON.parse(replayed.body.body as string)).toMatchObject({ title: "Again" });
  expect(await list("method=POST")).toEqual(["POST 201", "POST 201"]);
});

test("records go out whole and in again elsewhere, silently, all or none", async () => {
  const sandbox = await open();
  const other = await open();
  const hook = receiver();
  await other.partner.call("POST", at(other, "endpoints"), { url: hook.url, events: [] });
  await sandbox.api("POST", "/v1/books", { title: "Carried" });
  const file = await sandbox.partner.call("GET", at(sandbox, "records"));
  const put = await other.partner.call("POST", at(other, "records"), file.body);
  expect(put.status).toBe(201);
  const carried = (file.body.records.book as { doc: { id: string; title: string } }[]).find(
    (one) => one.doc.title === "Carried",
  );
  expect((await other.api("GET", `/v1/books/${carried?.doc.id ?? ""}`)).body.title).toBe("Carried");
  expect(hook.received).toEqual([]);
  const wrong = await other.partner.call("POST", at(other, "records"), {
    records: {
      book: [{ doc: { ...carried?.doc, title: "Half" } }, { doc: { title: "no id" } }],
      nothing: [],
    },
  });
  expect(wrong.status).toBe(400);
  expect(JSON.stringify(wrong.body)).toContain("book[1]: id is missing");
  expect((await other.api("GET", `/v1/books/${carried?.doc.id ?? ""}`)).body.title).toBe("Carried");
});

test("a delivery is sent again, and an endpoint that was gone gets all it missed, once each and in order", async () => {
  const sandbox = await open();
  let up = false;
  const hook = receiver(() => new Response("", { status: up ? 200 : 410 }));
  const made = await sandbox.partner.call("POST", at(sandbox, "endpoints"), {
    url: hook.url,
    events: ["book.created"],
  });
  await sandbox.api("POST", "/v1/books", { title: "One" });
  await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
  await vi.waitFor(async () => {
    const { body } = await sandbox.partner.call("GET", at(sandbox, "endpoints"));
    expect(body.data[0].active).toBe(false);
  });
  const [delivery] = (await sandbox.partner.call("GET", at(sandbox, "deliveries"))).body.data as {
    id: number;
    state: string;
  }[];
  expect(delivery?.state).toBe("failed");
  expect((await sandbox.partner.call("POST", at(sandbox, "deliveries/999999/resend"))).status).toBe(404);
  up = true;
  await sandbox.partner.call("PATCH", at(sandbox, `endpoints/${made.body.id as string}`), { active: true });
  const recovered = await sandbox.partner.call(
    "POST",
    at(sandbox, `endpoints/${made.body.id as string}/recover`),
  );
  expect(recovered.body).toEqual({ resent: 1, failed: 1, paused: 0 });
  await vi.waitFor(() => expect(hook.received).toHaveLength(2), { timeout: 5000 });
  expect(JSON.parse(hook.received[1]?.body ?? "{}")).toMatchObject({
    type: "book.created",
    data: { title: "One" },
  });
  expect(hook.received[1]?.headers["webhook-id"]).toBe(hook.received[0]?.headers["webhook-id"]);
  await vi.waitFor(async () =>
    expect(
      (await sandbox.partner.call("POST", at(sandbox, `endpoints/${made.body.id as string}/recover`))).body,
    ).toEqual({ resent: 0, failed: 0, paused: 0 }),
  );
  expect(
    (await sandbox.partner.call("POST", at(sandbox, `deliveries/${delivery?.id ?? 0}/resend`))).status,
  ).toBe(202);
  await vi.waitFor(() => expect(hook.received).toHaveLength(3), { timeout: 5000 });
});

test("figures and audit tell what happened, and what was done to the sandbox", async () => {
  const sandbox = await open();
  await sandbox.api("POST", "/v1/books", { title: "Counted" });
  await sandbox.api("GET", "/v1/books/none");
  await sandbox.api("GET", "/v1/books", undefined, { "x-sandbox-error": "503" });
  const { body } = await sandbox.partner.call("GET", at(sandbox, "metrics"));
  expect(body).toMatchObject({ mode: "test", calls: 3, errorRate: 1 / 3 });
  expect(body.operations).toContainEqual({ operation: "createBook", status: 201, count: 1 });
  expect(body.durationMs.p95).toBeGreaterThanOrEqual(0);
  const series = await sandbox.partner.call("GET", at(sandbox, "series?seconds=600&steps=10"));
  const points = series.body["points"] as { calls: number; refused: number; failed: number }[];
  expect(points).toHaveLength(10);
  expect(points.at(-1)).toMatchObject({ calls: 3, refused: 1, failed: 1, delivered: 0 });
  await sandbox.partner.call("POST", at(sandbox, "faults"), { effect: { status: 500 } });
  await sandbox.partner.call("POST", at(sandbox, "snapshots"), { name: "s" });
  await sandbox.partner.call("POST", at(sandbox, "clock"), { by: 1 });
  const audit = await sandbox.partner.call("GET", at(sandbox, "audit"));
  expect((audit.body.data as { action: string }[]).map((one) => one.action)).toEqual([
    "clock",
    "snapshot",
    "fault_armed",
    "activate",
  ]);
});
