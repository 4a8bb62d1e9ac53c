// A call that makes many records reads its own: a later item may name an earlier one, and may not take what it has.
import { describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/test-sandbox.ts";

const text = { type: "string" };
const node = {
  type: "object",
  required: ["code"],
  properties: { code: text, name: text, slug: text, parent: text, email: text },
};
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const nodes = json({ type: "object", properties: { nodes: { type: "array", items: node } } });
const document = {
  openapi: "3.1.0",
  info: { title: "Nodes", version: "1" },
  paths: {
    "/nodes": {
      get: { responses: { "200": { description: "all", ...nodes } } },
      post: {
        requestBody: { required: true, ...nodes },
        responses: {
          "201": { description: "made", ...nodes },
          "400": { description: "refused" },
          "409": { description: "taken" },
        },
      },
    },
    "/nodes/{code}": {
      get: {
        parameters: [{ name: "code", in: "path", required: true, schema: text }],
        responses: { "200": { description: "one", ...json(node) } },
      },
    },
  },
};
const open = () =>
  openTestSandbox({
    document,
    sandboxFile: `resources:
  node:
    seed: 0
    id: { property: code, client_chosen: true }
    references: { parent: node }
    unique: [email]
`,
  });
type Node = { code: string; slug?: string };
const codes = (answer: { body: { nodes: Node[] } }) => answer.body.nodes.map((one) => one.code);

describe("a call that makes many records", () => {
  it("takes an item that refers to an earlier one, and makes both", async () => {
    const sandbox = await open();
    const made = await sandbox.api("POST", "/nodes", { nodes: [{ code: "a" }, { code: "b", parent: "a" }] });
    expect([made.status, codes(made)]).toEqual([201, ["a", "b"]]);
    expect((await sandbox.api("GET", "/nodes/b")).body).toMatchObject({ parent: "a" });
  });

  it("makes none when an item refers to a later one, or to none", async () => {
    const sandbox = await open();
    const refused = await sandbox.api("POST", "/nodes", {
      nodes: [{ code: "b", parent: "a" }, { code: "a" }],
    });
    expect(refused.status).toBe(400);
    expect(codes(await sandbox.api("GET", "/nodes"))).toEqual([]);
  });

  it("makes none when two items have what must be unique", async () => {
    const sandbox = await open();
    const email = "a@x.io";
    const refused = await sandbox.api("POST", "/nodes", {
      nodes: [
        { code: "a", email },
        { code: "b", email },
      ],
    });
    expect(refused.status).toBe(409);
    expect(codes(await sandbox.api("GET", "/nodes"))).toEqual([]);
  });

  it("gives each item a slug of its own", async () => {
    const sandbox = await open();
    const made = await sandbox.api("POST", "/nodes", {
      nodes: ["a", "b", "c"].map((code) => ({ code, name: "Same name" })),
    });
    expect((made.body.nodes as Node[]).map((one) => one.slug)).toEqual([
      "same-name",
      "same-name-2",
      "same-name-3",
    ]);
  });

  it("answers an item that is listed twice as it is stored", async () => {
    const sandbox = await open();
    const made = await sandbox.api("POST", "/nodes", {
      nodes: [
        { code: "a", name: "First" },
        { code: "a", name: "Second" },
      ],
    });
    expect(made.body.nodes).toMatchObject([{ code: "a", name: "First" }]);
    expect((await sandbox.api("GET", "/nodes")).body.nodes).toEqual(made.body.nodes);
  });
});
