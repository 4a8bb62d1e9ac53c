// Why a call was answered so, as a tag with facts: in its log row, in the log's filters, in explanations.
import { evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { MIGRATIONS } from "#tenant/store/migrations.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const open = () => openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const idOf = (answer: { headers: Headers }) => answer.headers.get("x-request-id") ?? "";

type Logged = { id: string; why: string; reason: { kind: string; name: string; facts: object } };
const logOf = async (sandbox: TestSandbox, query = ""): Promise<Logged[]> =>
  (await sandbox.partner.call("GET", at(sandbox, `log?${query}`))).body.data as Logged[];
const explained = async (sandbox: TestSandbox, answer: { headers: Headers }) =>
  (await sandbox.partner.call("GET", at(sandbox, `log/${idOf(answer)}`))).body;
const replayedIn = async (sandbox: TestSandbox) =>
  (
    (await sandbox.partner.call("POST", at(sandbox, "release-replay"), { release: "latest" })).body.data as {
      request: string;
    }[]
  ).map((one) => one.request);

describe("the reason of a call", () => {
  it("stands in its log row: kind, name and facts", async () => {
    const sandbox = await open();
    const made = await sandbox.api("POST", "/v1/books", { title: "Dune" });
    await sandbox.api("GET", "/v1/books/none");
    await sandbox.api("POST", `/v1/books/${made.body.id}/publish`);
    const again = { "idempotency-key": "again" };
    const first = await sandbox.api("POST", "/v1/books", { title: "Again" }, again);
    await sandbox.api("POST", "/v1/books", { title: "Again" }, again);
    const id = made.body.id as string;
    expect((await logOf(sandbox)).map(({ reason: { kind, name, facts } }) => [kind, name, facts])).toEqual([
      ["rule", "created", { resource: "book", id }],
      [
        "refused",
        "not_found",
        { resource: "book", id: "none", param: "bookId", message: "No such book: 'none'" },
      ],
      ["rule", "moved", { action: "publish", resource: "book", id, to: "published" }],
      ["rule", "created", { resource: "book", id: first.body.id }],
      ["replay", "first_answer", { request: idOf(first) }],
    ]);
    expect((await logOf(sandbox)).map((one) => one.why)).toEqual([
      `created book ${id}`,
      "No such book: 'none'",
      `publish moved book ${id} to published`,
      `created book ${first.body.id}`,
      "replayed the first answer of this idempotency key",
    ]);
    expect(
      await rows(sandbox, "SELECT reason_kind, reason_name, reason_facts FROM requests ORDER BY seq LIMIT 1"),
    ).toEqual([
      { reason_kind: "rule", reason_name: "created", reason_facts: JSON.stringify({ resource: "book", id }) },
    ]);
  });

  it("says of everything that was asked for how, and what came of it all the same", async () => {
    const sandbox = await open();
    const get = (headers: Record<string, string>) => sandbox.api("GET", "/v1/books", undefined, headers);
    const listed = { kind: "rule", name: "listed" };
    const calls: [{ headers: Headers }, object][] = [
      [
        await get({ "x-sandbox-latency": "5" }),
        { kind: "latency", facts: { milliseconds: 5, outcome: listed } },
      ],
      [
        await get({ "x-sandbox-error": "418" }),
        { kind: "error", name: "418", facts: { outcome: { kind: "refused" } } },
      ],
      [await get({ "x-sandbox-scenario": "conflict" }), { kind: "scenario", name: "conflict" }],
      [
        await sandbox.api("GET", "/v1/books/sandbox_conflict"),
        { kind: "magic_value", name: "conflict", facts: { in: "path" } },
      ],
    ];
    const armed = await sandbox.partner.call("POST", at(sandbox, "faults"), {
      effect: { scenario: "forbidden" },
    });
    const { id } = armed.body as { id: string };
    const hit = await get({});
    calls.push([hit, { kind: "fault", name: id, facts: { scenario: "forbidden" } }]);
    expect(await explained(sandbox, hit)).toMatchObject({ scenario: "forbidden" });
    for (const [answer, reason] of calls)
      expect(await explained(sandbox, answer)).toMatchObject({ whose: "simulated failure", reason });
    expect((await logOf(sandbox)).map((one) => one.why)[0]).toMatch(/^latency 5 ms: listed \d+ of \d+ book$/);
  });

  it("is a tag for what was no call, too", async () => {
    const sandbox = await open();
    await sandbox.partner.call("POST", at(sandbox, "trigger"), { event: "book.created" });
    const [row] = await logOf(sandbox, "reason=trigger");
    expect(row?.reason).toMatchObject({ name: "book.created", facts: { by: "POST /books" } });
    expect(row?.why).toBe("book.created: POST /books");
  });

  it("has no key of ours among its facts", async () => {
    const sandbox = await open();
    await sandbox.api("GET", `/v1/books/${sandbox.key}`);
    await logOf(sandbox);
    const [stored] = await rows<{ reason_facts: string }>(
      sandbox,
      "SELECT reason_facts FROM requests WHERE reason_kind = 'refused'",
    );
    expect(stored?.reason_facts).toContain(" key ");
    expect(stored?.reason_facts).not.toContain(sandbox.key.slice(-40));
  });
});

describe("the log", () => {
  it("agrees with the explanation on what was simulated: a late answer is, and is not rehearsed", async () => {
    const sandbox = await open();
    const plain = await sandbox.api("GET", "/v1/books");
    const late = await sandbox.api("GET", "/v1/books", undefined, { "x-sandbox-latency": "5" });
    const written = await sandbox.api("POST", "/v1/books", { title: "Late" }, { "x-sandbox-latency": "5" });
    expect((await explained(sandbox, plain)).whose).toBe("api");
    expect((await explained(sandbox, late)).whose).toBe("simulated failure");
    expect((await explained(sandbox, written)).whose).toBe("simulated failure");
    expect(await replayedIn(sandbox)).toEqual([idOf(plain)]);
  });

  it("is filtered by kind and name", async () => {
    const sandbox = await open();
    const conflict = await sandbox.api("GET", "/v1/books", undefined, { "x-sandbox-scenario": "conflict" });
    const forbidden = await sandbox.api("GET", "/v1/books", undefined, { "x-sandbox-scenario": "forbidden" });
    await sandbox.api("GET", "/v1/books");
    const ids = async (query: string) => (await logOf(sandbox, query)).map((one) => one.id);
    expect(await ids("reason=scenario")).toEqual([idOf(conflict), idOf(forbidden)]);
    expect(await ids("reason=scenario&name=forbidden")).toEqual([idOf(forbidden)]);
    expect(await ids("reason=rule")).toHaveLength(1);
    expect((await sandbox.partner.call("GET", at(sandbox, "log?reason=nothing"))).status).toBe(400);
  });
});

describe("a row from before reasons had facts", () => {
  it("is shown with its sentence after the migration, and a refusal in it is not rehearsed", async () => {
    const sandbox = await open();
    const read = await sandbox.api("GET", "/v1/books");
    const refused = await sandbox.api("GET", "/v1/books", undefined, { "x-sandbox-scenario": "conflict" });
    await logOf(sandbox);
    await rows(sandbox, "UPDATE requests SET why = 'listed 2 of 2 book' WHERE id = ?", idOf(read));
    const old = "scenario conflict, by a header: It clashes.";
    await rows(sandbox, "UPDATE requests SET why = ? WHERE id = ?", old, idOf(refused));
    for (const column of ["kind", "name", "facts"])
      await rows(sandbox, `ALTER TABLE requests DROP COLUMN reason_${column}`);
    // What migrations have added since.
    for (const [table, column] of [
      ["attempts", "headers"],
      ["attempts", "body"],
      ["endpoints", "topic"],
    ])
      await rows(sandbox, `ALTER TABLE ${table} DROP COLUMN ${column}`);
    await rows(sandbox, "DROP TABLE receipts");
    const before = MIGRATIONS.findIndex((one) => one.includes("reason_kind"));
    await rows(sandbox, `UPDATE meta SET value = json_set(value, '$.schemaVersion', ${before})`);
    await evictDurableObject(await stubOf(sandbox));
    expect((await logOf(sandbox)).map(({ why, reason }) => [why, reason])).toEqual([
      ["listed 2 of 2 book", { kind: "text", name: "", facts: { text: "listed 2 of 2 book" } }],
      [old, { kind: "text", name: "", facts: { text: old } }],
    ]);
    expect(await explained(sandbox, refused)).toMatchObject({ why: old, scenario: null, whose: "call" });
    expect(await replayedIn(sandbox)).toEqual([idOf(read)]);
    const next = await sandbox.api("GET", "/v1/books");
    expect((await explained(sandbox, next)).reason).toMatchObject({ kind: "rule", name: "listed" });
  });
});
