import { expect, test } from "vitest";
import { builtIns } from "../support/built-in.ts";
import { type Answer, admin, callerOf, publish, signUp } from "../support/test-sandbox.ts";

/** A value with its leaves replaced by their types: what a client's decoder sees. */
const shape = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.slice(0, 1).map(shape)
    : value !== null && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : value === null
        ? null
        : typeof value;

const headersOf = (answer: Answer): string[] => [...answer.headers.keys()].sort();

test("the same calls in both modes give the same status, headers and shape", async () => {
  await builtIns();
  const { partner, call } = await signUp();
  const test_ = (
    await call("POST", "/api/v1/settings/api-access/sandbox/activate?api=smartmca", { profile: "empty" })
  ).body.testApiKey.rawKey as string;
  await admin("POST", "/api/v1/live/smartmca/approvals", { partner, plan: "pro" });
  const live = (await call("POST", "/api/v1/live/smartmca/keys", {})).body.rawKey as string;
  const host = "http://smartmca.localhost/api/public/v1";
  const play = async (key: string): Promise<Answer[]> => {
    const api = callerOf(host, key);
    const merchant = await api("POST", "/merchants", { businessName: "Both" }, { "idempotency-key": "same" });
    const id = merchant.body.data.id as string;
    return [
      merchant,
      await api("POST", "/merchants", { businessName: "Both" }, { "idempotency-key": "same" }),
      await api("POST", "/merchants", { businessName: "Other" }, { "idempotency-key": "same" }),
      await api("GET", `/merchants/${id}`),
      await api("GET", "/merchants?limit=1&sort_by=businessName"),
      await api("PATCH", `/merchants/${id}`, { email: "a@b.co" }),
      await api("POST", "/deals", { merchantId: "mer_none", amount: 1 }),
      await api("POST", "/deals", { amount: "much" }),
      await api("POST", "/merchants", "{"),
      await api("GET", "/merchants/mer_none"),
      await api("GET", "/nothing"),
      await api("PUT", "/merchants"),
      await api("GET", "/merchants", undefined, { accept: "image/png" }),
      await api("POST", "/merchants", "x", { "content-type": "text/csv" }),
      await api("DELETE", `/merchants/${id}`),
      await callerOf(host, `${key}x`)("GET", "/merchants"),
    ];
  };
  const [tested, lived] = [await play(test_), await play(live)];
  expect(tested.map((answer) => answer.status)).toEqual([
    201, 201, 409, 200, 200, 200, 400, 400, 400, 404, 404, 405, 406, 415, 204, 401,
  ]);
  tested.forEach((answer, i) => {
    expect(lived[i]?.status, `call ${i}`).toBe(answer.status);
    expect(headersOf(lived[i] as Answer), `call ${i}`).toEqual(headersOf(answer));
    expect(shape(lived[i]?.body), `call ${i}`).toEqual(shape(answer.body));
  });
});

test("what belongs to the sandbox alone is refused in live mode", async () => {
  await builtIns();
  const { partner, call } = await signUp();
  await admin("POST", "/api/v1/live/smartmca/approvals", { partner, plan: "pro" });
  const live = callerOf(
    "http://smartmca.localhost/api/public/v1",
    (await call("POST", "/api/v1/live/smartmca/keys", {})).body.rawKey,
  );
  expect((await live("GET", "/deals")).body.data).toEqual([]);
  await call("POST", "/api/v1/settings/api-access/sandbox/activate?api=smartmca", {});
  await live("POST", "/merchants", { businessName: "Real" });
  await call("POST", "/api/v1/settings/api-access/sandbox/reset?api=smartmca", {});
  expect((await live("GET", "/merchants")).body.meta.pagination.total).toBe(1);
  await call("POST", "/api/v1/settings/api-access/sandbox/deactivate?api=smartmca", {});
  expect((await live("GET", "/merchants")).status).toBe(200);
});

test("only the API's provider approves, and a provider does not change a partner's plan", async () => {
  const provider = await builtIns();
  const { partner, call } = await signUp();
  const own = await call("POST", "/api/v1/live/smartmca/approvals", { partner });
  expect(own.status).toBe(403);
  expect(
    (await provider.call("POST", "/api/v1/live/smartmca/approvals", { partner, plan: "pro" })).status,
  ).toBe(403);
  expect((await provider.call("POST", "/api/v1/live/smartmca/approvals", { partner })).body).toEqual({
    phase: "production",
    live: "hosted",
  });
  const stranger = await signUp();
  expect((await publish(stranger, { document: "openapi: 3.1.0" }, "smartmca")).answer.status).toBe(403);
});
