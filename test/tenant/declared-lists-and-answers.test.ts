// sandbox.yaml: lists that refuse, answers in another form on request, removals that the same call sees, and what opens inside.
import { beforeAll, describe, expect, it } from "vitest";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const answers = (schema: object, status = "200") => ({
  [status]: { description: "", headers: { ETag: { schema: { type: "string" } } }, ...json(schema) },
});
const path = (name: string) => [{ name, in: "path", required: true, schema: { type: "string" } }];
const expand = [{ name: "expand", in: "query", schema: { type: "array", items: { type: "string" } } }];

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Notes", version: "1" },
  paths: {
    "/authors": { post: { requestBody: json(ref("Author")), responses: answers(ref("Author"), "201") } },
    "/authors/{author_id}": {
      parameters: path("author_id"),
      get: { responses: answers(ref("Author")) },
    },
    "/authors/{author_id}/drafts": {
      parameters: path("author_id"),
      get: {
        responses: answers({
          type: "object",
          properties: { author_id: { type: "string" }, drafts: { type: "array", items: ref("Note") } },
        }),
      },
    },
    "/notes": {
      get: {
        parameters: [{ name: "q", in: "query", schema: { type: "string" } }],
        responses: answers({ type: "array", items: ref("Note") }),
      },
      post: { requestBody: json(ref("Note")), responses: answers(ref("Note"), "201") },
    },
    "/notes/{note_id}": {
      parameters: path("note_id"),
      get: { parameters: expand, responses: answers(ref("Note")) },
    },
    "/notes/{note_id}/text": { parameters: path("note_id"), get: { responses: answers({ type: "object" }) } },
    "/notes/{note_id}/forget": {
      parameters: path("note_id"),
      post: { responses: answers({ type: "object" }) },
    },
  },
  components: {
    schemas: {
      Author: {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string" }, name: { type: "string" }, pen_name: { type: "string" } },
      },
      Note: {
        type: "object",
        required: ["id"],
        properties: {
          id: { type: "string" },
          text: { type: "string" },
          credits: {
            type: "object",
            properties: {
              writer: { anyOf: [{ type: "string" }, ref("Author")] },
              others: {
                type: "array",
                items: {
                  type: "object",
                  properties: { who: { anyOf: [{ type: "string" }, ref("Author")] } },
                },
              },
            },
          },
        },
      },
    },
  },
};

const FILE = {
  errors: { cases: { query_missing: { status: 422, message: "Say what to look for." } } },
  resources: { author: { id: { value: "has(next.pen_name) ? 'as-' + next.pen_name : ''" } } },
  operations: {
    "GET /authors/{author_id}/drafts": { does: "list", resource: "note", where: "item.text == 'draft'" },
    "GET /notes": {
      does: "list",
      resource: "note",
      cases: [{ when: "!has(query.q) || query.q == ''", refuse: "query_missing" }, {}],
      where: "item.text.contains(query.q)",
    },
    "GET /notes/{note_id}/text": {
      responds: {
        when: "has(request.headers.accept) && request.headers.accept.contains('plain')",
        media: "'text/plain'",
      },
      returns:
        "has(request.headers.accept) && request.headers.accept.contains('plain') ? dyn(plain('aGVsbG8=')) : dyn({'text': record.text})",
    },
    "POST /notes/{note_id}/forget": {
      cases: [{ effects: [{ delete: "note", where: { id: "record.id" } }] }],
      returns: {
        left: "records.count('note', {'text': record.text})",
        found: "records.find('note', {}).size()",
      },
    },
  },
};

describe("declared lists and answers", () => {
  let sandbox: TestSandbox;
  let ann: string;
  beforeAll(async () => {
    sandbox = await openTestSandbox({
      document: JSON.stringify(DOCUMENT),
      sandboxFile: JSON.stringify(FILE),
    });
    ann = (await sandbox.api("POST", "/authors", { name: "Ann" })).body.id;
  });
  const note = async (text: string, more: object = {}): Promise<string> =>
    (await sandbox.api("POST", "/notes", { text, ...more })).body.id;

  it("a key is worked out where it comes to something, and made otherwise", async () => {
    const named = await sandbox.api("POST", "/authors", { name: "Bea", pen_name: "bee" });
    expect(named.body.id).toBe("as-bee");
    expect((await sandbox.api("GET", "/authors/as-bee")).body).toMatchObject({ name: "Bea" });
    expect((await sandbox.api("POST", "/authors", { pen_name: "bee" })).status).toBe(409);
    expect(ann).not.toMatch(/^as-/);
  });

  it("what stands beside rows and is called as a word of the path is that word", async () => {
    expect((await sandbox.api("GET", `/authors/${ann}/drafts`)).body).toEqual({ author_id: ann, drafts: [] });
  });

  it("a list refuses by its cases, and is a list otherwise", async () => {
    await note("apples");
    expect(await sandbox.api("GET", "/notes")).toMatchObject({
      status: 422,
      body: { detail: "Say what to look for." },
    });
    expect((await sandbox.api("GET", "/notes?q=apple")).body).toMatchObject([{ text: "apples" }]);
  });

  it("a list has a tag, and is not sent again while it is the same", async () => {
    await note("pears");
    const read = await sandbox.api("GET", "/notes?q=pear");
    const known = { "if-none-match": read.headers.get("etag") ?? "none" };
    expect((await sandbox.api("GET", "/notes?q=pear", undefined, known)).status).toBe(304);
    await note("more pears");
    expect((await sandbox.api("GET", "/notes?q=pear", undefined, known)).status).toBe(200);
  });

  it("an answer has another form where its condition holds", async () => {
    const at = `/notes/${await note("plums")}/text`;
    expect((await sandbox.api("GET", at)).body).toEqual({ text: "plums" });
    const plain = await sandbox.api("GET", at, undefined, { accept: "text/plain, application/json" });
    expect(plain.text).toBe("hello");
    expect(plain.headers.get("content-type")).toContain("text/plain");
  });

  it("what an effect removes is gone for the rest of the call", async () => {
    const before = (await sandbox.api("GET", "/notes?q=e")).body.length;
    const id = await note("grapes");
    const forgotten = await sandbox.api("POST", `/notes/${id}/forget`);
    expect(forgotten.body).toMatchObject({ left: 0 });
    expect((await sandbox.api("GET", "/notes?q=e")).body).toHaveLength(before);
  });

  it("opens what objects and lists inside a record name", async () => {
    const id = await note("signed", { credits: { writer: ann, others: [{ who: ann }] } });
    const opened = await sandbox.api("GET", `/notes/${id}?expand=credits.writer&expand=credits.others.who`);
    expect(opened.body.credits).toMatchObject({
      writer: { name: "Ann" },
      others: [{ who: { name: "Ann" } }],
    });
    expect((await sandbox.api("GET", `/notes/${id}`)).body.credits.writer).toBe(ann);
    expect((await sandbox.api("GET", `/notes/${id}?expand=credits.nobody`)).status).toBe(400);
    const deep = await sandbox.api("GET", `/notes/${id}?expand=credits.others.who.credits.writer`);
    expect([deep.status, JSON.stringify(deep.body)]).toEqual([
      400,
      expect.stringContaining("more than 4 levels deep"),
    ]);
  });
});
