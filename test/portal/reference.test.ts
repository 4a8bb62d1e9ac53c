// What the API reference makes of a document: operations, schemas in words, samples, a call, and the same call in other languages.
import { describe, expect, it } from "vitest";
import { callOf } from "#portal/pages/reference/call.ts";
import {
  contentsOf,
  follow,
  operationsOf,
  parametersOf,
  samplesOf,
  securityOf,
} from "#portal/pages/reference/document.ts";
import { sampleOf } from "#portal/pages/reference/sample.ts";
import { wordsOf } from "#portal/pages/reference/schema.ts";
import { snippetsOf } from "#portal/pages/reference/snippets-of.ts";
import type { JsonObject } from "#lib/json.ts";

const DOCUMENT: JsonObject = {
  openapi: "3.1.0",
  security: [{ key: [] }],
  components: {
    securitySchemes: { key: { type: "http", scheme: "basic" } },
    schemas: {
      Node: {
        description: "A thing within a thing",
        allOf: [
          { type: "object", required: ["name"], properties: { name: { type: "string", minLength: 2 } } },
          { properties: { child: { $ref: "#/components/schemas/Node" }, id: { readOnly: true } } },
        ],
      },
    },
  },
  paths: {
    "/nodes/{node}": {
      parameters: [{ name: "node", in: "path", required: true, schema: { type: "string" } }],
      post: {
        summary: "Change a node",
        parameters: [{ name: "dry", in: "query", schema: { type: "boolean" } }],
        requestBody: {
          content: { "application/x-www-form-urlencoded": { schema: { $ref: "#/components/schemas/Node" } } },
        },
        "x-codeSamples": [{ lang: "js", label: "SDK", source: "nodes.change('n')" }],
      },
    },
  },
};

const [operation] = operationsOf(DOCUMENT);
if (!operation) throw new Error("the document has an operation");
const parameters = parametersOf(DOCUMENT, operation);

describe("the API reference", () => {
  it("reads operations with the parameters of their path, who may call them, and the provider's own samples", () => {
    expect(operation).toMatchObject({ id: "POST /nodes/{node}", tag: "nodes", summary: "Change a node" });
    expect(parameters.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ["node", true],
      ["dry", false],
    ]);
    expect(securityOf(DOCUMENT, operation)).toEqual(["HTTP basic"]);
    expect(samplesOf(operation)).toEqual([{ label: "SDK", source: "nodes.change('n')" }]);
  });

  it("says a schema in words, with the parts of allOf together, and one that contains itself a step at a time", () => {
    const words = wordsOf(DOCUMENT, { $ref: "#/components/schemas/Node" });
    expect(words.members.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ["name", true],
      ["child", false],
      ["id", false],
    ]);
    expect(words.description).toBe("A thing within a thing");
    expect(wordsOf(DOCUMENT, words.members[1]?.schema).members).toHaveLength(3);
    expect(
      wordsOf(DOCUMENT, { type: ["array", "null"], items: { type: "string", enum: ["a"] } }),
    ).toMatchObject({
      type: "list of string or null",
      allowed: ["a"],
    });
    expect(wordsOf(DOCUMENT, { type: "integer", minimum: 1, default: 20 }).constraints).toEqual([
      "at least 1",
      "by default 20",
    ]);
  });

  it("samples what must be sent, and all that is answered, within bounds", () => {
    const [content] = contentsOf(DOCUMENT, follow(DOCUMENT, operation.node["requestBody"]));
    if (!content) throw new Error("the operation has a body");
    expect(sampleOf(DOCUMENT, content, true)).toEqual({ name: "Ada Lovelace" });
    expect(JSON.stringify(sampleOf(DOCUMENT, content, false)).length).toBeLessThan(2000);
  });

  it("sends the key and the body as the API takes them, and says the same in each language", () => {
    const call = callOf({
      base: "https://a.example/sandbox/a/v1",
      operation,
      parameters,
      values: { "path node": "n/1", "query dry": "true" },
      key: "k_test_1",
      credential: { kind: "basic", name: null },
      body: { media: "application/x-www-form-urlencoded", text: '{"name":"it\'s","child":{"name":"b"}}' },
    });
    expect(call.url).toBe("https://a.example/sandbox/a/v1/nodes/n%2F1?dry=true");
    expect(call.body).toMatchObject({
      pairs: [
        ["name", "it's"],
        ["child[name]", "b"],
      ],
    });
    const [curl, node, python] = snippetsOf(call).map(({ source }) => source);
    expect(curl).toContain(`-u 'k_test_1:' \\\n  --data-urlencode 'name=it'\\''s'`);
    expect(node).toContain('form.append("child[name]", "b");');
    expect(python).toContain('auth=("k_test_1", ""),');
  });
});
