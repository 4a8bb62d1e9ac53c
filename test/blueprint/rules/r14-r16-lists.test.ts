// R14, R16: the list inside a body, and how it is paged.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, pet, ref, text } from "../../support/schemas.ts";

describe("R14, R16 a list in an envelope", () => {
  it("is found, with what stands beside it and the parameters that page it", () => {
    const made = compiled(
      documentOf({
        "GET /pets": {
          answer: {
            type: "object",
            properties: {
              items: { type: "array", items: pet },
              meta: {
                type: "object",
                properties: { total: { type: "integer" }, totalPages: { type: "integer" } },
              },
              next: { type: ["string", "null"], format: "uri" },
              errors: { type: "array", items: { type: "object" } },
            },
          },
          query: {
            page: { type: "integer", minimum: 0 },
            per_page: { type: "integer", default: 30, maximum: 200 },
            name: text,
            sort: text,
          },
        },
        "GET /pets/{id}": { answer: pet },
      }),
    );
    const details = made.details[0]?.["GET /pets"];
    expect(details?.answer.envelope).toEqual({
      kind: "list",
      path: ["items"],
      roles: [
        { path: ["meta", "total"], role: "total" },
        { path: ["meta", "totalPages"], role: "pages" },
        { path: ["next"], role: "nextLink" },
      ],
    });
    expect(details?.paging).toMatchObject({
      limit: { name: "per_page", default: 30, max: 200 },
      page: { name: "page", first: 0 },
      sort: "sort",
      filters: { name: { path: ["name"], op: "eq" } },
    });
  });

  it("is the first of alternatives that are all lists", () => {
    const made = compiled(
      documentOf({
        "GET /pets": { answer: { oneOf: [list(pet), list(objectOf({ ...pet.properties, owner: text }))] } },
        "GET /pets/{id}": { answer: pet },
      }),
    );
    expect(made.operation("GET", "/pets")).toMatchObject({ kind: "list", resource: "pet" });
    expect(made.details[0]?.["GET /pets"]?.answer.envelope).toMatchObject({ kind: "list", path: [] });
  });

  it("answers a create where its items are of several forms, one of which is the record", () => {
    const answer = objectOf({ data: list({ oneOf: [ref("Dog"), ref("Cat")] }), count: { type: "integer" } });
    const forms = { Dog: objectOf({ id: text, bark: text }), Cat: objectOf({ id: text, purr: text }) };
    const made = compiled(
      documentOf(
        {
          "GET /pets/{id}": { answer: ref("Dog") },
          "POST /pets": { body: objectOf({ pets: list({ type: "object" }) }), answer },
        },
        { components: { schemas: forms } },
      ),
    );
    expect(made.details[0]?.["POST /pets"]?.answer.envelope).toMatchObject({ kind: "list", path: ["data"] });
  });

  it("stands in the one member that carries a page, and a record that holds a list is no page", () => {
    const cluster = objectOf({ id: text, name: text, zone: text, hosts: list(objectOf({ host: text })) });
    const made = compiled(
      documentOf({
        "GET /pets": { answer: objectOf({ PetsResponse: objectOf({ Item: list(pet), NextToken: text }) }) },
        "GET /pets/{id}": { answer: pet },
        "POST /clusters": { body: objectOf({ name: text }), answer: objectOf({ result: cluster }) },
        "GET /clusters/{id}": { answer: objectOf({ result: cluster }) },
      }),
    );
    const details = Object.assign({}, ...made.details);
    expect(details["GET /pets"].answer.envelope).toEqual({
      kind: "list",
      path: ["PetsResponse", "Item"],
      roles: [{ path: ["PetsResponse", "NextToken"], role: "nextCursor" }],
    });
    expect(details["POST /clusters"].answer.envelope).toEqual({ kind: "wrapped", path: ["result"] });
    expect(details["GET /clusters/{id}"].answer.envelope).toEqual({ kind: "wrapped", path: ["result"] });
  });
});

describe("R16 the bounds of a page", () => {
  it("are read where they stand only in prose", () => {
    const document = documentOf({
      "GET /pets": { answer: { type: "array", items: pet }, query: { limit: { type: "integer" } } },
    });
    const parameter = (document["paths"] as any)["/pets"].get.parameters[0];
    parameter.description =
      "A limit on the number of objects. Limit can range between 1 and 100, and the default is 10.";
    expect(compiled(document).details[0]?.["GET /pets"]?.paging?.limit).toEqual({
      name: "limit",
      default: 10,
      max: 100,
    });
    parameter.description =
      "By default will return maximum 25 results. Maximum of 100 results allowed per request.";
    expect(compiled(document).details[0]?.["GET /pets"]?.paging?.limit?.max).toBe(100);
  });

  it("is none where it is a member of the one record, under a carrier or called as the collection", () => {
    const member = objectOf({ data: objectOf({ gid: text, name: text, followers: list(pet) }) });
    const named = objectOf({ kind: text, notes: list(text) });
    const made = compiled(
      documentOf({ "GET /goals/{goal_gid}": { answer: member }, "GET /notes/{kind}": { answer: named } }),
    );
    expect(made.details[0]?.["GET /goals/{goal_gid}"]?.answer.envelope).toEqual({
      kind: "wrapped",
      path: ["data"],
    });
    const payment = objectOf({
      Data: objectOf({ PaymentId: text, Charges: list(pet) }),
      Links: objectOf({ Self: text }),
    });
    expect(
      compiled(documentOf({ "GET /home-payments/{HomePaymentId}": { answer: payment } })).details[0]?.[
        "GET /home-payments/{HomePaymentId}"
      ]?.answer.envelope,
    ).toEqual({ kind: "wrapped", path: ["Data"] });
    expect(made.index.resources["goal"]?.identity.property).toBe("gid");
    expect(made.details[0]?.["GET /notes/{kind}"]?.answer.envelope).toEqual({ kind: "bare" });
  });

  it("may stand with its cursor in the one member that is called a list", () => {
    const answer = objectOf({ PetList: objectOf({ NextMarker: text, Items: list(pet) }) });
    const made = compiled(documentOf({ "GET /pets": { answer }, "GET /pets/{id}": { answer: pet } }));
    expect(made.details[0]?.["GET /pets"]?.answer.envelope).toEqual({
      kind: "list",
      path: ["PetList", "Items"],
      roles: [{ path: ["PetList", "NextMarker"], role: "nextCursor" }],
    });
  });

  it("goes on by a text: a page that is one, beside the text of the next, is a cursor", () => {
    const answer = objectOf({ data: list(pet), next_page: text });
    const made = compiled(
      documentOf({ "GET /pets": { answer, query: { page: text } }, "GET /pets/{id}": { answer: pet } }),
    );
    expect(made.details[0]?.["GET /pets"]).toMatchObject({
      paging: { after: { name: "page", byId: false } },
      answer: { envelope: { roles: [{ path: ["next_page"], role: "nextCursor" }] } },
    });
  });
});
