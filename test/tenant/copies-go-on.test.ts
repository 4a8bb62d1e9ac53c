// A copy of a sandbox goes on where the original stood: a fork counts on, a snapshot brings its release along.
import { env, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { forgetGeneration } from "#tenant/state/copy-generation.ts";
import type { Tenant } from "#tenant/tenant.ts";
import { rowsOf } from "../support/control.ts";
import { documentOf } from "../support/compiled.ts";
import { LIBRARY } from "../support/documents.ts";
import { callerOf, openTestSandbox, publish } from "../support/test-sandbox.ts";

const ticket = {
  type: "object",
  required: ["id", "title"],
  properties: { id: { type: "integer" }, title: { type: "string" } },
};
const TICKETS = documentOf({
  "GET /tickets": { answer: { type: "array", items: ticket } },
  "POST /tickets": {
    body: { type: "object", properties: { title: { type: "string" } } },
    answer: ticket,
    status: 201,
  },
  "GET /tickets/{ticketId}": { answer: ticket },
});

describe("a fork of records that are numbered", () => {
  it("counts on from the original, in the fork and in a fork of the fork", async () => {
    const testSandbox = await openTestSandbox({ document: TICKETS });
    const first = (await testSandbox.api("POST", "/tickets", { title: "One" })).body.id as number;
    let sandbox = "default";
    for (let i = 1; i <= 2; i++) {
      const forked = await testSandbox.partner.call(
        "POST",
        `/api/v1/sandboxes/${sandbox}/${testSandbox.slug}/forks`,
        {
          name: `fork ${i}`,
        },
      );
      expect(forked.status, forked.text).toBe(201);
      const api = callerOf(testSandbox.host, forked.body.testApiKey.rawKey as string);
      const made = await api("POST", "/tickets", { title: "Forked" });
      expect([made.status, made.body.id], made.text).toEqual([201, first + i]);
      expect((await api("GET", `/tickets/${first}`)).body.title).toBe("One");
      sandbox = forked.body.sandbox.id as string;
    }
    expect((await testSandbox.api("POST", "/tickets", { title: "Two" })).body.id).toBe(first + 1);
  });
});

describe("a snapshot", () => {
  it("is restored with the release it was made under, and undone with the one after", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const at = `/api/v1/sandboxes/default/${testSandbox.slug}`;
    const release = async () => (await testSandbox.partner.call("GET", at)).body.release as string;
    const first = await release();
    const { id } = (await testSandbox.api("POST", "/v1/books", { title: "Old" })).body as { id: string };
    const snapshot = await testSandbox.partner.call("POST", `${at}/snapshots`, { name: "old" });
    const changed = structuredClone(LIBRARY) as {
      components: { schemas: { BookInput: { properties: Record<string, object> } } };
    };
    changed.components.schemas.BookInput.properties["subtitle"] = { type: "string", default: "none" };
    expect((await publish(testSandbox.partner, { document: changed }, testSandbox.slug)).answer.status).toBe(
      201,
    );
    await testSandbox.partner.call(
      "POST",
      `/api/v1/settings/api-access/sandbox/reset?api=${testSandbox.slug}`,
      {
        release: "latest",
      },
    );
    const second = await release();
    expect(second).not.toBe(first);
    expect((await testSandbox.api("POST", "/v1/books", { title: "New" })).body.subtitle).toBe("none");
    const restored = await testSandbox.partner.call("POST", `${at}/snapshots/${snapshot.body.id}/restore`);
    expect(restored).toMatchObject({ status: 200, body: { release: first } });
    expect((await testSandbox.api("GET", `/v1/books/${id}`)).body.title).toBe("Old");
    const made = await testSandbox.api("POST", "/v1/books", { title: "Again" });
    expect([made.status, made.body.subtitle]).toEqual([201, undefined]);
    expect(await testSandbox.partner.call("POST", `${at}/undo`)).toMatchObject({
      status: 200,
      body: { release: second },
    });
    expect((await testSandbox.api("POST", "/v1/books", { title: "Newer" })).body.subtitle).toBe("none");
  });
});

describe("a generation that is being deleted", () => {
  it("is no longer looked for when its sandbox is purged meanwhile", async () => {
    const { tenant } = await rowsOf(await openTestSandbox({ document: LIBRARY }));
    const isDone = await runInDurableObject(env.TEST.getByName(tenant), async (object, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
         INSERT INTO records (generation, resource, parent, id, seq, state, doc, created, updated)
         SELECT 99, 'book', '', 'old' || i, i, NULL, '{}', 1, 1 FROM n`,
      );
      const own = (object as unknown as { tenant: Tenant }).tenant;
      const deleting = forgetGeneration(own, 99);
      await storage.deleteAll();
      own.forget();
      return deleting;
    });
    expect(isDone).toBe(true);
  });
});
