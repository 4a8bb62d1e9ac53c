import { expect, test } from "vitest";
import { matchRoute } from "#blueprint/runtime/routes.ts";
import { compiled, documentOf } from "../support/compiled.ts";

const text = { type: "string" };
const pet = {
  type: "object",
  required: ["id", "name"],
  properties: { id: { ...text, readOnly: true }, name: text },
};

test("R1: 2.0, 3.0, 3.1 and 3.2 read alike, and dangling references are reported", () => {
  const swagger = {
    swagger: "2.0",
    info: { title: "x", version: "1" },
    basePath: "/v2",
    paths: {
      "/pets/{id}": {
        get: {
          parameters: [{ name: "id", in: "path", required: true, type: "string" }],
          responses: { 200: { description: "", schema: { $ref: "#/definitions/Pet" } } },
        },
      },
    },
    definitions: { Pet: pet },
  };
  expect(compiled(swagger).operation("GET", "/pets/{id}").kind).toBe("read");
  const old = compiled(
    documentOf(
      {
        "GET /pets/{id}": {
          answer: {
            type: "object",
            properties: {
              id: text,
              born: { type: "string", nullable: true },
              gone: { $ref: "#/components/schemas/Gone" },
            },
          },
        },
      },
      { openapi: "3.0.3" },
    ),
  );
  expect(old.diagnostics.some((one) => one.rule === "R1" && one.message.includes("leads nowhere"))).toBe(
    true,
  );
  expect(
    compiled(documentOf({ "GET /pets": { answer: { type: "array", items: pet } } }, { openapi: "3.2.0" }))
      .index.operations,
  ).toHaveLength(1);
});

test("R2, R3: base paths, suffixes, custom verbs, and literals before parameters", () => {
  const { index } = compiled(
    documentOf(
      {
        "GET /a/{x}.json": { answer: pet },
        "GET /a/mine": { answer: pet },
        "POST /a/{x}:cancel": { answer: pet },
        "DELETE /a/{y}": {},
      },
      { servers: [{ url: "https://api.example/v1/" }, { url: "/v2" }] },
    ),
  );
  expect(index.basePaths.sort()).toEqual(["/v1", "/v2"]);
  const at = (path: string) =>
    Object.entries(matchRoute(index.routes, path)?.operations ?? {}).map(
      ([method, n]) => `${method} ${index.operations[n]?.path}`,
    );
  expect(at("/a/mine")).toEqual(["GET /a/mine"]);
  expect(at("/a/7.json")).toEqual(["GET /a/{x}.json", "DELETE /a/{y}"]);
  expect(at("/a/7")).toEqual(at("/a/7.json"));
  expect(at("/a/7:cancel")).toEqual(["POST /a/{x}:cancel"]);
  expect(matchRoute(index.routes, "/a/7.json")?.values).toEqual(["7"]);
});

test("R4, R8: collections pair with items, and several paths to one schema are one resource", () => {
  const named = { components: { schemas: { Pet: pet } } };
  const ref = { $ref: "#/components/schemas/Pet" };
  const { index, operation } = compiled(
    documentOf(
      {
        "GET /pets": { answer: { type: "array", items: ref } },
        "POST /pets": { body: ref, answer: ref, status: 201 },
        "GET /pets/{petId}": { answer: ref },
        "GET /owners/{id}/pets": { answer: { type: "array", items: ref } },
      },
      named,
    ),
  );
  expect(Object.keys(index.resources)).toEqual(["pet"]);
  expect(operation("GET", "/owners/{id}/pets")).toMatchObject({ kind: "list", resource: "pet" });
  expect(operation("POST", "/pets").kind).toBe("create");
});

test("R10: a path that answers one object and has no items is a singleton", () => {
  const settings = { type: "object", properties: { dark: { type: "boolean" } } };
  const { operation } = compiled(
    documentOf({
      "GET /settings": { answer: settings },
      "PATCH /settings": { body: settings, answer: settings },
    }),
  );
  expect(operation("GET", "/settings").kind).toBe("singleton-read");
  expect(operation("PATCH", "/settings").kind).toBe("singleton-write");
});

