// `sandbar run` and `sandbar workflows` against a running server.
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { type Running, newState, only, startServer } from "../support/local-server.ts";
import type { Ran, sandbar as Sandbar } from "../support/run-sandbar.ts";

const EMBED = path.join(import.meta.dirname, "../../seeds/embed");

let state = "";
let config = "";
let server: Running;
let inProcess: typeof Sandbar;

beforeAll(async () => {
  state = await newState();
  config = await mkdtemp(path.join(tmpdir(), "sandbar-config-"));
  server = await startServer(state, 0, only("embed"));
  vi.stubEnv("SANDBAR_STATE", state);
  ({ sandbar: inProcess } = await import("../support/run-sandbar.ts"));
});
afterAll(() => server.kill("SIGTERM"));

const run = (args: string[], env: Record<string, string> = {}): Promise<Ran> =>
  inProcess(args, { env: { SANDBAR_CONFIG: config, ...env } });

async function platform(method: string, at: string, body?: object): Promise<{ status: number; body: any }> {
  const answer = await fetch(`${server.local.baseUrl}${at}`, {
    method,
    headers: { authorization: `Bearer ${server.local.sessionToken}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Publishes the embed API under another name, with workflows of the test's own. */
async function publish(name: string, steps: object[], more: object = {}): Promise<Ran> {
  const file = path.join(state, `${name}.yaml`);
  const document = {
    arazzo: "1.0.1",
    info: { title: name, version: "1" },
    sourceDescriptions: [{ name: "embed", url: "./openapi.yaml", type: "openapi" }],
    workflows: [{ workflowId: "mine", steps, ...more }],
  };
  await writeFile(file, stringify(document));
  const source = path.join(EMBED, "openapi.yaml");
  const behaviour = path.join(EMBED, "sandbox.yaml");
  return run(["publish", source, "--name", name, "--behaviour", behaviour, "--workflows", file, "--yes"]);
}

const CREATE = {
  stepId: "create",
  description: "Create order",
  operationId: "createOrder",
  requestBody: { contentType: "application/json", payload: { reference: "$inputs.reference" } },
  successCriteria: [{ condition: "$statusCode == 201" }],
  outputs: { order: "$response.body#/id" },
};
const INPUTS = { inputs: { type: "object", properties: { reference: { type: "string", default: "PO-1" } } } };
const AT_ORDER = [{ name: "order_id", in: "path", value: "$steps.create.outputs.order" }];

describe("a declared workflow", () => {
  it("prints a line a step, and leaves no sandbox behind", async () => {
    const { code, stdout } = await run(["run", "embed", "create-and-fulfill-order"]);
    expect([code, stdout]).toEqual([
      0,
      [
        "✓ Create order — 201",
        "✓ Add line items — 200",
        "✓ Submit for fulfillment — 200",
        "✓ Webhook: order.fulfilled fired",
        "All steps passed",
        "",
      ].join("\n"),
    ]);
    const { data } = (await run(["sandboxes", "list", "--json"])).json;
    expect(data.map((one: { name: string }) => one.name)).toEqual(["default"]);
  });

  it("fails with what did not hold: answers, records, events that came and that did not", async () => {
    const submit = {
      stepId: "submit",
      description: "Submit",
      operationId: "submitOrder",
      parameters: AT_ORDER,
      successCriteria: [{ condition: "$statusCode == 200" }],
      "x-sandbox-expect": {
        events: [{ type: "order.fulfilled", data: { id: "another" }, within: "PT1S" }],
        noEvents: ["order.created"],
        records: [{ resource: "order", id: "$steps.create.outputs.order", has: { status: "canceled" } }],
      },
    };
    const last = {
      stepId: "last",
      operationId: "getOrder",
      parameters: AT_ORDER,
    };
    expect((await publish("flawed", [CREATE, submit, last], INPUTS)).code).toBe(0);
    const ran = await run(["run", "flawed", "mine"]);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/✗ Submit — 200\n.*order\.created does not fire: order\.created fired/);
    expect(ran.stdout).toMatch(/Stored: order ord_\w+: has \{"status":"\w+"\}, not \{"status":"canceled"\}/);
    expect(ran.stdout).toMatch(/✗ Webhook: order\.fulfilled fired\n.*"id":"another"/);
    expect(ran.stdout).not.toContain("last");
    const answer = { ...CREATE, successCriteria: [{ condition: "$response.body#/status == 'done'" }] };
    await publish("unlike", [answer], INPUTS);
    expect((await run(["run", "unlike", "mine"])).stdout).toContain(
      `$response.body#/status == 'done': $response.body#/status is "draft"`,
    );
  });

  it("takes inputs, calls later events about by the clock, and goes on as its actions say", async () => {
    const steps = [
      { ...CREATE, outputs: { order: "$response.body#/id", reference: "$response.body#/reference" } },
      {
        stepId: "missing",
        operationId: "getOrder",
        parameters: [{ name: "order_id", in: "path", value: "ord_nothing" }],
        successCriteria: [{ condition: "$statusCode == 200" }],
        onFailure: [
          { name: "on", type: "goto", stepId: "verify", criteria: [{ condition: "$statusCode == 404" }] },
        ],
      },
      { ...CREATE, stepId: "never" },
      {
        stepId: "verify",
        operationId: "createIdentityVerification",
        requestBody: { payload: { first_name: "Jo", last_name: "Doe" } },
        "x-sandbox-expect": { events: [{ type: "identity_verification.verified", within: "PT1H" }] },
      },
    ];
    await publish("flowing", steps, { ...INPUTS, outputs: { reference: "$steps.create.outputs.reference" } });
    const { code, json } = await run(["run", "flowing", "mine", "--input", "reference=PO-7", "--json"]);
    expect(code).toBe(0);
    expect(json.runs[0].run).toMatchObject({ passed: true, outputs: { reference: "PO-7" } });
    const stepIds = json.runs[0].run.steps.map((one: { stepId: string }) => one.stepId);
    expect(stepIds).toEqual(["create", "missing", "verify"]);
  });

  it("gets over a scenario where it tries again, and not where it does not", async () => {
    const again = { name: "again", type: "retry", retryAfter: 1, retryLimit: 2 };
    await publish("patient", [{ ...CREATE, onFailure: [again] }], INPUTS);
    const patient = await run(["run", "patient", "mine", "--scenario", "rate_limited"]);
    expect([patient.code, patient.stdout]).toEqual([0, expect.stringContaining("(2 attempts)")]);
    const hasty = await run(["run", "embed", "create-and-fulfill-order", "--scenario", "rate_limited"]);
    expect([hasty.code, hasty.stdout]).toEqual([1, expect.stringContaining("✗ Create order — 429")]);
  });

  it("is refused with its place where it is wrong, and wrong use is told", async () => {
    const wrong = await publish("wrong", [{ ...CREATE, operationId: "createOrders" }]);
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/workflows\.yaml#\/workflows\/0\/steps\/0\/operationId[^]*'createOrder'/),
    ]);
    expect((await run(["run", "embed"])).code).toBe(2);
    expect((await run(["run", "embed", "--all", "mine"])).code).toBe(2);
    const unknown = await run(["run", "embed", "create-and-fulfil-order"]);
    expect([unknown.code, unknown.stderr]).toEqual([4, expect.stringContaining("create-and-fulfill-order")]);
  });
});

