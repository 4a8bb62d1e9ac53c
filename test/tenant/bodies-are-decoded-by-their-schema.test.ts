import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox, send } from "../support/test-sandbox.ts";

const thing = {
  type: "object",
  required: ["name"],
  properties: {
    id: { type: "string", readOnly: true },
    name: { type: "string" },
    count: { type: "integer" },
    ratio: { type: "number" },
    on: { type: "boolean" },
    tags: { type: "array", items: { type: "string" } },
    sizes: { type: "array", items: { type: "object", properties: { w: { type: "integer" } } } },
    secret: { type: "string", writeOnly: true },
  },
};

function formDocument(media: string): Record<string, unknown> {
  const document = documentOf({
    "POST /things": { body: thing, answer: thing, status: 201 },
    "GET /things/{id}": { answer: thing },
  });
  const operation = (document["paths"] as any)["/things"].post;
  operation.requestBody.content = { [media]: { schema: thing } };
  return document;
}

test("R43: a bracketed form becomes the declared types", async () => {
  const sandbox = await openTestSandbox({ document: formDocument("application/x-www-form-urlencoded") });
  const made = await sandbox.api(
    "POST",
    "/things",
    "name=7&count=3&ratio=0.5&on=true&tags[]=a&tags[]=b&sizes[0][w]=1&sizes[1][w]=2",
    { "content-type": "application/x-www-form-urlencoded" },
  );
  expect(made.body).toMatchObject({
    name: "7",
    count: 3,
    ratio: 0.5,
    on: true,
    tags: ["a", "b"],
    sizes: [{ w: 1 }, { w: 2 }],
  });
  expect(
    (
      await sandbox.api("POST", "/things", "name=x&count=three", {
        "content-type": "application/x-www-form-urlencoded",
      })
    ).status,
  ).toBe(400);
});

test("R43: multipart is read by its boundary, and equal parts are equal payloads whatever the boundary", async () => {
  const sandbox = await openTestSandbox({ document: formDocument("multipart/form-data") });
  const post = () => {
    const form = new FormData();
    form.set("name", "Öl");
    form.set("count", "2");
    return send(`${sandbox.host}/things`, {
      method: "POST",
      headers: { authorization: `Bearer ${sandbox.key}`, "idempotency-key": "k" },
      body: form,
    });
  };
  const [first, second] = [await post(), await post()];
  expect(first.body).toMatchObject({ name: "Öl", count: 2 });
  expect(second.body.id).toBe(first.body.id);
  const broken = await sandbox.api("POST", "/things", "no boundary here", {
    "content-type": "multipart/form-data",
  });
  expect(broken.status).toBe(400);
});

test("R24: what is write-only is taken and never answered, what is read-only is not the client's to set", async () => {
  const sandbox = await openTestSandbox({ document: formDocument("application/json") });
  const made = await sandbox.api("POST", "/things", { name: "x", secret: "s3cret", id: "mine" });
  expect(made.body).not.toHaveProperty("secret");
  expect(made.body.id).not.toBe("mine");
});

test("R7, R46: an answer fits its own schema: constants of the answer, numbers for texts, members of base and alternative", async () => {
  const note = {
    type: "object",
    required: ["id", "object", "price"],
    properties: {
      id: { type: "string", readOnly: true },
      object: { type: "string", enum: ["note"] },
      price: { type: "string" },
    },
  };
  const listed = {
    type: "object",
    required: ["id", "price"],
    properties: { id: { type: "string" }, price: { type: "number" } },
  };
  const gone = {
    type: "object",
    required: ["id", "object"],
    properties: { id: { type: "string" }, object: { type: "string", enum: ["note.deleted"] } },
  };
  const shape = {
    allOf: [
      { type: "object", required: ["id"], properties: { id: { type: "string", readOnly: true } } },
      {
        oneOf: [
          {
            type: "object",
            required: ["kind", "radius"],
            properties: { kind: { const: "circle" }, radius: { type: "number" } },
          },
          {
            type: "object",
            required: ["kind", "side"],
            properties: { kind: { const: "square" }, side: { type: "number" } },
          },
        ],
      },
    ],
  };
  const sandbox = await openTestSandbox({
    document: documentOf({
      "POST /notes": {
        body: { type: "object", properties: { price: { type: "string" } } },
        answer: note,
        status: 201,
      },
      "GET /notes": { answer: { type: "array", items: listed } },
      "GET /notes/{id}": { answer: note },
      "DELETE /notes/{id}": { answer: gone, status: 200 },
      "POST /shapes": { body: { type: "object" }, answer: shape, status: 201 },
      "GET /shapes/{id}": { answer: shape },
    }),
    sandboxFile: "resources: { note: { seed: 0 }, shape: { seed: 0 } }",
  });
  const made = await sandbox.api("POST", "/notes", { price: "12.5" });
  expect(made.body).toMatchObject({ object: "note", price: "12.5" });
  expect((await sandbox.api("GET", "/notes")).body).toEqual([{ id: made.body.id, price: 12.5 }]);
  expect((await sandbox.api("DELETE", `/notes/${made.body.id}`)).body).toEqual({
    id: made.body.id,
    object: "note.deleted",
  });
  const square = await sandbox.api("POST", "/shapes", { kind: "square", side: 4 });
  expect((await sandbox.api("GET", `/shapes/${square.body.id}`)).body).toEqual({
    id: square.body.id,
    kind: "square",
    side: 4,
  });
});

test("R43: what a form cannot say was meant where it is required, and brackets may be a part of a name", async () => {
  const template = {
    type: "object",
    required: ["template[name]", "options", "labels"],
    properties: {
      "template[name]": { type: "string" },
      options: { type: "object", properties: { size: { type: "integer" } } },
      labels: { type: "array", items: { type: "string" } },
    },
  };
  const document = documentOf({
    "POST /templates": { body: template, answer: thing, status: 201 },
    "GET /templates/{id}": { answer: thing },
    "GET /lists": { body: thing, answer: { type: "array", items: thing } },
  });
  const media = "application/x-www-form-urlencoded";
  const paths = document["paths"] as any;
  paths["/templates"].post.requestBody.content = { [media]: { schema: template } };
  paths["/lists"].get.requestBody.required = true;
  const { api } = await openTestSandbox({ document });
  const headers = { "content-type": media };
  expect((await api("POST", "/templates", "template[name]=a", headers)).status).toBe(201);
  expect((await api("POST", "/templates", "options[size]=1", headers)).status).toBe(400);
  // A GET has no body, whatever is required of it.
  expect((await api("GET", "/lists")).status).toBe(200);
});
