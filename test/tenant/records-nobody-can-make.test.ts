// R9: records that no operation makes are there when they are first met, and stay as they were met.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { admin, callerOf, openTestSandbox } from "../support/test-sandbox.ts";
import { objectOf, text } from "../support/schemas.ts";

const gauge = objectOf({ id: text, name: text });
const reading = objectOf({ id: text, value: { type: "integer" } });
const note = objectOf({ id: text, body: text });
const document = documentOf({
  "GET /gauges/{gauge_id}": { answer: gauge },
  "PUT /gauges/{gauge_id}": { body: objectOf({ name: text }), answer: gauge },
  "DELETE /gauges/{gauge_id}": {},
  "GET /gauges/{gauge_id}/notes": { answer: { type: "array", items: note } },
  "POST /gauges/{gauge_id}/notes": { body: objectOf({ body: text }), answer: note, status: 201 },
  "GET /gauges/{gauge_id}/notes/{id}": { answer: note },
  "POST /desks": { body: objectOf({ name: text }), answer: gauge, status: 201 },
  "GET /desks/{desk_id}": { answer: gauge },
  "GET /desks/{desk_id}/readings": { answer: { type: "array", items: reading } },
  "GET /desks/{desk_id}/readings/{id}": { answer: reading },
  "DELETE /desks/{desk_id}/readings/{id}": {},
});
(document["paths"] as any)["/gauges/{gauge_id}"].get.parameters[0].schema = { type: "string", maxLength: 8 };

test("R9: any well-formed id names one; it is the same again, can be changed and deleted, and is then gone", async () => {
  const { api } = await openTestSandbox({ document });
  const met = await api("GET", "/gauges/g1");
  expect(met).toMatchObject({ status: 200, body: { id: "g1" } });
  expect((await api("GET", "/gauges/g1")).body).toEqual(met.body);
  expect((await api("GET", "/gauges/much-too-long")).status).toBe(404);
  expect((await api("PUT", "/gauges/g1", { name: "North" })).status).toBe(200);
  expect((await api("GET", "/gauges/g1")).body).toMatchObject({ name: "North" });
  expect((await api("DELETE", "/gauges/g1")).status).toBe(204);
  expect((await api("GET", "/gauges/g1")).status).toBe(404);
  expect((await api("PUT", "/gauges/g1", { name: "Again" })).status).toBe(200);
  expect((await api("GET", "/gauges/g1")).body).toMatchObject({ id: "g1", name: "Again" });
  expect((await api("DELETE", "/gauges/g1")).status).toBe(204);
  expect((await api("GET", "/gauges/g1")).status).toBe(404);
});

test("R9: one that is met as a parent is a parent from then on", async () => {
  const { api } = await openTestSandbox({ document });
  const made = await api("POST", "/gauges/g2/notes", { body: "hello" });
  expect(made.status).toBe(201);
  expect((await api("GET", `/gauges/g2/notes/${made.body.id}`)).body).toMatchObject({ body: "hello" });
  expect((await api("GET", "/gauges/g2")).status).toBe(200);
  expect((await api("GET", "/gauges/g3/notes")).body).toEqual([]);
  expect((await api("GET", "/gauges/g2/notes/none")).status).toBe(404);
});

test("R9: a list of them below a new record tells of some, and can be emptied", async () => {
  const { api } = await openTestSandbox({ document });
  const desk = (await api("POST", "/desks", { name: "One" })).body as { id: string };
  const path = `/desks/${desk.id}/readings`;
  const rows = (await api("GET", path)).body as unknown as { id: string }[];
  expect(rows.length).toBeGreaterThan(0);
  expect((await api("GET", path)).body).toEqual(rows);
  expect((await api("GET", `${path}/none`)).status).toBe(404);
  for (const { id } of rows) {
    expect((await api("GET", `${path}/${id}`)).status).toBe(200);
    expect((await api("DELETE", `${path}/${id}`)).status).toBe(204);
  }
  expect((await api("GET", path)).body).toEqual([]);
});

test("R9: live data is the provider's: nothing is made there on first sight", async () => {
  const { partner, slug, host } = await openTestSandbox({ document, sandboxFile: "live: hosted" });
  await admin("POST", `/api/v1/live/${slug}/approvals`, { partner: partner.partner });
  const { rawKey } = (await partner.call("POST", `/api/v1/live/${slug}/keys`, {})).body;
  const live = callerOf(host, rawKey as string);
  expect((await live("GET", "/gauges/g1")).status).toBe(404);
  expect((await live("GET", "/gauges/g1/notes")).status).toBe(404);
  const desk = (await live("POST", "/desks", { name: "One" })).body as { id: string };
  expect((await live("GET", `/desks/${desk.id}/readings`)).body).toEqual([]);
});

test("R29: a body may name one that nobody has met", async () => {
  const satellite = objectOf({ satelliteId: { ...text, format: "uuid" }, name: text });
  const pass = objectOf({ id: text, satelliteId: text });
  const { api } = await openTestSandbox({
    document: documentOf({
      "GET /satellites/{satelliteId}": { answer: satellite },
      "POST /passes": { body: objectOf({ satelliteId: text }), answer: pass, status: 201 },
      "GET /passes/{id}": { answer: pass },
    }),
  });
  const satelliteId = "7c41e4fd-fa70-430d-a50d-2afb5d315d08";
  expect(await api("POST", "/passes", { satelliteId })).toMatchObject({ status: 201, body: { satelliteId } });
});

test("R9: one that the path names by a word has a key of its own form, and is found by both", async () => {
  const valve = objectOf({ sid: { type: "string", pattern: "^VA[0-9a-f]{8}$" }, open: { type: "boolean" } });
  const { api } = await openTestSandbox({
    document: documentOf({
      "GET /valves/{Sid}": { answer: valve },
      "POST /valves/{Sid}": { body: objectOf({ open: { type: "boolean" } }), answer: valve },
    }),
  });
  const set = await api("POST", "/valves/main", { open: true });
  expect(set.status, set.text).toBe(200);
  const { sid } = set.body as { sid: string };
  expect(sid).toMatch(/^VA[0-9a-f]{8}$/);
  expect((await api("GET", "/valves/main")).body).toMatchObject({ sid, open: true });
  expect((await api("GET", `/valves/${sid}`)).body).toMatchObject({ sid, open: true });
});
