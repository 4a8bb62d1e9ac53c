import { createServer, type Server, type ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf } from "#client/client.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { LIBRARY } from "../support/documents.ts";
import { type Running, freePort, newState, startServer } from "../support/local-server.ts";

let origin: Server;
let originPort = 0;
let server: Running;
let state = "";
let port = 0;
let liveKey = "";
let answer: (response: ServerResponse) => void = () => undefined;
const received: string[] = [];
/** The same requests with their headers and bodies. */
const everything: string[] = [];

beforeAll(async () => {
  origin = createServer((request, response) => {
    received.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""}`);
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      everything.push(JSON.stringify(request.headers) + Buffer.concat(parts).toString());
      answer(response);
    });
  });
  originPort = await freePort();
  await new Promise<void>((resolve) => origin.listen(originPort, "127.0.0.1", resolve));
  [state, port] = [await newState(), await freePort()];
  server = await startServer(state, port, ["--empty"]);
  const { baseUrl, sessionToken } = server.local;
  const client = clientOf(baseUrl, sessionToken);
  const published = await publishSources(
    client,
    "real-library",
    {
      document: JSON.stringify(LIBRARY),
      sandboxFile: `live: { upstream: "http://127.0.0.1:${originPort}" }`,
    },
    { visibility: "public" },
  );
  expect(published.ok).toBe(true);
  const { partner } = await client<{ partner: string }>("GET", "/api/v1/me");
  const { ADMIN_TOKEN } = JSON.parse(await readFile(path.join(state, "secrets.json"), "utf8")) as {
    ADMIN_TOKEN: string;
  };
  await clientOf(baseUrl, ADMIN_TOKEN)("POST", "/api/v1/live/real-library/approvals", {
    partner,
    credential: "partner-credential",
  });
  liveKey = (await client<{ rawKey: string }>("POST", "/api/v1/live/real-library/keys", {})).rawKey;
});

afterAll(async () => {
  await server.kill("SIGTERM");
  origin.closeAllConnections();
  origin.close();
});

const call = async (
  method: string,
  key?: string,
): Promise<{ status: number; body: { sandbox_error?: string; id?: string } }> => {
  const response = await fetch(`http://127.0.0.1:${port}/sandbox/real-library/v1/books`, {
    method,
    headers: {
      authorization: `Bearer ${liveKey}`,
      ...(method === "GET" ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(method === "GET" ? {} : { body: '{"title":"Real"}' }),
  });
  return {
    status: response.status,
    body: (await response.json()) as { sandbox_error?: string; id?: string },
  };
};

test("an answer is passed on and replayed, and carries the partner's own credential", async () => {
  answer = (response) =>
    response.writeHead(201, { "content-type": "application/json" }).end('{"id":"real-1"}');
  const before = received.length;
  expect(await call("POST", "a")).toEqual({ status: 201, body: { id: "real-1" } });
  expect(await call("POST", "a")).toEqual({ status: 201, body: { id: "real-1" } });
  expect(received.slice(before)).toEqual(["POST /v1/books Bearer partner-credential"]);
});

test("an origin that dies in the middle of its answer leaves an unknown outcome, and is not asked again", async () => {
  answer = (response) => {
    response.writeHead(201, { "content-type": "application/json", "content-length": "100" }).write("{");
    setTimeout(() => response.destroy(), 20);
  };
  const before = received.length;
  expect(await call("POST", "b")).toMatchObject({ status: 409, body: { sandbox_error: "outcome_unknown" } });
  answer = (response) => response.writeHead(201, { "content-type": "application/json" }).end("{}");
  expect(await call("POST", "b")).toMatchObject({ status: 409, body: { sandbox_error: "outcome_unknown" } });
  expect(received.length - before).toBe(1);
});

test("over real connections a refusal frees the key, bytes and length stay as they were, and no key is passed on", async () => {
  const post = (idempotencyKey: string, headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}/sandbox/real-library/v1/books`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": idempotencyKey, ...headers },
      body: JSON.stringify({ title: "Real", api_key: liveKey }),
    });
  const bearer = { authorization: `Bearer ${liveKey}` };
  const before = received.length;
  answer = (response) => response.writeHead(429, { "retry-after": "3" }).end("slow down");
  expect((await post("d", bearer)).status).toBe(429);
  const bytes = Buffer.from(Array.from({ length: 6_000_000 }, (_, i) => (i * 31) % 251));
  answer = (response) =>
    response
      .writeHead(201, { "content-type": "application/pdf", connection: "x-hop", "x-hop": "1", "x-kept": "1" })
      .end(bytes.subarray(0, 2_500_000));
  for (const headers of [{ ...bearer, "x-api-key": liveKey }, bearer]) {
    const response = await post("d", headers);
    expect(response.status).toBe(201);
    expect([response.headers.get("x-hop"), response.headers.get("x-kept")]).toEqual([null, "1"]);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes.subarray(0, 2_500_000))).toBe(true);
  }
  answer = (response) => response.writeHead(201, { "content-type": "application/pdf" }).end(bytes);
  const large = await post("e", bearer);
  expect(Buffer.from(await large.arrayBuffer()).equals(bytes)).toBe(true);
  const again = await post("e", bearer);
  expect([again.status, ((await again.json()) as { sandbox_error: string }).sandbox_error]).toEqual([
    409,
    "answer_not_kept",
  ]);
  expect(received.slice(before)).toHaveLength(3);
  expect(everything.slice(before).join("\n")).not.toContain(liveKey.slice(-40));
});

test("a server killed between the claim and the answer never forwards twice", async () => {
  answer = () => undefined;
  const before = received.length;
  const lost = call("POST", "c").catch(() => undefined);
  while (received.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
  await server.kill("SIGKILL");
  await lost;
  answer = (response) => response.writeHead(201, { "content-type": "application/json" }).end("{}");
  server = await startServer(state, port, ["--empty"]);
  const after = await call("POST", "c");
  expect(after.status).toBe(409);
  expect(["in_flight", "outcome_unknown"]).toContain(after.body.sandbox_error);
  expect(received.length - before).toBe(1);
}, 180_000);

test("an origin that is away refuses reads clearly", async () => {
  origin.closeAllConnections();
  await new Promise((resolve) => origin.close(resolve));
  expect(await call("GET")).toMatchObject({ status: 502, body: { sandbox_error: "upstream_unreachable" } });
});
