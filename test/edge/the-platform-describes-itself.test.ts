// The platform's own OpenAPI document: every route is in it, it is sound enough for Sandbar to play it, and nobody gets past
// a route's door without the right to.
import { expect, test } from "vitest";
import { compile } from "#blueprint/compile.ts";
import { ROUTES } from "#edge/platform/define-route.ts";
import { LIBRARY } from "../support/documents.ts";
import { teammate } from "../support/pipeline.ts";
import { ORIGIN, admin, openTestSandbox, send, signUp } from "../support/test-sandbox.ts";

const pathOf = (path: string, sandbox: string, api: string): string =>
  path
    .replace(":sandbox", sandbox)
    .replace(/:(api|slug)/, api)
    .replaceAll(/:\w+/g, "none");

test("the document names every route once, with its answers, and Sandbar itself can play it", async () => {
  const { body } = await send(`${ORIGIN}/openapi.json`);
  expect(body.openapi).toBe("3.1.0");
  const operations = Object.values(
    body.paths as Record<string, Record<string, { operationId: string; responses: object }>>,
  ).flatMap((one) => Object.values(one));
  expect(operations).toHaveLength(ROUTES.length);
  expect(new Set(operations.map((one) => one.operationId)).size).toBe(ROUTES.length);
  for (const one of operations) expect(Object.keys(one.responses)).toContain("default");
  const refs = [...JSON.stringify(body).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    ([, name = ""]) => name,
  );
  for (const name of refs) expect(body.components.schemas).toHaveProperty(name);
  const compiled = compile(body, {}, {});
  expect(compiled.ok).toBe(true);
  if (compiled.ok) expect(compiled.value.diagnostics.filter((one) => one.level === "error")).toEqual([]);
});

test("every moment in an answer is RFC 3339", async () => {
  const { body } = await send(`${ORIGIN}/openapi.json`);
  const wrong: string[] = [];
  const visit = (schema: any, place: string): void => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [name, member] of Object.entries<any>(schema.properties ?? {})) {
      const isMoment = /(^|[a-z])(At|Until)$|^(at|due|created|expires|since)$/.test(name);
      const types = [member, ...(member.anyOf ?? [])].map((one) => one.type);
      if (isMoment && types.some((type) => type === "number" || type === "integer"))
        wrong.push(`${place}.${name}`);
    }
    for (const [name, inner] of Object.entries(schema)) visit(inner, `${place}/${name}`);
  };
  for (const [path, item] of Object.entries<any>(body.paths))
    for (const [method, operation] of Object.entries<any>(item))
      visit(operation.responses, `${method} ${path}`);
  visit(body.components.schemas, "schemas");
  expect(wrong).toEqual([]);
});

