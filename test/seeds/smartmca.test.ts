import { beforeAll, describe, expect, it } from "vitest";
import { type SeedApi, openSeedApi } from "../support/seed-api.ts";

const BASE = "/api/public/v1";

describe("smartmca", () => {
  let api: SeedApi;
  beforeAll(async () => void (api = await openSeedApi("smartmca", "rich")));
  const call = (method: string, path: string, body?: unknown, headers = {}) =>
    api.call(method, `${BASE}${path}`, body, headers);
  const make = async (path: string, body: unknown) => (await call("POST", path, body)).body.data;
  const merchant = () => make("/merchants", { businessName: "Ada's Bakery" });
  const deal = async () => make("/deals", { merchantId: (await merchant()).id, amount: 50_000 });

  it("begins with merchants, applications, deals at different stages, and payments", async () => {
    for (const path of ["/merchants", "/applications", "/deals", "/payments"])
      expect((await call("GET", path)).body.meta.pagination.total).toBeGreaterThan(5);
    const { data } = (await call("GET", "/deals?limit=100")).body;
    expect(new Set(data.map((one: { status: string }) => one.status)).size).toBeGreaterThan(3);
  });

  it("pages, sorts and searches", async () => {
    const { data, meta } = (await call("GET", "/deals?page=2&limit=5&sort_by=amount&sort_order=desc")).body;
    expect(meta.pagination).toMatchObject({ page: 2, limit: 5, totalPages: Math.ceil(meta.pagination.total / 5) });
    const amounts = data.map((one: { amount: number }) => one.amount);
    expect(amounts).toEqual([...amounts].sort((a: number, b: number) => b - a));
    await make("/merchants", { businessName: "Zanzibar Diving" });
    expect((await call("GET", "/merchants?search=zanzibar")).body.data).toHaveLength(1);
    expect((await call("GET", "/deals?limit=101")).body.error.code).toBe("VALIDATION_ERROR");
  });

  it("a deal goes from submitted to paid off, and no other way", async () => {
    const { id, status } = await deal();
    expect(status).toBe("submitted");
    const move = (to: string) => call("PATCH", `/deals/${id}`, { status: to });
    expect(await move("funded")).toMatchObject({ status: 409, body: { error: { code: "CONFLICT" } } });
    for (const to of ["underwriting", "approved", "funded", "paid_off"])
      expect((await move(to)).body.data.status).toBe(to);
    const { fundedAt, paidOffAt } = (await call("GET", `/deals/${id}`)).body.data;
    expect(Date.parse(fundedAt)).toBeLessThanOrEqual(Date.parse(paidOffAt));
    expect((await move("declined")).status).toBe(409);
  });

  it("an approved application becomes a deal, a declined one does not", async () => {
    const { id: merchantId } = await merchant();
    const application = await make("/applications", { merchantId, requestedAmount: 20_000 });
    expect(application).toMatchObject({ status: "received", dealId: null });
    const approved = await call("PATCH", `/applications/${application.id}`, { status: "approved" });
    expect(approved.body.data).toMatchObject({ status: "approved", dealId: expect.stringMatching(/^deal_/) });
    const made = await call("GET", `/deals/${approved.body.data.dealId}`);
    expect(made.body.data).toMatchObject({ merchantId, amount: 20_000, status: "submitted" });
    const other = await make("/applications", { merchantId, requestedAmount: 5 });
    expect((await call("PATCH", `/applications/${other.id}`, { status: "declined" })).body.data.dealId).toBeNull();
    expect((await call("PATCH", `/applications/${other.id}`, { status: "approved" })).status).toBe(409);
  });

  it("a payment completes or fails, once", async () => {
    const { id: dealId } = await deal();
    const payment = await make("/payments", { dealId, amount: 361.11 });
    expect(payment).toMatchObject({ status: "scheduled", method: "ach" });
    const move = (status: string) => call("PATCH", `/payments/${payment.id}`, { status });
    expect((await move("processing")).body.data.status).toBe("processing");
    expect((await move("completed")).body.data.completedAt).toEqual(expect.any(String));
    expect((await move("failed")).status).toBe(409);
  });

  it("errors have a code, a message and details", async () => {
    expect((await call("POST", "/merchants", { email: "nobody" })).body).toEqual({
      error: {
        code: "VALIDATION_ERROR",
        message: "Validation failed",
        details: expect.arrayContaining([{ field: "businessName", message: expect.any(String) }]),
      },
    });
    expect(await call("GET", "/deals/deal_none")).toMatchObject({ status: 404, body: { error: { code: "NOT_FOUND" } } });
    expect(await call("POST", "/deals", { merchantId: "mer_none", amount: 1 })).toMatchObject({ status: 400, body: { error: { code: "VALIDATION_ERROR" } } });
    const scenario = async (name: string) =>
      (await call("GET", "/deals", undefined, { "x-sandbox-scenario": name })).body.error.code;
    expect(await scenario("rate_limited")).toBe("RATE_LIMITED");
    expect(await scenario("server_error")).toBe("INTERNAL_ERROR");
    expect(await scenario("ip_not_allowed")).toBe("IP_NOT_ALLOWED");
    const open = await api.open("GET", `${api.sandbox.pathUrl}${BASE}/deals`);
    expect(open).toMatchObject({ status: 401, body: { error: { code: "UNAUTHORIZED" } } });
  });

  it("a key may be held to some entities", async () => {
    const { rawKey } = await api.sandbox.platform<{ rawKey: string }>("POST", `/api/v1/sandboxes/${api.sandbox.name}/keys`, {
      api: "smartmca",
      scopes: ["deals:read"],
    });
    const narrow = { authorization: `Bearer ${rawKey}` };
    expect((await call("GET", "/deals", undefined, narrow)).status).toBe(200);
    expect(await call("GET", "/merchants", undefined, narrow)).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
    expect((await call("POST", "/deals", {}, narrow)).status).toBe(403);
  });

  it("an idempotency key acts once", async () => {
    const once = (businessName: string) =>
      call("POST", "/merchants", { businessName }, { "idempotency-key": "once-1" });
    const first = await once("Once");
    expect((await once("Once")).body).toEqual(first.body);
    expect(await once("Twice")).toMatchObject({ status: 409, body: { error: { code: "CONFLICT" } } });
  });

  it("visitors may look around", async () => {
    expect((await api.visit("GET", `${BASE}/deals`)).body.data.length).toBeGreaterThan(5);
  });
});
