// The seed lint: each kind of impossible value is found where it stands, and what is possible is left alone.
import { expect, test } from "vitest";
import { lintSeed } from "#engine/seed/lint/lint.ts";
import type { JsonObject } from "#lib/json.ts";
import { compiled, documentOf } from "../support/compiled.ts";
import { ANCHOR, schemasOf } from "../support/seeded.ts";

const moment = { type: ["string", "null"], format: "date-time" };
const text = { type: "string" };
const number = { type: "number" };
const address = { type: "object", properties: { city: text, state: text, zip: text, country: text } };
const order = {
  type: "object",
  required: ["id"],
  properties: {
    id: text,
    title: text,
    note: text,
    status: { type: "string", enum: ["open", "paid", "canceled"] },
    created_at: moment,
    updated_at: moment,
    paid_at: moment,
    canceled_at: moment,
    start_date: moment,
    end_date: moment,
    duration_days: { type: "integer" },
    customer_id: text,
    address,
    items: { type: "array", items: { type: "object", properties: { quantity: number, unit_price: number } } },
    items_count: { type: "integer" },
    tax: number,
    total: number,
    min_price: number,
    max_price: number,
    discount_percent: number,
  },
};
const customer = { type: "object", required: ["id"], properties: { id: text, name: text } };
const blueprint = compiled(
  documentOf({
    "GET /customers": { answer: { type: "array", items: customer } },
    "POST /customers": { body: customer, answer: customer, status: 201 },
    "GET /customers/{customer_id}": { answer: customer },
    "GET /orders": { answer: { type: "array", items: order } },
    "POST /orders": { body: order, answer: order, status: 201 },
    "GET /orders/{order_id}": { answer: order },
  }),
);

function found(doc: JsonObject): string[] {
  const records = [
    { resource: "customer", parent: "", id: "c1", doc: { id: "c1", name: "Ruby Coleman" } },
    { resource: "order", parent: "", id: "o/1", doc: { id: "o/1", ...doc } },
  ];
  return lintSeed(blueprint.index.resources, schemasOf(blueprint), records, ANCHOR).map(
    (one) => `${one.rule} ${one.at}`,
  );
}

test("a believable record is left alone", () => {
  expect(
    found({
      title: "Office supplies",
      note: "Paid by bank transfer, quod erat expectandum.",
      status: "paid",
      created_at: "2026-02-01T09:00:00Z",
      updated_at: "2026-02-03T09:00:00Z",
      paid_at: "2026-02-03T09:00:00Z",
      canceled_at: null,
      start_date: "2026-03-10T00:00:00Z",
      end_date: "2026-03-20T00:00:00Z",
      duration_days: 10,
      customer_id: "c1",
      address: { city: "Austin", state: "Texas", zip: "78701", country: "US" },
      items: [{ quantity: 2, unit_price: 4.95 }],
      items_count: 1,
      tax: 0.6,
      total: 10.5,
      min_price: 1,
      max_price: 5,
      discount_percent: 10,
    }),
  ).toEqual([]);
});

test("moments that are still to come, or in the wrong order", () => {
  expect(found({ status: "paid", paid_at: "2026-03-02T12:00:00Z" })).toEqual(["future /order/o~11/paid_at"]);
  expect(found({ created_at: "2026-02-02T00:00:00Z", updated_at: "2026-02-01T00:00:00Z" })).toEqual([
    "order /order/o~11/updated_at",
  ]);
  expect(found({ start_date: "2026-03-20T00:00:00Z", end_date: "2026-03-10T00:00:00Z" })).toEqual([
    "order /order/o~11/end_date",
  ]);
  expect(
    found({ start_date: "2026-03-10T00:00:00Z", end_date: "2026-03-20T00:00:00Z", duration_days: 30 }),
  ).toEqual(["duration /order/o~11/duration_days"]);
});

test("states that contradict the moments beside them", () => {
  expect(found({ status: "open", canceled_at: "2026-02-01T00:00:00Z" })).toEqual([
    "state /order/o~11/canceled_at",
  ]);
  expect(found({ status: "paid", paid_at: null })).toEqual(["state /order/o~11/paid_at"]);
});

test("numbers that do not add up", () => {
  const items = [{ quantity: 2, unit_price: 5 }];
  expect(found({ items, total: 11 })).toEqual(["total /order/o~11/total"]);
  expect(found({ items, items_count: 2 })).toEqual(["count /order/o~11/items_count"]);
  expect(found({ min_price: 9, max_price: 5 })).toEqual(["range /order/o~11/min_price"]);
  expect(found({ discount_percent: 140 })).toEqual(["range /order/o~11/discount_percent"]);
});

test("addresses that are in no country", () => {
  expect(found({ address: { city: "Lyon", state: "Texas", country: "US" } })).toEqual([
    "address /order/o~11/address/city",
  ]);
  expect(found({ address: { city: "Berlin", zip: "D02 AF30", country: "Germany" } })).toEqual([
    "address /order/o~11/address/zip",
  ]);
});

test("texts that nobody wrote", () => {
  expect(found({ note: "Corporis soluta omnis deserunt." })).toEqual(["filler /order/o~11/note"]);
  expect(found({ title: "Awesome Ceramic Fish" })).toEqual(["name /order/o~11/title"]);
  expect(found({ note: "note" })).toEqual(["name /order/o~11/note"]);
});

test("links to records that are not there, and keys that are there twice", () => {
  expect(found({ customer_id: "c9" })).toEqual(["reference /order/o~11/customer_id"]);
  const twice = [1, 2].map(() => ({ resource: "customer", parent: "", id: "c1", doc: { id: "c1" } }));
  expect(
    lintSeed(blueprint.index.resources, schemasOf(blueprint), twice, ANCHOR).map((one) => one.rule),
  ).toEqual(["duplicate"]);
});