test("every route refuses a stranger before it reads anything, and another organisation's session", async () => {
  const testSandbox = await openTestSandbox({ document: LIBRARY });
  const status = await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/${testSandbox.slug}`);
  const sandbox = (
    await testSandbox.partner.call(
      "GET",
      `/api/v1/settings/api-access/sandbox/status?api=${testSandbox.slug}`,
    )
  ).body.sandboxOrgId as string;
  expect(status.status).toBe(200);
  const stranger = await signUp();
  for (const route of ROUTES) {
    const method = route.method.toUpperCase();
    const url = `${ORIGIN}${pathOf(route.path, sandbox, testSandbox.slug)}`;
    const init = { method, ...(method === "GET" || method === "DELETE" ? {} : { body: "no json" }) };
    if (route.access === "public") continue;
    const unknown = await send(url, init);
    expect([route.id, unknown.status]).toEqual([route.id, 401]);
    if (!route.path.includes(":sandbox")) continue;
    const other = await send(url, { ...init, headers: { authorization: `Bearer ${stranger.token}` } });
    expect([route.id, [400, 404].includes(other.status)]).toEqual([route.id, true]);
    const right = await stranger.call(
      method,
      pathOf(route.path, sandbox, testSandbox.slug),
      method === "GET" || method === "DELETE" ? undefined : {},
    );
    expect([route.id, [400, 404].includes(right.status)]).toEqual([route.id, true]);
  }
});

test("a viewer changes nothing, by any route; a reviewer nothing that is not a decision", async () => {
  const testSandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: "live: hosted" });
  const [viewer, reviewer] = [
    await teammate(testSandbox.partner, "viewer"),
    await teammate(testSandbox.partner, "reviewer"),
  ];
  const deciding = new Set(["decideSubmission", "approvePartner"]);
  for (const route of ROUTES) {
    if (route.access === "public" || route.method === "get") continue;
    const path = pathOf(route.path, "default", testSandbox.slug);
    const url = path.includes("/settings/") ? `${path}?api=${testSandbox.slug}` : path;
    const body = route.method === "delete" ? undefined : {};
    expect([route.id, (await viewer.call(route.method.toUpperCase(), url, body)).status]).toEqual([
      route.id,
      403,
    ]);
    if (deciding.has(route.id)) continue;
    expect([route.id, (await reviewer.call(route.method.toUpperCase(), url, body)).status]).toEqual([
      route.id,
      403,
    ]);
  }
});

test("a key with sandbox:manage steers its own sandbox and its own API, and nothing else", async () => {
  const testSandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: "live: hosted" });
  const { partner } = testSandbox.partner;
  await admin("POST", `/api/v1/live/${testSandbox.slug}/approvals`, { partner, plan: "pro" });
  const other = await openTestSandbox({ document: LIBRARY });
  const make = async (body: object) =>
    (await testSandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", body)).body as {
      rawKey: string;
      id: string;
    };
  const manager = await make({ api: testSandbox.slug, scopes: ["sandbox:manage"] });
  const wide = await make({ scopes: ["sandbox:manage", "*"] });
  const plain = await make({ api: testSandbox.slug, scopes: ["books:read"] });
  const as = (key: string, method: string, path: string, body?: object) =>
    send(`${ORIGIN}/api/v1/sandboxes/default/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  for (const key of [manager, wide]) {
    expect(
      (await as(key.rawKey, "POST", `${testSandbox.slug}/faults`, { effect: { scenario: "conflict" } }))
        .status,
    ).toBe(201);
    expect((await as(key.rawKey, "GET", `${testSandbox.slug}/log`)).status).toBe(200);
  }
  const audit = await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/${testSandbox.slug}/audit`);
  expect((audit.body.data as { action: string }[]).map((one) => one.action)).toContain("fault_armed");
  // Not the API, not other APIs, not keys, and not without the scope.
  expect(
    (await send(`${testSandbox.host}/v1/books`, { headers: { authorization: `Bearer ${manager.rawKey}` } }))
      .status,
  ).toBe(403);
  expect((await as(manager.rawKey, "GET", `${other.slug}/log`)).status).toBe(403);
  expect((await as(manager.rawKey, "GET", "keys")).status).toBe(401);
  expect((await as(plain.rawKey, "GET", `${testSandbox.slug}/log`)).status).toBe(403);
  await testSandbox.partner.call("DELETE", `/api/v1/sandboxes/default/keys/${wide.id}`);
  expect((await as(wide.rawKey, "GET", `${testSandbox.slug}/log`)).status).toBe(401);
});

test("pages can be read without a session, load nothing, and keep a provider's text inert", async () => {
  const title = "<script>alert(1)</script> & more";
  const testSandbox = await openTestSandbox({
    document: { ...LIBRARY, info: { title, version: "1" } },
    sandboxFile:
      "scenarios: { no_paper: { description: 'The <b>press</b> has no paper.', effect: { status: 503 }, when: [{ member: pages, value: 404 }] } }",
  });
  const page = await send(`${ORIGIN}/docs/${testSandbox.slug}/scenarios`);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(page.text).not.toContain("<script>");
  expect(page.text).toContain("The &lt;b&gt;press&lt;/b&gt; has no paper.");
  for (const id of ["no_paper", "rate_limited", "webhook_duplicate", "batch_item_fails"])
    expect(page.text).toContain(`id="${id}"`);
  const tried = await send(`${ORIGIN}/docs/${testSandbox.slug}`);
  expect(tried.headers.get("content-security-policy")).toMatch(/script-src 'nonce-\w+'; connect-src 'self'/);
  expect(tried.text.match(/<script/g)).toHaveLength(2);
  expect(tried.text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  const reference = await send(`${ORIGIN}/docs`);
  expect(reference.text).toContain('id="armFault"');
  expect((await send(`${ORIGIN}/docs/nobody/scenarios`)).status).toBe(401);
  await testSandbox.api("GET", "/v1/books", undefined, { "x-sandbox-scenario": "no_paper" });
  const log = await testSandbox.partner.call("GET", `/api/v1/sandboxes/default/${testSandbox.slug}/log`);
  const call = await testSandbox.partner.call(
    "GET",
    `/api/v1/sandboxes/default/${testSandbox.slug}/log/${log.body.data.at(-1).id}`,
  );
  expect(call.body).toMatchObject({
    scenario: "no_paper",
    help: `${ORIGIN}/docs/${testSandbox.slug}/scenarios#no_paper`,
  });
});
