import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Stripe } from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { type Running, freePort, newState, only, runCli, startServer } from "../support/local-server.ts";

const APIS = ["embed", "smartmca", "stripe"];

let state = "";
let port = 0;
let server: Running;

beforeAll(async () => {
  [state, port] = [await newState(), await freePort()];
  server = await startServer(state, port, only(...APIS));
});

afterAll(() => server.kill("SIGTERM"));

const stripeWith = (key: string): Stripe =>
  new Stripe(key, { host: "127.0.0.1", port, protocol: "http", maxNetworkRetries: 0, telemetry: false });

test("local.json holds every address and key, readable by its owner alone", async () => {
  expect((await stat(path.join(state, "local.json"))).mode & 0o777).toBe(0o600);
  expect(Object.keys(server.local.apis)).toEqual(APIS);
  expect(server.local.apis["smartmca"]).toMatchObject({
    baseUrl: `http://smartmca.localhost:${port}`,
    pathUrl: `http://localhost:${port}/sandbox/smartmca`,
    testKey: expect.stringMatching(/^smca_test_/),
    liveKey: expect.stringMatching(/^smca_live_/),
  });
  expect(await (await fetch(`${server.local.baseUrl}/healthz`)).json()).toEqual({ ok: true });
  const ready = await fetch(`${server.local.baseUrl}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true }]);
  for (const line of server
    .output()
    .split("\n")
    .filter((one) => one.includes("curl ")))
    expect(line).toContain(String(port));
});

test("stripe-node plays against the bare host and throws StripeAuthenticationError on a bad key", async () => {
  const stripe = stripeWith(server.local.apis["stripe"]?.testKey ?? "");
  const made = await stripe.customers.create({ email: "jo@example.com", metadata: { plan: "gold" } });
  expect((await stripe.customers.retrieve(made.id)).id).toBe(made.id);
  expect((await stripe.customers.list({ limit: 1 })).data[0]?.id).toBe(made.id);
  await expect(stripe.customers.retrieve("cus_none")).rejects.toMatchObject({
    type: "StripeInvalidRequestError",
    code: "resource_missing",
    statusCode: 404,
  });
  const bad = new Stripe("sk_test_bad", {
    host: `stripe.localhost`,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient(((url: string, init: RequestInit) =>
      fetch(
        url.replace("http://stripe.localhost", "http://127.0.0.1").replace("/v1/", "/sandbox/stripe/v1/"),
        init,
      )) as typeof fetch),
  });
  await expect(bad.customers.list()).rejects.toMatchObject({
    type: "StripeAuthenticationError",
    statusCode: 401,
  });
});

test("generate publishes a document and gives a key at once", async () => {
  const file = path.join(state, "your-api-openapi.json");
  await writeFile(file, JSON.stringify(LIBRARY));
  const made = await runCli(state, ["generate", file, "--json"]);
  expect(made.code, made.stderr).toBe(0);
  const said = JSON.parse(made.stdout) as {
    api: string;
    pathUrl: string;
    testKey: string;
    operations: number;
    resources: string[];
    fidelity: Record<string, number>;
  };
  expect(said).toMatchObject({
    api: "your-api",
    operations: 12,
    resources: expect.arrayContaining(["book", "author"]),
    testKey: expect.stringMatching(/^sandbox_test_/),
  });
  expect(Object.keys(said).sort()).toEqual([
    "api",
    "baseUrl",
    "changes",
    "diagnostics",
    "fidelity",
    "findings",
    "live",
    "operations",
    "pathUrl",
    "release",
    "resources",
    "sandbox",
    "scenarios",
    "testKey",
  ]);
  const books = await fetch(`${said.pathUrl}/v1/books`, {
    headers: { authorization: `Bearer ${said.testKey}` },
  });
  expect(books.status).toBe(200);
  const text = await runCli(state, ["generate", file]);
  expect(text.stdout).toMatch(
    /curl http:\/\/localhost:\d+\/sandbox\/your-api\/\S+ -H "Authorization: Bearer sandbox_test_/,
  );
});

test("generate explains what is wrong and fails", async () => {
  const file = path.join(state, "not-openapi.yaml");
  await writeFile(file, "hello: world");
  const refused = await runCli(state, ["generate", file]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("neither `openapi` nor `swagger`");
  expect((await runCli(state, ["generate", "/no/such/file.yaml"])).stderr).toContain("cannot be read");
  expect((await runCli(state, ["generate"])).code).toBe(2);
  expect((await runCli(state, ["nonsense"])).stderr).toContain("sandbar <command> --help");
  expect((await runCli(await newState(), ["generate", file])).stderr).toContain("npm start");
});

test("SIGKILL in the middle of writes loses nothing that was acknowledged", async () => {
  const api = server.local.apis["embed"];
  const acknowledged: string[] = [];
  const run = { stopped: false };
  const writer = async (): Promise<void> => {
    while (!run.stopped && acknowledged.length < 3000) {
      try {
        const made = await fetch(`http://127.0.0.1:${port}/sandbox/embed/v1/products`, {
          method: "POST",
          headers: { "api-key": api?.testKey ?? "", "content-type": "application/json" },
          body: JSON.stringify({ name: "Kept", price: 1 }),
        });
        if (made.status === 201) acknowledged.push(((await made.json()) as { id: string }).id);
      } catch {
        return;
      }
    }
  };
  const writers = Array.from({ length: 8 }, writer);
  while (acknowledged.length < 120) await new Promise((resolve) => setTimeout(resolve, 10));
  await server.kill("SIGKILL");
  run.stopped = true;
  await Promise.all(writers);
  const before = server.local;
  server = await startServer(state, port, only(...APIS));
  expect(server.local.apis["embed"]).toEqual(before.apis["embed"]);
  const lost: string[] = [];
  for (const id of acknowledged) {
    const found = await fetch(`http://127.0.0.1:${port}/sandbox/embed/v1/products/${id}`, {
      headers: { "api-key": api?.testKey ?? "" },
    });
    if (found.status !== 200) lost.push(id);
  }
  expect(lost).toEqual([]);
});
