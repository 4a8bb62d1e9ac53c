// Members that are the server's own, or that no two records share, whichever way a client writes them.
import { describe, expect, it } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";

const account = {
  type: "object",
  required: ["id", "email", "number", "owner"],
  properties: {
    id: { $ref: "#/components/schemas/Id" },
    email: { type: "string" },
    number: { type: "integer" },
    owner: { $ref: "#/components/schemas/Owner" },
    created_at: { type: "string", format: "date-time", readOnly: true },
    updated_at: { type: "string", format: "date-time", readOnly: true },
  },
};
const ref = { $ref: "#/components/schemas/Account" };
const ACCOUNTS = documentOf(
  {
    "GET /accounts": { answer: { type: "array", items: ref } },
    "POST /accounts": { body: ref, answer: ref, status: 201 },
    "GET /accounts/{accountId}": { answer: ref },
    "PATCH /accounts/{accountId}": { body: { type: "object", properties: account.properties }, answer: ref },
    "PUT /accounts/{accountId}": { body: { type: "object", properties: account.properties }, answer: ref },
    "DELETE /accounts/{accountId}": {},
  },
  {
    components: {
      schemas: {
        Account: account,
        Id: { type: "string", readOnly: true },
        Owner: { type: "string", readOnly: true },
      },
    },
  },
);
const document = structuredClone(ACCOUNTS) as {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, unknown> } }>>;
};
const patchBody = document.paths["/accounts/{accountId}"]?.["patch"]?.requestBody?.content;
if (patchBody)
  patchBody["application/json-patch+json"] = { schema: { type: "array", items: { type: "object" } } };

const open = () =>
  openTestSandbox({ document, sandboxFile: "resources: { account: { seed: 0, unique: [email, number] } }" });
const make = async (testSandbox: TestSandbox, email: string, number: number) => {
  const made = await testSandbox.api("POST", "/accounts", { email, number });
  expect(made.status, made.text).toBe(201);
  return made.body as { id: string; created_at: string };
};

describe("R30 a unique member", () => {
  it.each([
    ["a text", { email: "first@example.com" }],
    ["a number", { number: 1 }],
  ])(
    "that is taken is refused as %s by POST, PUT, PATCH and JSON Patch, and nothing is changed",
    async (_what, taken) => {
      const testSandbox = await open();
      await make(testSandbox, "first@example.com", 1);
      const { id } = await make(testSandbox, "second@example.com", 2);
      const before = (await testSandbox.api("GET", `/accounts/${id}`)).text;
      const free = { email: "third@example.com", number: 3 };
      const [name, value] = Object.entries(taken)[0] ?? [];
      const answers = [
        await testSandbox.api("POST", "/accounts", { ...free, ...taken }),
        await testSandbox.api("PUT", `/accounts/${id}`, { ...free, ...taken }),
        await testSandbox.api("PATCH", `/accounts/${id}`, taken),
        await testSandbox.api("PATCH", `/accounts/${id}`, [{ op: "replace", path: `/${name}`, value }], {
          "content-type": "application/json-patch+json",
        }),
      ];
      expect(answers.map((one) => one.status)).toEqual([409, 409, 409, 409]);
      expect((await testSandbox.api("GET", `/accounts/${id}`)).text).toBe(before);
    },
  );

  it("may be written again by the record that has it", async () => {
    const testSandbox = await open();
    const { id } = await make(testSandbox, "first@example.com", 1);
    expect(
      (await testSandbox.api("PATCH", `/accounts/${id}`, { email: "first@example.com", number: 1 })).status,
    ).toBe(200);
  });
});

describe("R24 a member that is required and readOnly", () => {
  it("is not demanded of the client when the mark stands behind a reference", async () => {
    const testSandbox = await open();
    const made = await testSandbox.api("POST", "/accounts", {
      email: "a@example.com",
      number: 1,
      created_at: "2020-01-01T00:00:00Z",
    });
    expect(made.status, made.text).toBe(201);
    expect(made.body.owner).toEqual(expect.any(String));
  });
});

describe("when a record was made", () => {
  const OLD = "2001-02-03T04:05:06Z";
  it("is the server's to say where it is readOnly, in a creation and in every change", async () => {
    const testSandbox = await open();
    const made = await testSandbox.api("POST", "/accounts", {
      email: "a@example.com",
      number: 1,
      created_at: OLD,
    });
    expect(made.status, made.text).toBe(201);
    const { id, created_at } = made.body as { id: string; created_at: string };
    expect(Date.parse(created_at)).toBeGreaterThan(Date.parse("2025-01-01"));
    const path = `/accounts/${id}`;
    const changes = [
      await testSandbox.api("PATCH", path, { created_at: OLD }),
      await testSandbox.api("PUT", path, { email: "b@example.com", number: 1, created_at: OLD }),
      await testSandbox.api("PATCH", path, [{ op: "replace", path: "/created_at", value: OLD }], {
        "content-type": "application/json-patch+json",
      }),
    ];
    expect(changes.map((one) => [one.status, one.body.created_at])).toEqual(
      changes.map(() => [200, created_at]),
    );
  });
});

describe("R24 an answer that no record stands behind", () => {
  it("shows what was sent, where it has a place for it", async () => {
    const session = {
      type: "object",
      required: ["url"],
      properties: {
        url: { type: "string" },
        return_url: { type: ["string", "null"] },
        sandbox: { type: "string" },
        size: { type: "integer" },
      },
    };
    const body = {
      type: "object",
      properties: { return_url: { type: "string" }, sandbox: { type: "boolean" }, size: { type: "string" } },
    };
    const { api } = await openTestSandbox({
      document: documentOf({ "POST /portal/sessions": { body, answer: session } }),
    });
    const sent = { return_url: "https://example.com/back", sandbox: false, size: "large" };
    const shown = (await api("POST", "/portal/sessions", sent)).body;
    expect(shown).toMatchObject({ return_url: sent.return_url, sandbox: "false" });
    expect(typeof (shown["size"] ?? 0)).toBe("number");
  });
});
