// R43, R47: what HTTP allows and clients do: vendor types, JSON in parameters, HEAD, slashes, escapes, partial changes.
import { beforeAll, describe, expect, it } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { type TestSandbox, openTestSandbox, send } from "../support/test-sandbox.ts";

const text = { type: "string" };
const pet = {
  type: "object",
  required: ["id", "name", "url"],
  properties: { id: text, name: text, kind: text, url: { type: "string", format: "uri" } },
};
const body = { type: "object", required: ["name"], properties: { name: text, kind: text } };
const document = documentOf({
  "GET /pets": {
    answer: { type: "array", items: pet },
    query: { filter: { type: "object", required: ["kind"], properties: { kind: text } } },
  },
  "POST /pets": { body, answer: pet, status: 201, headers: ["Location"] },
  "GET /pets/{id}": { answer: pet },
  "PATCH /pets/{id}": { body, answer: pet },
  "PUT /pets/{id}": { body, answer: pet },
  "GET /cafés": { answer: { type: "array", items: pet } },
});

let sandbox: TestSandbox;
let made: { id: string; url: string };
let location: string;
beforeAll(async () => {
  sandbox = await openTestSandbox({ document });
  const answer = await sandbox.api("POST", "/pets", { name: "Rex", kind: "dog" });
  made = answer.body;
  location = answer.headers.get("location") ?? "";
});

describe("an Accept header", () => {
  it.each([
    "application/vnd.shop.v3+json",
    "application/vnd.shop.preview",
    "text/html;q=0.9, application/vnd.shop+json;q=0.1",
    "application/json; charset=utf-8",
    "application/*;q=0.3",
    "text/plain, */*;q=0.01",
    "Accept: application/vnd.shop.v3+json",
    "",
  ])("%j is answered with JSON", async (accept) => {
    const answer = await sandbox.api("GET", `/pets/${made.id}`, undefined, { accept });
    expect(answer).toMatchObject({ status: 200, body: { name: "Rex" } });
    expect(answer.headers.get("content-type")).toContain("application/json");
  });

  it.each(["text/html", "image/png, text/*", "application/vnd.shop+json;q=0"])(
    "%j is refused: nothing of it is declared",
    async (accept) => {
      expect((await sandbox.api("GET", `/pets/${made.id}`, undefined, { accept })).status).toBe(406);
    },
  );
});

describe("a request", () => {
  it("may have JSON in a parameter that is an object", async () => {
    const at = (filter: string) => sandbox.api("GET", `/pets?filter=${encodeURIComponent(filter)}`);
    expect((await at('{"kind":"dog"}')).status).toBe(200);
    expect((await at('{"sort":"dog"}')).status).toBe(400);
  });

  it("may be HEAD for any GET", async () => {
    expect(await sandbox.api("HEAD", `/pets/${made.id}`)).toMatchObject({ status: 200, text: "" });
    expect((await sandbox.api("HEAD", "/pets/none")).status).toBe(404);
  });

  it("may have a slash at its end, and escapes in its path", async () => {
    expect((await sandbox.api("GET", `/pets/${made.id}/`)).body.id).toBe(made.id);
    const escaped = `%${made.id.charCodeAt(0).toString(16)}${made.id.slice(1)}`;
    expect((await sandbox.api("GET", `/pets/${escaped}`)).body.id).toBe(made.id);
    expect((await sandbox.api("GET", `/%70ets/${made.id}`)).body.id).toBe(made.id);
    expect((await sandbox.api("GET", "/caf%C3%A9s")).status).toBe(200);
  });

  it("that is PATCH need not repeat what creating asks for; PUT does", async () => {
    const changed = await sandbox.api("PATCH", `/pets/${made.id}`, { kind: "wolf" });
    expect(changed).toMatchObject({ status: 200, body: { name: "Rex", kind: "wolf" } });
    expect((await sandbox.api("PUT", `/pets/${made.id}`, { kind: "wolf" })).status).toBe(400);
  });
});

describe("where a record is", () => {
  it("is told absolutely, and is there", async () => {
    for (const url of [made.url, location]) {
      expect(url).toMatch(/^http:\/\//);
      const read = await send(url, { headers: { authorization: `Bearer ${sandbox.key}` } });
      expect(read).toMatchObject({ status: 200, body: { id: made.id } });
    }
  });
});