describe("a receipt", () => {
  it("is kept with the sandbox, is evidence, and is shared by a link; it says what the log of the run says", async () => {
    const args = ["run", "embed", "create-and-fulfill-order", "--receipt"];
    const ran = await run([...args, "--json"]);
    const { receipt } = ran.json.runs[0];
    expect([ran.code, receipt]).toEqual([
      0,
      expect.objectContaining({ api: "embed", workflow: "create-and-fulfill-order", passed: true }),
    ]);
    expect(receipt.steps[0]).toMatchObject({
      call: { operation: "createOrder", method: "POST", status: 201 },
    });
    expect((await run(args)).stdout).toMatch(/Receipt rcp_\w+ is kept in 'default'.* share embed rcp_\w+\n/);
    const listed = (await run(["receipts", "list", "embed", "--json"])).json.data;
    expect(listed.map((one: { id: string }) => one.id)).toContain(receipt.id);
    expect((await run(["receipts", "show", "embed", receipt.id])).stdout).toContain(
      "✓ Create order — 201  POST ",
    );
    const shared = await run(["receipts", "share", "embed", receipt.id, "--days", "1", "--json"]);
    const asked = await fetch(shared.json.url);
    expect([asked.status, await asked.json()]).toEqual([200, receipt]);
    const bundle = await fetch(shared.json.url.replace("/receipts/", "/bundles/"));
    expect(bundle.status).toBe(404);
    const { facts } = await platform("GET", "/api/v1/subscriptions/embed/readiness").then(({ body }) => body);
    expect(facts).toContainEqual(
      expect.objectContaining({ operation: "workflow create-and-fulfill-order", fact: "passed" }),
    );
  });

  it("is refused where the sandbox that keeps it is not active, or the log says otherwise", async () => {
    const nowhere = await run(["run", "embed", "create-and-fulfill-order", "--receipt", "--sandbox", "none"]);
    expect([nowhere.code, nowhere.stdout]).toEqual([4, ""]);
    const report = {
      run: "default",
      workflow: "create-and-fulfill-order",
      passed: true,
      milliseconds: 1,
      steps: [
        { stepId: "create", title: "Create", passed: true, attempts: 1, checks: [], request: "req_made_up" },
      ],
    };
    const keep = (body: object) => platform("POST", "/api/v1/sandboxes/default/embed/receipts", body);
    const madeUp = await keep(report);
    expect([madeUp.status, madeUp.body.message]).toEqual([
      409,
      expect.stringContaining("has no request 'req_made_up'"),
    ]);
    const [one] = report.steps;
    const empty = await keep({ ...report, steps: [{ ...one, request: null }] });
    expect([empty.status, empty.body.message]).toEqual([
      409,
      expect.stringMatching(/has these steps, too: .*create/),
    ]);
  });
});

