// Tools for agents over HTTP, as the protocol's official client calls them.
import { SELF } from "cloudflare:test";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, it } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, type Partner, openTestSandbox, send, signUp } from "../support/test-sandbox.ts";

const INITIALIZE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
});

async function toolsOf(token: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${ORIGIN}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
      fetch: (url, init) => SELF.fetch(new Request(url, init as RequestInit)),
    }),
  );
  return client;
}

async function use(client: Client, name: string, given: Record<string, unknown>): Promise<any> {
  const answer = await client.callTool({ name, arguments: given });
  const [content] = answer.content as { type: string; text: string }[];
  const text = content?.text ?? "";
  if (answer.isError) return { refused: text };
  return JSON.parse(text);
}

const serviceToken = async (owner: Partner, scopes: string[]): Promise<string> =>
  (await owner.call("POST", "/api/v1/service-tokens", { name: "agent", scopes })).body.token;

describe("tools for agents", () => {
  it("take a token, and no page of somewhere else", async () => {
    const post = (headers: Record<string, string>) =>
      send(`${ORIGIN}/mcp`, { method: "POST", body: INITIALIZE, headers });
    const none = await post({ "content-type": "application/json" });
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(none.body.sandbox_error).toBe("unauthorized");
    const foreign = await post({ authorization: "Bearer x", origin: "https://elsewhere.example" });
    expect(foreign.status).toBe(403);
    const large = await send(`${ORIGIN}/mcp`, {
      method: "POST",
      body: " ".repeat(70_000),
      headers: { authorization: "Bearer x" },
    });
    expect(large.status).toBe(413);
  });

  it("are told of in llms.txt, with this server's addresses", async () => {
    const { status, text, headers } = await send(`${ORIGIN}/llms.txt`);
    expect([status, headers.get("content-type")]).toEqual([200, expect.stringContaining("text/plain")]);
    expect(text).toContain(`${ORIGIN}/mcp`);
  });

  it("are listed, each with a description and a schema that describes every argument", async () => {
    const client = await toolsOf((await signUp()).token);
    const { tools } = await client.listTools();
    expect(tools.length).toBeGreaterThan(15);
    for (const one of tools)
      expect([one.name, one.description, one.inputSchema.type]).toEqual([
        one.name,
        expect.stringMatching(/\.$/),
        "object",
      ]);
  });

  it("go the way from an API's name to what its sandbox holds", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const client = await toolsOf(testSandbox.partner.token);
    const api = testSandbox.slug;
    expect((await use(client, "describe_api", { api })).operations).toContainEqual(
      expect.stringContaining("POST /v1/books (book)"),
    );
    const { key, baseUrl } = await use(client, "open_sandbox", { api, sandbox: "agent" });
    expect(baseUrl).toMatch(/^http:\/\/localhost\//);
    const at = { api, sandbox: "agent" };
    const call = (more: object) => use(client, "call_operation", { ...at, key, ...more });
    const made = await call({ method: "POST", path: "/v1/books", body: { title: "Emma" } });
    expect([made.status, made.body.title]).toEqual([201, "Emma"]);
    const { book } = await use(client, "read_records", { ...at, resource: "book" });
    expect(book.records).toContainEqual(expect.objectContaining({ title: "Emma" }));

    await use(client, "arm_fault", { ...at, status: 503 });
    const failed = await call({ method: "GET", path: `/v1/books/${made.body.id}` });
    expect(failed.status).toBe(503);
    const explained = await use(client, "explain_request", {
      ...at,
      request: failed.headers["x-request-id"],
    });
    expect(JSON.stringify(explained)).toContain("fault");
    expect(await use(client, "disarm_faults", at)).toEqual({ disarmed: 0 });

    expect(await use(client, "read_events", at)).toContainEqual(
      expect.objectContaining({ record: made.body.id }),
    );
    expect((await use(client, "list_requests", { ...at, status: "503" })).length).toBe(1);
    await use(client, "reset_sandbox", at);
    expect((await call({ method: "GET", path: `/v1/books/${made.body.id}` })).status).toBe(404);
  });

  it("run workflows, and say why a step fails", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const client = await toolsOf(testSandbox.partner.token);
    const [first] = await use(client, "list_workflows", { api: testSandbox.slug });
    const run = await use(client, "run_workflow", { api: testSandbox.slug, workflow: first.id });
    expect(run).toMatchObject({ passed: true });
    const refused = await use(client, "run_workflow", { api: testSandbox.slug, workflow: "nothing-like-it" });
    expect(refused.refused).toContain("nothing-like-it");
  });

  it("may do what the token may, and say what it may not", async () => {
    const testSandbox = await openTestSandbox({ document: LIBRARY });
    const reader = await toolsOf(await serviceToken(testSandbox.partner, ["read"]));
    const at = { api: testSandbox.slug };
    expect((await use(reader, "sandbox_status", at)).active).toBe(true);
    expect((await use(reader, "reset_sandbox", at)).refused).toMatch(/scope/);
    const stranger = await toolsOf((await signUp()).token);
    expect(
      (await use(stranger, "sandbox_status", { ...at, sandbox: testSandbox.slug })).refused,
    ).toBeTruthy();
    const nobody = await toolsOf("st_made_up");
    expect((await use(nobody, "list_apis", {})).refused).toBeTruthy();
  });
});
