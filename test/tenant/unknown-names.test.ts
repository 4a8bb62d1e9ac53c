import { describe, expect, it } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";

const at = (sandbox: TestSandbox, path: string): string =>
  `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const open = (): Promise<TestSandbox> =>
  openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
const URL = "https://ok.webhook.test/";

describe("a webhook endpoint", () => {
  it("is not told of events that do not exist, when it is made or changed", async () => {
    const sandbox = await open();
    const make = (events: string[]) =>
      sandbox.partner.call("POST", at(sandbox, "endpoints"), { url: URL, events });
    const refused = await make(["book.created", "book.craeted"]);
    expect(refused).toMatchObject({ status: 400, body: { sandbox_error: "invalid_request" } });
    expect(refused.body.message).toContain("There is no event 'book.craeted'. Did you mean 'book.created'?");
    expect((await make(["bok.*"])).body.message).toContain("Did you mean 'book.*'?");
    const made = await make(["book.*", "author.deleted", "*"]);
    expect(made.status).toBe(201);
    expect(made.body.notice).toBeUndefined();
    const change = (events: string[]) =>
      sandbox.partner.call("PATCH", at(sandbox, `endpoints/${made.body.id as string}`), { events });
    expect((await change(["book.publishd"])).body.message).toContain("Did you mean 'book.published'?");
    expect((await change(["book.published"])).status).toBe(200);
    expect((await sandbox.partner.call("GET", at(sandbox, "endpoints"))).body.data).toHaveLength(1);
  });

  it("takes any name with a notice where nothing is known of the API's events", async () => {
    const sandbox = await openTestSandbox({
      document: {
        openapi: "3.1.0",
        info: { title: "Mute", version: "1" },
        paths: { "/ping": { get: { responses: { "200": { description: "pong" } } } } },
      },
    });
    const made = await sandbox.partner.call("POST", at(sandbox, "endpoints"), {
      url: URL,
      events: ["any.thing"],
    });
    expect(made.status).toBe(201);
    expect(made.body.notice).toContain("Nothing is known of this API's events");
  });

  it("hears every event that the API's own changes bring about", async () => {
    const sandbox = await open();
    const events = ["book.created", "book.published", "book.updated", "book.deleted"];
    expect((await sandbox.partner.call("POST", at(sandbox, "endpoints"), { url: URL, events })).status).toBe(
      201,
    );
    const { id } = (await sandbox.api("POST", "/v1/books", { title: "T" })).body as { id: string };
    await sandbox.api("PATCH", `/v1/books/${id}`, { title: "U" });
    await sandbox.api("POST", `/v1/books/${id}/publish`);
    await sandbox.api("DELETE", `/v1/books/${id}`);
    const told = (await sandbox.partner.call("GET", at(sandbox, "deliveries"))).body.data as {
      type: string;
    }[];
    expect(new Set(told.map((one) => one.type))).toEqual(new Set(events));
  });
});

describe("a fault", () => {
  it.each([
    [{ operation: "createBok" }, {}, "Did you mean 'createBook'?"],
    [{ operation: "POST /book" }, {}, "Did you mean 'POST /books'?"],
    [{ resource: "boook" }, {}, "Did you mean 'book'?"],
    [{ event: "book.craeted" }, { webhook: "lost" }, "Did you mean 'book.created'?"],
    [{}, { scenario: "unavailabel" }, "Did you mean 'unavailable'?"],
    [{ key: "key_none" }, {}, "There is no key 'key_none' here."],
  ])("that could never hold is refused: %o", async (match, effect, said) => {
    const sandbox = await open();
    const given = Object.keys(effect).length === 0 ? { status: 503 } : effect;
    const refused = await sandbox.partner.call("POST", at(sandbox, "faults"), { match, effect: given });
    expect([400, 404]).toContain(refused.status);
    expect(refused.body.message).toContain(said);
  });

  it("may match a pattern of events, and a key of this sandbox", async () => {
    const sandbox = await open();
    const arm = (match: object, effect: object) =>
      sandbox.partner.call("POST", at(sandbox, "faults"), { match, effect });
    expect((await arm({ event: "book.*" }, { webhook: "lost" })).status).toBe(201);
    const keys = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/keys?api=${sandbox.slug}`);
    expect((await arm({ key: keys.body.data[0].id as string }, { status: 503 })).status).toBe(201);
  });
});

describe("a triggered event", () => {
  it("is refused where its name or a member of its data does not exist", async () => {
    const sandbox = await open();
    const trigger = (body: object) => sandbox.partner.call("POST", at(sandbox, "trigger"), body);
    const unknown = await trigger({ event: "book.craeted" });
    expect(unknown).toMatchObject({ status: 404 });
    expect(unknown.body.message).toContain("Did you mean 'book.created'?");
    const stray = await trigger({ event: "book.created", data: { titel: "T" } });
    expect(stray).toMatchObject({ status: 400 });
    expect(stray.body.message).toContain("Did you mean 'title'?");
    expect(await trigger({ event: "book.created", data: { title: "T" } })).toMatchObject({ status: 201 });
  });
});
