// Where each cap of a sandbox lies: what still fits, what no longer does, and that a refusal leaves everything as it was.
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows } from "../support/tenant.ts";

const at = (sandbox: TestSandbox, path = ""): string => `/api/v1/sandboxes/default/${sandbox.slug}${path}`;
const countOf = async (sandbox: TestSandbox): Promise<number> =>
  (await sandbox.partner.call("GET", at(sandbox))).body.records as number;
const open = (limits = "{}"): Promise<TestSandbox> =>
  openTestSandbox({ document: LIBRARY, sandboxFile: `limits: ${limits}` });

describe("a sandbox", () => {
  it("holds as many records as its cap says, and takes another once one is deleted", async () => {
    const sandbox = await open("{ max_records: 15 }");
    const make = () => sandbox.api("POST", "/v1/books", { title: "One more" });
    let last = await make();
    for (let i = 0; i < 15 && last.status === 201; i++) last = await make();
    expect([last.status, await countOf(sandbox)]).toEqual([507, 15]);
    const [book] = (await sandbox.api("GET", "/v1/books")).body.data as { id: string }[];
    expect((await sandbox.api("DELETE", `/v1/books/${book?.id ?? ""}`)).status).toBe(204);
    expect([(await make()).status, (await make()).status, await countOf(sandbox)]).toEqual([201, 507, 15]);
  });

  it("counts what there is when records are imported, and imports none of what does not fit", async () => {
    const sandbox = await open("{ max_records: 15 }");
    const before = await countOf(sandbox);
    const authors = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ doc: { id: `aut_${i}`, name: `Author ${i}`, born: null } }));
    const put = (n: number) =>
      sandbox.partner.call("POST", at(sandbox, "/records"), { records: { author: authors(n) } });
    expect(await put(16 - before)).toMatchObject({ status: 507, body: { sandbox_error: "sandbox_full" } });
    expect(await countOf(sandbox)).toBe(before);
    expect((await put(15 - before)).status).toBe(201);
    expect(await countOf(sandbox)).toBe(15);
  });

  it("refuses a change that makes it larger than it may be, as it refuses a new record", async () => {
    const sandbox = await open("{ max_megabytes: 1 }");
    const { id } = (await sandbox.api("POST", "/v1/books", { title: "Small" })).body as { id: string };
    const grow = (n: number) => sandbox.api("PATCH", `/v1/books/${id}`, { title: "x".repeat(n) });
    let status = 200;
    for (let i = 0; i < 60 && status === 200; i++) status = (await grow(700_000 + i)).status;
    expect(status).toBe(507);
    expect((await sandbox.api("GET", `/v1/books/${id}`)).status).toBe(200);
  });

  it("arms a hundred faults and no more", async () => {
    const sandbox = await open();
    await rows(
      sandbox,
      'INSERT INTO faults (id, rule, remaining, expires) SELECT \'f\' || value, \'{"match":{"operation":"none"},"effect":{}}\', 1, 9e12 FROM json_each(?)',
      JSON.stringify(Array.from({ length: 99 }, (_, i) => i)),
    );
    const arm = () =>
      sandbox.partner.call("POST", at(sandbox, "/faults"), { effect: { scenario: "conflict" } });
    expect([(await arm()).status, (await arm()).status]).toEqual([201, 507]);
  });
});
