// R21, R22, R25, R29, R30, R34: keys of the client's, derived keys, nulls and defaults, references, what is taken,
// and moves that are not legal.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const text = { type: "string" };
const plan = {
  type: "object",
  required: ["code", "name"],
  properties: {
    code: text,
    name: text,
    slug: text,
    note: { type: ["string", "null"] },
    seats: { type: "integer", default: 5 },
  },
};
const member = {
  type: "object",
  required: ["id", "email"],
  properties: {
    id: { ...text, readOnly: true, example: "mem_0123456789abcdef" },
    email: text,
    plan_code: text,
    status: { type: "string", enum: ["active", "suspended", "closed"] },
    closed_at: { type: ["string", "null"], format: "date-time" },
  },
};
const document = documentOf({
  "GET /plans": { answer: { type: "array", items: plan } },
  "POST /plans": { body: plan, answer: plan, status: 201 },
  "GET /plans/{code}": { answer: plan },
  "POST /members": {
    body: { type: "object", required: ["email"], properties: { email: text, plan_id: text } },
    answer: member,
    status: 201,
  },
  "GET /members/{id}": { answer: member },
  "POST /members/{id}/close": { answer: member },
  "POST /members/{id}/suspend": { answer: member },
});
(document["paths"] as any)["/members"].post.responses["409"] = {
  description: "A member with this email already exists.",
};
(document["paths"] as any)["/members/{id}/suspend"].post.responses["409"] = {
  description: "Not possible now.",
};

test("R21, R22, R25: the client's key is kept and guarded, a slug is made and stays free, the rest is null or default", async () => {
  const { api } = await openTestSandbox({ document });
  const made = await api("POST", "/plans", { code: "gold", name: "Gold Plan" });
  expect(made.body).toEqual({ code: "gold", name: "Gold Plan", slug: "gold-plan", note: null, seats: 5 });
  expect((await api("GET", "/plans/gold")).body).toEqual(made.body);
  expect((await api("POST", "/plans", { code: "gold", name: "Again" })).status).toBe(409);
  expect((await api("POST", "/plans", { code: "gold2", name: "Gold plan" })).body.slug).toBe("gold-plan-2");
});

test("R20, R29, R30: ids look like the example and never are it; what must exist must exist, what is taken is taken", async () => {
  const { api } = await openTestSandbox({ document });
  const made = await api("POST", "/members", { email: "a@example.com" });
  expect(made.body.id).toMatch(/^mem_[0-9a-f]{16}$/);
  expect(made.body.id).not.toBe("mem_0123456789abcdef");
  expect((await api("POST", "/members", { email: "a@example.com" })).status).toBe(409);
  // What has the form of a plan's id and is none is refused; what may be an id of another system is kept.
  expect((await api("POST", "/members", { email: "b@example.com", plan_id: "plan_0none" })).status).toBe(400);
  expect((await api("POST", "/members", { email: "c@example.com", plan_id: "none" })).status).toBe(201);
});

test("R33, R34: a legal move stamps the record, an illegal one is refused as the operation declares", async () => {
  const { api } = await openTestSandbox({ document });
  const { id } = (await api("POST", "/members", { email: "c@example.com" })).body as { id: string };
  const closed = await api("POST", `/members/${id}/close`);
  expect(closed.body).toMatchObject({ status: "closed", closed_at: expect.stringMatching(/^20/) as string });
  expect((await api("POST", `/members/${id}/suspend`)).status).toBe(409);
  expect((await api("GET", `/members/${id}`)).body.status).toBe("closed");
});

test("R21, R31: PUT on a collection takes the key from the body; what is not described answers the record; lists make many", async () => {
  const pet = {
    type: "object",
    required: ["name"],
    properties: { id: { type: "integer" }, name: text, tags: { type: "array", items: text } },
  };
  const ref = { $ref: "#/components/schemas/Pet" };
  const pets = documentOf(
    {
      "POST /pet": { body: ref },
      "PUT /pet": { body: ref },
      "GET /pet/{petId}": { answer: ref },
      "POST /pet/createWithList": { body: { type: "array", items: ref } },
    },
    { components: { schemas: { Pet: pet } } },
  );
  for (const method of ["post", "put"])
    (pets["paths"] as any)["/pet"][method].responses = { 405: { description: "Invalid input" } };
  const { api } = await openTestSandbox({ document: pets });
  const made = await api("POST", "/pet", { id: 77, name: "Rex", tags: ["x"] });
  expect(made).toMatchObject({ status: 200, body: { id: 77, name: "Rex" } });
  expect((await api("PUT", "/pet", { id: 77, name: "Max" })).body).toEqual({ id: 77, name: "Max", tags: [] });
  expect((await api("PUT", "/pet", { id: 78, name: "Tom" })).body).toMatchObject({ id: 78, name: "Tom" });
  expect((await api("GET", "/pet/77")).body.name).toBe("Max");
  expect(
    (
      await api("POST", "/pet/createWithList", [
        { id: 90, name: "A" },
        { id: 91, name: "B" },
      ])
    ).status,
  ).toBe(200);
  expect((await api("GET", "/pet/91")).body.name).toBe("B");
});
