import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type SeedApi, openSeedApi } from "../support/seed-api.ts";

const ENDPOINTS = "/api/v1/endpoints";

describe("webhookvault", () => {
  let api: SeedApi;
  const got: { body: string; type: string | undefined }[] = [];
  const target = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      got.push({ body, type: request.headers["content-type"] });
      response.end("ok");
    });
  });
  beforeAll(async () => {
    api = await openSeedApi("webhookvault");
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => target.close());
  const make = async (more = {}) => (await api.call("POST", ENDPOINTS, { name: "Orders", ...more })).body;
  const remove = (id: string) => api.call("DELETE", `${ENDPOINTS}/${id}`);
  const captured = async (id: string) => (await api.call("GET", `${ENDPOINTS}/${id}/requests`)).body.requests;

  it("any request is captured as it came, without a key", async () => {
    const { endpoint_id, url } = await make();
    const posted = await api.open("POST", `${url}?from=shop`, '{"id": 1, "none": null', { "content-type": "application/json", "x-signature": "abc" });
    expect(posted).toMatchObject({ status: 200, body: { ok: true } });
    for (const method of ["GET", "PUT", "PATCH", "DELETE"]) expect((await api.open(method, url)).status).toBe(200);
    const requests = await captured(endpoint_id);
    expect(requests.map((one: { method: string }) => one.method)).toEqual(["DELETE", "PATCH", "PUT", "GET", "POST"]);
    expect(requests.at(-1)).toMatchObject({
      method: "POST",
      query: "from=shop",
      body: '{"id": 1, "none": null',
      content_type: "application/json",
      size: 22,
      headers: { "x-signature": "abc" },
    });
    const one = await api.call("GET", `${ENDPOINTS}/${endpoint_id}/requests/${requests[0].request_id}`);
    expect(one.body).toEqual(requests[0]);
    expect((await api.call("GET", `${ENDPOINTS}/${endpoint_id}`)).body.request_count).toBe(5);
    await remove(endpoint_id);
    expect((await api.open("POST", url, "late")).status).toBe(404);
  });

  it("an endpoint answers as it was told", async () => {
    const { endpoint_id, url } = await make({ response_code: 503, response_body: "<busy/>", response_content_type: "application/xml" });
    const busy = await api.open("POST", url, "x");
    expect([busy.status, busy.headers.get("content-type"), busy.body]).toEqual([503, "application/xml", "<busy/>"]);
    await api.call("PATCH", `${ENDPOINTS}/${endpoint_id}`, { response_code: 201, response_body: '{"taken":1}', response_content_type: "application/json" });
    expect(await api.open("POST", url, "x")).toMatchObject({ status: 201, body: { taken: 1 } });
    await remove(endpoint_id);
  });

  it("whoever has the inspect URL sees what came", async () => {
    const { endpoint_id, url, inspect_url } = await make();
    await api.open("POST", url, "hello");
    const seen = await api.open("GET", inspect_url);
    expect(seen.body).toMatchObject({ endpoint_id, name: "Orders", requests: [{ method: "POST", body: "hello" }] });
    await remove(endpoint_id);
  });

  it("what is captured is forwarded, and replayed when asked", async () => {
    const forward_url = `http://127.0.0.1:${(target.address() as AddressInfo).port}/in`;
    const { endpoint_id, url } = await make({ forward_url });
    await api.open("POST", url, { order: 7 });
    await vi.waitFor(() => expect(got).toEqual([{ body: '{"order":7}', type: "application/json" }]), 10_000);
    await api.open("POST", url, "plain words");
    await vi.waitFor(() => expect(got.at(-1)).toEqual({ body: "plain words", type: "text/plain; charset=utf-8" }), 10_000);
    const [, first] = await captured(endpoint_id);
    const replay = (id: string) => api.call("POST", `${ENDPOINTS}/${endpoint_id}/requests/${id}/replay`);
    expect(await replay(first.request_id)).toMatchObject({ status: 202, body: { replayed: first.request_id, forward_url } });
    await vi.waitFor(() => expect(got.map((one) => one.body)).toEqual(['{"order":7}', "plain words", '{"order":7}']), 10_000);
    await api.call("PATCH", `${ENDPOINTS}/${endpoint_id}`, { forward_url: null });
    expect(await replay(first.request_id)).toMatchObject({ status: 409, body: { error: "The endpoint has no forward_url" } });
    expect((await replay("req_nothing")).status).toBe(404);
    await remove(endpoint_id);
  });

  it("the free plan has two endpoints, a hundred requests a day, and ends after a day", async () => {
    const [first, second] = [await make(), await make()];
    expect(await api.call("POST", ENDPOINTS, { name: "Third" })).toMatchObject({ status: 403, body: { error: /2 endpoints/ } });
    for (let i = 0; i < 100; i++) await api.open("GET", first.url);
    expect(await api.open("GET", first.url)).toMatchObject({ status: 429, body: { error: /100 requests/ } });
    expect((await api.open("GET", second.url)).status).toBe(200);
    await api.later("P1D");
    expect(await api.open("GET", second.url)).toMatchObject({ status: 410, body: { error: "The endpoint has expired" } });
    expect((await api.call("POST", ENDPOINTS, { name: "Third" })).status).toBe(201);
  });

  it("a key of either kind opens, and none is refused", async () => {
    expect(api.sandbox.key).toMatch(/^wv_test_/);
    const shared = { authorization: `Bearer ${api.sandbox.sharedKey}` };
    expect((await api.call("GET", ENDPOINTS, undefined, shared)).status).toBe(200);
    expect(await api.open("GET", `${api.sandbox.pathUrl}${ENDPOINTS}`)).toMatchObject({ status: 401, body: { error: "Invalid or missing API key" } });
    expect((await api.call("POST", ENDPOINTS, { response_code: 42 })).status).toBe(400);
  });
});