describe("inferred workflows", () => {
  it("are listed, shown as Arazzo, and pass, with JUnit XML and a summary", async () => {
    const { data } = (await run(["workflows", "list", "embed", "--json"])).json;
    expect(data).toContainEqual(
      expect.objectContaining({ id: "create-and-delete-product", source: "inferred" }),
    );
    const shown = (await run(["workflows", "show", "embed", "create-and-delete-product", "--json"])).json;
    expect(shown).toMatchObject({
      arazzo: "1.0.1",
      workflows: [{ workflowId: "create-and-delete-product" }],
    });
    expect((await run(["workflows", "show", "embed", "create-and-delete-product"])).stdout).toContain(
      "arazzo: 1.0.1",
    );
    const junit = path.join(state, "results.xml");
    const summary = path.join(state, "summary.md");
    const ran = await run(["run", "embed", "--all", "--junit", junit], { GITHUB_STEP_SUMMARY: summary });
    expect([ran.code, ran.stdout.match(/All steps passed/g)?.length]).toEqual([0, data.length]);
    expect(await readFile(junit, "utf8")).toContain(
      '<testsuite name="embed create-and-delete-product" tests="6"',
    );
    expect(await readFile(summary, "utf8")).toContain(`${data.length} of ${data.length} workflows passed`);
  });
});

describe("parity", () => {
  it("finds no drift on the same API, and names each field that another server answers otherwise", async () => {
    const { testKey, pathUrl } = server.local.apis["embed"] ?? { testKey: "", pathUrl: "" };
    const args = ["run", "embed", "create-and-fulfill-order"];
    const same = await run([...args, "--against", `${pathUrl}/v1`, "--key", testKey]);
    expect([same.code, same.stdout]).toEqual([0, expect.stringContaining("No drift")]);
    const other = createServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const answer = await fetch(`${pathUrl}${request.url ?? ""}`, {
          method: request.method ?? "GET",
          headers: { "api-key": testKey, "content-type": "application/json" },
          ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
        });
        const body = (await answer.json()) as Record<string, unknown>;
        response.writeHead(answer.status, { "content-type": "application/json" });
        response.end(JSON.stringify({ ...body, total: String(body["total"]), extra: 1 }));
      })();
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", () => resolve()));
    try {
      const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/v1`;
      const ran = await run([...args, "--against", url, "--key", testKey, "--json"]);
      expect(ran.code).toBe(1);
      const { drift } = ran.json.runs[0].against;
      expect(drift).toContainEqual({
        step: "create",
        kind: "type",
        at: "body.total",
        sandbox: "number",
        there: "string",
      });
      expect(drift).toContainEqual(expect.objectContaining({ kind: "shape", at: "body.extra" }));
      const lines = await run([...args, "--against", url, "--key", testKey]);
      expect(lines.stdout).toContain("create: body.total is string there, number in the sandbox (type)");
    } finally {
      other.close();
    }
  });
});