test("R12, R13: a record wrapped in its own name is unwrapped both ways", () => {
  const wrapped = { type: "object", required: ["pet"], properties: { pet } };
  const made = compiled(
    documentOf({
      "POST /pets": { body: wrapped, answer: wrapped, status: 201 },
      "GET /pets/{id}": { answer: wrapped },
    }),
  );
  const details = made.details[0]?.["POST /pets"];
  expect(details?.answer.envelope).toEqual({ kind: "wrapped", path: ["pet"] });
  expect(details?.body?.wrapper).toBe("pet");
  expect(made.index.resources["pet"]?.identity.property).toBe("id");
});

test("R14, R16: the list inside an envelope, what stands beside it, and the paging parameters", () => {
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

test("R16: bounds that stand only in prose are read", () => {
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
});

test("R19, R20: the key is what the path names, and new ones look like the examples", () => {
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
  expect(of("id", { type: "string", example: "user_01EHZNVPK3SFK441A1RGBFSHRT" })).toMatchObject({
    generator: { prefix: "user_", length: 26, alphabet: "0123456789ABCDEFGHJKMNPQRSTVWXYZ" },
  });
});

test("R23, R25: the status is the document's, whatever it is", () => {
  const made = compiled(
    documentOf({ "POST /pets": { body: pet, answer: pet, status: 202 }, "GET /pets/{id}": { answer: pet } }),
  );
  expect(made.details[0]?.["POST /pets"]?.answer.status).toBe(202);
});

test("R32, R33: a state field and the actions over it make a lifecycle", () => {
  const job = {
    type: "object",
    properties: {
      id: text,
      status: { type: "string", enum: ["unknown", "queued", "running", "canceled", "completed"] },
      canceled_at: { type: ["string", "null"], format: "date-time" },
    },
  };
  const { index } = compiled(
    documentOf({ "GET /jobs/{id}": { answer: job }, "POST /jobs/{id}/cancel": { answer: job } }),
  );
  expect(index.resources["job"]?.lifecycle).toMatchObject({
    field: "status",
    initial: "queued",
    transitions: [
      { action: "cancel", from: ["unknown", "queued", "running"], to: "canceled", stamp: "canceled_at" },
    ],
  });
});

test("R38, R39: the error body is learnt from the document, else it is problem+json", () => {
  const failing = (schema: object) => {
    const document = documentOf({ "GET /pets/{id}": { answer: pet } });
    (document["paths"] as any)["/pets/{id}"].get.responses["404"] = {
      description: "",
      content: { "application/json": { schema } },
    };
    return compiled(document).index.errors;
  };
  expect(
    failing({
      type: "object",
      properties: { error: { type: "object", properties: { code: text, message: text, param: text } } },
    }).template,
  ).toEqual({ error: { code: "{code}", message: "{message}", param: "{param}" } });
  expect(failing({ type: "object", properties: { message: text, status: text } }).template).toEqual({
    message: "{message}",
    status: "{status:text}",
  });
  expect(failing({ type: "object", properties: { error: text } }).template).toEqual({ error: "{message}" });
  expect(
    failing({
      type: "object",
      properties: { code: { enum: ["not_found_error", "bad_input"] }, message: text },
    }).cases["not_found"],
  ).toEqual({ code: "not_found_error" });
  expect(compiled(documentOf({ "GET /pets/{id}": { answer: pet } })).index.errors).toMatchObject({
    declared: false,
    media: "application/problem+json",
  });
});

test("R44: moments are written in the form the document shows", () => {
  const form = (schema: object) =>
    compiled(
      documentOf({
        "GET /pets/{id}": { answer: { type: "object", properties: { id: text, created_at: schema } } },
      }),
    ).index.resources["pet"]?.times[0]?.form;
  expect(form({ type: "string", format: "date-time" })).toBe("iso");
  expect(form({ type: "integer", format: "unix-time" })).toBe("seconds");
  expect(form({ type: "integer", example: 1700000000000 })).toBe("millis");
  expect(form({ type: "string", example: "Mon, 16 Aug 2010 23:00:23 +0000" })).toBe("rfc2822");
  expect(form({ type: "string", example: "2020-01-01 10:00:00" })).toBe("sql");
  expect(form({ type: "string", format: "date-time", example: "2020-01-01T10:00:00.123Z" })).toBe(
    "iso-millis",
  );
});

test("R48, R50: announced events find their resource, and a webhook resource is a subscription", () => {
  const hook = {
    type: "object",
    properties: { id: text, url: { type: "string", format: "uri" }, events: { type: "array", items: text } },
  };
  const { index } = compiled(
    documentOf(
      {
        "GET /pets/{id}": { answer: pet },
        "POST /webhooks": { body: hook, answer: hook },
        "GET /webhooks/{id}": { answer: hook },
      },
      { webhooks: { newPet: { post: { responses: {} } }, "pet.deleted": { post: { responses: {} } } } },
    ),
  );
  expect(index.events.names).toEqual({ "pet created": "newPet", "pet deleted": "pet.deleted" });
  expect(index.resources["webhook"]?.subscription).toEqual({ url: "url", events: "events" });
});

test("R53: every operation has a tier, and those that are not stateful say why", () => {
  const { index } = compiled(
    documentOf({
      "GET /pets/{id}": { answer: pet },
      "POST /compute": { body: { type: "object" }, answer: { type: "object", properties: { x: text } } },
      "GET /file": { answer: undefined, media: "image/png" },
    }),
  );
  for (const operation of index.operations)
    if (operation.tier !== "stateful") expect(operation.reasons.join()).not.toBe("");
});

test("the same document gives the same bytes", () => {
  const document = documentOf({
    "GET /pets/{id}": { answer: pet },
    "GET /pets": { answer: { type: "array", items: pet } },
  });
  expect(JSON.stringify(compiled(document).index)).toBe(JSON.stringify(compiled(document).index));
});

test("R9, R19: a compound key names a record by its natural name within its owner", () => {
  const repo = {
    type: "object",
    properties: {
      id: { type: "integer" },
      name: text,
      owner: { type: "object", properties: { login: text } },
    },
  };
  const issue = { type: "object", properties: { number: { type: "integer" }, title: text } };
  const { index, operation } = compiled(
    documentOf({
      "GET /repos/{owner}/{repo}": { answer: repo },
      "GET /repos/{owner}/{repo}/issues": { answer: { type: "array", items: issue } },
      "GET /repos/{owner}/{repo}/issues/{issue_number}": { answer: issue },
    }),
  );
  expect(index.resources["repo"]?.identity).toMatchObject({ property: "id", lookups: ["id", "name"] });
  expect(
    operation("GET", "/repos/{owner}/{repo}/issues/{issue_number}").parameters.map((one) => one.role),
  ).toEqual(["outer", "parent", "key"]);
  expect(index.resources["issue"]?.identity.property).toBe("number");
});

test("R48: events stand in webhooks, callbacks, subscriptions' enums and schemas called so", () => {
  const order = { type: "object", required: ["id"], properties: { id: text, total: { type: "integer" } } };
  const hook = {
    type: "object",
    properties: {
      id: text,
      url: text,
      events: { type: "array", items: { ...text, enum: ["order.paid", "ping"] } },
    },
  };
  const document = documentOf(
    {
      "POST /orders": { body: { type: "object", properties: { hook: text } }, answer: order, status: 201 },
      "GET /orders/{id}": { answer: order },
      "GET /webhooks": { answer: { type: "array", items: hook } },
      "GET /webhooks/{id}": { answer: hook },
    },
    {
      "x-webhooks": { "orders-edited": { post: {} } },
      components: {
        schemas: { OrderGoneEvent: { type: "object", properties: { type: { const: "order.deleted" } } } },
      },
    },
  );
  const post = (document["paths"] as Record<string, Record<string, Record<string, unknown>>>)["/orders"]?.[
    "post"
  ];
  if (post) post["callbacks"] = { orderCreated: { "{$request.body#/hook}": { post: {} } } };
  const made = compiled(document);
  expect(made.index.events.names).toEqual({
    "order created": "orderCreated",
    "order updated": "orders-edited",
    "order deleted": "order.deleted",
    "order paid": "order.paid",
  });
  expect(made.details[0]?.["POST /orders"]?.callback).toEqual({ name: "hook", in: "body" });
});

test("R6, R37: a maker's extension names the resource, a link names its key", () => {
  const small = { "x-resourceId": "ticket", type: "object", properties: { code: text, ref: text } };
  const whole = {
    "x-resourceId": "ticket",
    type: "object",
    properties: { code: text, ref: text, seat: text },
  };
  const document = documentOf(
    {
      "GET /tickets": { answer: { type: "array", items: { $ref: "#/components/schemas/A" } } },
      "POST /bookings": { answer: { $ref: "#/components/schemas/B" }, status: 201 },
      "GET /bookings/{booking}": { answer: { $ref: "#/components/schemas/B" } },
    },
    { components: { schemas: { A: small, B: whole } } },
  );
  const post = (document["paths"] as any)["/bookings"].post;
  (document["paths"] as any)["/bookings/{booking}"].get.operationId = "readBooking";
  post.responses["201"].links = {
    self: { operationId: "readBooking", parameters: { booking: "$response.body#/ref" } },
  };
  const { index, operation } = compiled(document);
  expect(operation("GET", "/tickets").resource).toBe(operation("POST", "/bookings").resource);
  expect(index.resources[operation("POST", "/bookings").resource ?? ""]?.identity.property).toBe("ref");
});

test("R11: a path that only puts in and takes out is a join; a boolean goes up and down", () => {
  const user = { type: "object", properties: { id: text, login: text } };
  const issue = {
    type: "object",
    properties: { id: text, locked: { type: "boolean" }, labels: { type: "array", items: text } },
  };
  const { index, operation } = compiled(
    documentOf({
      "GET /users": { answer: { type: "array", items: user } },
      "GET /users/{login}": { answer: user },
      "GET /teams": { answer: { type: "array", items: { type: "object", properties: { id: text } } } },
      "GET /teams/{id}": { answer: { type: "object", properties: { id: text } } },
      "PUT /teams/{id}/members/{login}": { status: 204 },
      "GET /teams/{id}/members/{login}": { status: 204 },
      "DELETE /teams/{id}/members/{login}": {},
      "GET /issues/{id}": { answer: issue },
      "POST /issues": { answer: issue, status: 201 },
      "PUT /issues/{id}/lock": { status: 204 },
      "DELETE /issues/{id}/lock": {},
      "POST /issues/{id}/labels": {
        body: { type: "object", properties: { labels: { type: "array", items: text } } },
        answer: { type: "array", items: text },
      },
      "DELETE /issues/{id}/labels/{name}": { status: 200, answer: { type: "array", items: text } },
    }),
  );
  const join = operation("PUT", "/teams/{id}/members/{login}");
  expect(join.kind).toBe("join");
  expect(index.resources[join.resource ?? ""]?.member).toBe("user");
  expect(operation("GET", "/teams/{id}/members/{login}").kind).toBe("has");
  expect(operation("PUT", "/issues/{id}/lock")).toMatchObject({ kind: "action", action: "+locked" });
  expect(operation("DELETE", "/issues/{id}/lock")).toMatchObject({ kind: "action", action: "-locked" });
  expect(operation("POST", "/issues/{id}/labels")).toMatchObject({ kind: "append", action: "labels" });
  expect(operation("DELETE", "/issues/{id}/labels/{name}")).toMatchObject({
    kind: "inner-remove",
    action: "labels",
  });
});

test("R9: a parameter that heads most paths and names nothing is a constant", () => {
  const thing = { type: "object", properties: { id: text } };
  const { operation } = compiled(
    documentOf({
      "GET /p/{project}/things": { answer: { type: "array", items: thing } },
      "POST /p/{project}/things": { answer: thing, status: 201 },
      "GET /p/{project}/things/{id}": { answer: thing },
      "DELETE /p/{project}/things/{id}": {},
      "GET /p/{project}/stats": { answer: { type: "object", properties: { n: { type: "integer" } } } },
    }),
  );
  expect(operation("GET", "/p/{project}/things/{id}").parameters).toMatchObject([
    { name: "project", role: "constant" },
    { name: "id", role: "key" },
  ]);
});
