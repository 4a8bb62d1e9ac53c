import { expect, test } from "vitest";
import { builtIns } from "../support/built-in.ts";
import { type Answer, send, signUp } from "../support/test-sandbox.ts";

async function stripe() {
  await builtIns();
  const { call } = await signUp();
  const { body } = await call("POST", "/api/v1/settings/api-access/sandbox/activate?api=stripe", {
    profile: "empty",
  });
  const authorization = `Basic ${btoa(`${body.testApiKey.rawKey}:`)}`;
  return (method: string, path: string, form?: string): Promise<Answer> =>
    send(`http://localhost${path}`.replace("localhost", "stripe.localhost"), {
      method,
      headers: {
        authorization,
        ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      },
      ...(form === undefined ? {} : { body: form }),
    });
}

test("create, retrieve, update with metadata merged by key, list by cursor, delete, then a stub", async () => {
  const api = await stripe();
  const made = await api(
    "POST",
    "/v1/customers",
    "name=Ada&email=ada@example.com&metadata[plan]=gold&metadata[seats]=3&address[city]=Graz",
  );
  expect(made.body).toMatchObject({
    object: "customer",
    name: "Ada",
    metadata: { plan: "gold", seats: "3" },
    address: { city: "Graz" },
    livemode: false,
  });
  expect(Math.abs(made.body.created - Date.now() / 1000)).toBeLessThan(60);
  const { id } = made.body;
  const changed = await api(
    "POST",
    `/v1/customers/${id}`,
    "metadata[seats]=&metadata[region]=eu&description=VIP",
  );
  expect(changed.body).toMatchObject({
    name: "Ada",
    description: "VIP",
    metadata: { plan: "gold", region: "eu" },
  });
  expect(changed.body.metadata).not.toHaveProperty("seats");
  expect((await api("POST", `/v1/customers/${id}`, "metadata=")).body.metadata).toEqual({});
  expect((await api("GET", `/v1/customers/${id}`)).body.description).toBe("VIP");
  expect((await api("DELETE", `/v1/customers/${id}`)).body).toEqual({
    id,
    object: "customer",
    deleted: true,
  });
  const gone = await api("GET", `/v1/customers/${id}`);
  expect(gone).toMatchObject({ status: 200, body: { id, object: "customer", deleted: true } });
  const changedLate = await api("POST", `/v1/customers/${id}`, "name=Eve");
  expect(changedLate.status).toBe(404);
  expect(changedLate.body).toEqual({
    error: {
      type: "invalid_request_error",
      code: "resource_missing",
      doc_url: "https://stripe.com/docs/error-codes/resource-missing",
      message: `No such customer: '${id}'`,
      param: "id",
    },
  });
});

test("a cursor visits every row once, newest first, even while rows are added", async () => {
  const api = await stripe();
  const ids: string[] = [];
  for (let i = 0; i < 9; i++) ids.unshift((await api("POST", "/v1/customers", `name=C${i}`)).body.id);
  const seen: string[] = [];
  for (let after = ""; ; after = seen.at(-1) ?? "") {
    const page = await api("GET", `/v1/customers?limit=4${after === "" ? "" : `&starting_after=${after}`}`);
    expect(page.body).toMatchObject({ object: "list", url: "/v1/customers" });
    seen.push(...page.body.data.map((one: { id: string }) => one.id));
    if (!page.body.has_more) break;
    await api("POST", "/v1/customers", "name=Late");
  }
  expect(seen).toEqual(ids);
  const back = await api("GET", `/v1/customers?limit=2&ending_before=${ids[4]}`);
  expect(back.body.data.map((one: { id: string }) => one.id)).toEqual(ids.slice(2, 4));
  const unknown = await api("GET", "/v1/customers?starting_after=cus_none");
  expect(unknown).toMatchObject({ status: 400, body: { error: { param: "starting_after" } } });
});

test("faults are named as Stripe names them", async () => {
  const api = await stripe();
  expect(await api("POST", "/v1/products", "description=x")).toMatchObject({
    status: 400,
    body: { error: { type: "invalid_request_error", param: "name" } },
  });
  expect(await api("GET", "/v1/customers?limit=500")).toMatchObject({
    status: 400,
    body: { error: { param: "limit" } },
  });
  expect(await api("GET", "/v1/nothing")).toMatchObject({
    status: 404,
    body: { error: { message: "Unrecognized request URL (GET: /v1/nothing)." } },
  });
  await api("POST", "/v1/products", "id=mine&name=Mine");
  expect(await api("POST", "/v1/products", "id=mine&name=Again")).toMatchObject({
    status: 400,
    body: { error: { code: "resource_already_exists" } },
  });
});
