// R19, R20: which member names a record, and what new values of it look like.
import { describe, expect, it } from "vitest";
import { newIdentity } from "#engine/records/fill.ts";
import { seededRandom } from "#lib/random.ts";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, ref, text } from "../../support/schemas.ts";

describe("R19, R20 the key", () => {
  it("is the one member that the create's answer tells, rather than what may be somebody's name", () => {
    const member = objectOf({ address: text, email: text, status: text });
    const { index } = compiled(
      documentOf({
        "POST /members": { body: objectOf({ account: member }), answer: objectOf({ address: text }) },
        "GET /members/{id}": { answer: member },
      }),
    );
    expect(index.resources["member"]?.identity.property).toBe("address");
  });

  it("is what the path names, and new ones look like the examples", () => {
    const of = (property: string, schema: object, parameter = "petId") =>
      compiled(
        documentOf({
          [`GET /pets/{${parameter}}`]: {
            answer: { type: "object", properties: { [property]: schema, name: text } },
          },
        }),
      ).index.resources["pet"]?.identity;
    expect(of("code", text, "code")).toMatchObject({ property: "code" });
    expect(of("id", { type: "string", format: "uuid" })).toMatchObject({ generator: { kind: "uuid" } });
    expect(of("id", { type: "integer", example: 41 })).toMatchObject({
      generator: { kind: "integer", start: 42 },
    });
    expect(of("sid", { type: "string", pattern: "^SM[0-9a-fA-F]{32}$" }, "Sid")).toMatchObject({
      property: "sid",
      generator: { kind: "text", prefix: "SM", alphabet: "0123456789abcdef", length: 32 },
    });
    const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    expect(of("id", { type: "string", pattern: `.*${uuid}.*`, minLength: 36, maxLength: 36 })).toMatchObject({
      generator: { kind: "uuid" },
    });
    expect(of("id", { type: "string", pattern: "^.*fp-[a-f0-9]{17}$" })).toMatchObject({
      generator: { kind: "text", prefix: "fp-", length: 17 },
    });
    expect(of("id", { type: "string", example: "user_01EHZNVPK3SFK441A1RGBFSHRT" })).toMatchObject({
      generator: { prefix: "user_", length: 26, alphabet: "0123456789ABCDEFGHJKMNPQRSTVWXYZ" },
    });
  });

  it("is the member that names any record, where others name what it belongs to", () => {
    const answer = objectOf({ entity_id: text, proxy_id: text, ip: text });
    const { pet } = compiled(documentOf({ "GET /pets/{id}": { answer } })).index.resources;
    expect(pet?.identity.property).toBe("entity_id");
  });

  it("has a form that an alternative of the schema, or of its pattern, gives", () => {
    const generator = (schema: object) =>
      compiled(documentOf({ "GET /pets/{id}": { answer: objectOf({ id: schema, name: text }) } })).index
        .resources["pet"]?.identity.generator;
    expect(
      generator({ anyOf: [{ type: "string", pattern: "^pet:[a-f0-9]{32}$" }, { type: "null" }] }),
    ).toMatchObject({ kind: "pattern", pattern: "^pet:[a-f0-9]{32}$" });
    expect(
      generator({ type: "string", pattern: "^(SAMPLE|[0-9a-z]+)$", minLength: 10, maxLength: 10 }),
    ).toMatchObject({ kind: "text", prefix: "", length: 10 });
  });

  it("is no member that a parameter above is called after, and none that is only written", () => {
    const rule = objectOf({ planId: text, name: { type: "object" } });
    const link = objectOf({ target_id: { type: "string", writeOnly: true }, url: { type: "object" } });
    const { resources } = compiled(
      documentOf({
        "GET /plans/{planId}/rules/{ruleId}": { answer: rule },
        "POST /links": { body: link, answer: objectOf({ id: text }), status: 201 },
        "GET /links/{id}": { answer: link },
      }),
    ).index;
    expect(resources["rule"]?.identity.property).toBe("id");
    expect(resources["link"]?.identity.property).toBe("id");
  });

  it("is found by every member that a path calls it after", () => {
    const shop = objectOf({ id: text, reference: text });
    const { resources } = compiled(
      documentOf({
        "POST /shops": { body: shop, answer: shop, status: 201 },
        "GET /shops/{shopId}": { answer: shop },
        "GET /shops/{reference}/logos": { answer: objectOf({ url: text }) },
      }),
    ).index;
    expect(resources["shop"]?.identity.lookups).toEqual(["id", "reference"]);
  });

  it("is never an object, and a number where its parameter is one", () => {
    const made = compiled({
      openapi: "3.1.0",
      info: { title: "Bills", version: "1" },
      paths: {
        "/bills/{id}": {
          get: {
            parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
            responses: {
              200: {
                description: "",
                content: {
                  "application/json": {
                    schema: objectOf({
                      id: objectOf({ scheme: text }),
                      BillNumber: text,
                      TransactionID: { type: "integer" },
                    }),
                  },
                },
              },
            },
          },
        },
      },
    });
    expect(made.index.resources["bill"]?.identity).toMatchObject({
      property: "TransactionID",
      generator: { kind: "integer" },
    });
  });

  it("is a number where its path counts and the answer only calls it a text", () => {
    const key = (schema: object) => {
      const document = documentOf({ "GET /pets/{pk}": { answer: objectOf({ id: schema, name: text }) } });
      const operation = (document["paths"] as any)["/pets/{pk}"].get;
      operation.parameters = [{ name: "pk", in: "path", required: true, schema: { type: "integer" } }];
      return compiled(document).index.resources["pet"]?.identity.generator;
    };
    expect(key(text)).toEqual({ kind: "integer", start: 1 });
    expect(key({ ...text, pattern: "^p_[a-z]{8}$" })).toMatchObject({ kind: "text", prefix: "p_" });
  });

  it("is the member of the parameter's own component, and follows its pattern and lengths", () => {
    const made = compiled({
      openapi: "3.1.0",
      info: { title: "Rules", version: "1" },
      components: { schemas: { Kind: { type: "string", pattern: "^[-a-z0-9._]*$", maxLength: 12 } } },
      paths: {
        "/rules/{rule}": {
          get: {
            parameters: [{ name: "rule", in: "path", required: true, schema: ref("Kind") }],
            responses: {
              200: {
                description: "",
                content: { "application/json": { schema: objectOf({ config: text, type: ref("Kind") }) } },
              },
            },
          },
        },
      },
    });
    expect(made.index.resources["rule"]?.identity).toMatchObject({
      property: "type",
      generator: { kind: "text", alphabet: "abcdefghijklmnopqrstuvwxyz0123456789", length: 12 },
    });
  });

  it("is told by the rows of a list as their id, where the record calls it otherwise", () => {
    const rows = { type: "array", items: objectOf({ id: text, source: text }) };
    const made = compiled(
      documentOf({
        "GET /jobs": { answer: objectOf({ jobSummaries: rows }) },
        "GET /jobs/{jobId}": { answer: objectOf({ jobId: text, source: text, status: text }) },
      }),
    );
    expect(made.index.resources["job"]?.derived).toEqual({ id: "copy(jobId)" });
  });

  it("is told by the create under the name of the parameter, where the record calls it otherwise", () => {
    const made = compiled(
      documentOf({
        "POST /jobs": { body: objectOf({ source: text }), answer: objectOf({ jobId: text }), status: 201 },
        "GET /jobs/{jobId}": { answer: objectOf({ id: text, source: text }) },
      }),
    );
    expect(made.index.resources["job"]).toMatchObject({
      identity: { property: "id" },
      derived: { jobId: "copy(id)" },
    });
  });

  it("may have more words than the path, or be its last one", () => {
    const of = (path: string, properties: Record<string, unknown>) =>
      Object.values(
        compiled(documentOf({ [`GET ${path}`]: { answer: objectOf(properties) } })).index.resources,
      ).map((one) => one.identity.property);
    expect(of("/holdings/{id}", { accountHoldingId: text, accountId: text, name: text })).toEqual([
      "accountHoldingId",
    ]);
    expect(of("/metadata/{metadata_kind}", { kind: text, values: text })).toEqual(["kind"]);
  });

  it("has the form that the answer to a write tells, where the record does not show it", () => {
    const id = { ...text, pattern: "^fp-[a-f0-9]{17}$" };
    const { index } = compiled(
      documentOf({
        "GET /packages/{id}": { answer: objectOf({ id: text, name: text }) },
        "POST /packages": { body: objectOf({ name: text }), answer: objectOf({ id: text, name: text }) },
        "GET /packages/{id}/content": { answer: objectOf({ label: text, size: { type: "integer" } }) },
        "PUT /packages/{id}/content": {
          body: objectOf({ name: text }),
          answer: objectOf({ id, name: text }),
        },
      }),
    );
    expect(index.resources["content"]?.identity.generator).toMatchObject({ kind: "text", prefix: "fp-" });
  });

  it("keeps within its length, where a pattern leaves that open", () => {
    const id = { ...text, pattern: "^se(-[a-z0-9]+)+$", maxLength: 25 };
    const { index } = compiled(documentOf({ "GET /batches/{id}": { answer: objectOf({ id, name: text }) } }));
    const generator = index.resources["batch"]?.identity.generator ?? { kind: "uuid" };
    for (let i = 0; i < 50; i++)
      expect(newIdentity(generator, seededRandom(String(i)), { next: () => 1 }, "", {}, 0)).toMatch(
        /^(?=.{4,25}$)se(-[a-z0-9]+)+$/,
      );
    expect(generator).toMatchObject({ kind: "pattern", maxLength: 25 });
  });
});
