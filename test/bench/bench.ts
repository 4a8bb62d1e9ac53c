// `npm run bench`: create, read and list of a played API beside the floor, alternating in one run, as a ratio of calls per second
// and as processor time a call.
// Loopback only, bounded: some seconds a round.
import { mkdtemp, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { buildWorker } from "#cli/build.ts";
import { clientOf, signIn } from "#client/client.ts";
import { serveLocally } from "#cli/local/server.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { LIBRARY } from "../support/documents.ts";
import { cpuOf, servers } from "./cpu.ts";
import { type Call, type Measured, load } from "./load.ts";

const ROUNDS = 3;
const CALLS = Number(process.env["CALLS"] ?? 2000);
const PORT = 8791;
const FLOOR_PORT = 8792;
const secret = (): string => randomBytes(32).toString("base64url");

process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
const state = await mkdtemp(path.join(tmpdir(), "sandbar-bench-"));
console.log("Building …");
await buildWorker();
const adminToken = secret();
const ours = await serveLocally({
  reach: "loopback",
  port: PORT,
  state: path.join(state, "ours"),
  vars: {
    KEY_SECRETS: secret(),
    AUTH_SECRET: secret(),
    ENCRYPTION_SECRET: secret(),
    ADMIN_TOKEN: adminToken,
  },
});
const ourIds = servers();
const floor = new Miniflare(
  convertV4MiniflareOptions({
    name: "floor",
    modules: true,
    scriptPath: path.join(import.meta.dirname, "floor.js"),
    compatibilityDate: "2026-10-01",
    durableObjects: { FLOOR: { className: "Floor", useSQLite: true } },
    host: "127.0.0.1",
    port: FLOOR_PORT,
    resourcePersistencePath: path.join(state, "floor"),
    cf: false,
    log: new Log(LogLevel.WARN),
  }),
);
await floor.ready;
const [floorId] = servers().filter((id) => !ourIds.includes(id));

const keys = await openSandboxes();
const bookOf = (i: number): string =>
  JSON.stringify({ title: `Book ${i}`, pages: 100 + (i % 400), tags: ["a", "b"] });
const ids = { floor: "", ours: "" };
const HOST = "library-bench.localhost";
const create =
  (key: string, more: (i: number) => Record<string, string> = () => ({})) =>
  (i: number): Call => ({
    method: "POST",
    path: "/v1/books",
    headers: { host: HOST, authorization: `Bearer ${key}`, "content-type": "application/json", ...more(i) },
    body: bookOf(i),
  });
const get = (path: () => string, key: string) => (): Call => ({
  method: "GET",
  path: path(),
  headers: { host: HOST, authorization: `Bearer ${key}` },
});
let nonce = 0;
const idempotent = (): Record<string, string> => ({ "idempotency-key": `bench-${nonce++}` });

/** One after the other in each round, floor and ours alternating: what is next to each other met the same machine. */
const RUNGS: { name: string; port: number; call: (i: number) => Call; expect?: number }[] = [
  { name: "floor create", port: FLOOR_PORT, call: create("") },
  { name: "create", port: PORT, call: create(keys.plain) },
  { name: "  + idempotency key", port: PORT, call: create(keys.plain, idempotent) },
  { name: "  + key and webhook", port: PORT, call: create(keys.hooked, idempotent) },
  { name: "floor read", port: FLOOR_PORT, call: get(() => `/v1/books/${ids.floor}`, "") },
  { name: "read", port: PORT, call: get(() => `/v1/books/${ids.ours}`, keys.plain) },
  { name: "floor list", port: FLOOR_PORT, call: get(() => "/v1/books?limit=20", "") },
  { name: "list", port: PORT, call: get(() => "/v1/books?limit=20", keys.plain) },
  // Where the time of a call goes: what the edge alone takes, and what the way into the object and out of it.
  { name: "refused at the edge", port: PORT, call: get(() => "/v1/books", "nobody"), expect: 401 },
  { name: "no such route", port: PORT, call: get(() => "/v1/nothing", keys.plain), expect: 404 },
];
type Round = Measured & { cpu: number };
const measured = new Map<string, Round[]>();
for (let round = 0; round < ROUNDS; round++) {
  for (const { name, port, call, expect = 0 } of RUNGS) {
    const server = port === PORT ? ourIds[0] : floorId;
    const before = cpuOf(server);
    const result = await load(port, CALLS, call, expect);
    const cpu = (cpuOf(server) - before) / CALLS;
    if (result.failed > 0) throw new Error(`${result.failed} calls failed at ${name}: ${result.lastBody}`);
    if (name === "floor create") ids.floor = (JSON.parse(result.lastBody) as { id: string }).id;
    if (name === "create") ids.ours = (JSON.parse(result.lastBody) as { id: string }).id;
    measured.set(name, [...(measured.get(name) ?? []), { ...result, cpu }]);
  }
}
print();
await Promise.all([ours.stop(), floor.dispose()]);
await rm(state, { recursive: true, force: true });

async function openSandboxes(): Promise<{ plain: string; hooked: string }> {
  const baseUrl = `http://127.0.0.1:${PORT}`;
  const token = await signIn(baseUrl, { name: "Bench", email: "bench@example.com", password: secret() });
  const client = clientOf(baseUrl, token);
  const published = await publishSources(
    client,
    "library-bench",
    {
      document: JSON.stringify(LIBRARY),
      sandboxFile: "live: hosted\nlimits: { per_minute: 100000000, max_records: 10000000 }",
    },
    { visibility: "public" },
  );
  if (!published.ok) throw new Error(JSON.stringify(published.failure));
  const { partner } = await client<{ partner: string }>("GET", "/api/v1/me");
  await clientOf(baseUrl, adminToken)("POST", "/api/v1/live/library-bench/approvals", {
    partner,
    plan: "pro",
  });
  const own = (): Promise<{ rawKey: string; sandboxOrgId: string }> =>
    client("POST", "/api/v1/sandboxes/default/keys", { api: "library-bench", ownSandbox: true });
  const [plain, hooked] = await Promise.all([own(), own()]);
  // Deliveries are signed, queued, claimed and reported; only the consumer pretends.
  await client("POST", `/api/v1/sandboxes/${hooked.sandboxOrgId}/library-bench/endpoints`, {
    url: "https://ok.webhook.test/",
  });
  return { plain: plain.rawKey, hooked: hooked.rawKey };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(): void {
  const cell = (value: number, digits = 0): string => value.toFixed(digits).padStart(8);
  console.log(
    `\nMedian of ${ROUNDS} rounds of ${CALLS} calls over 16 connections, both servers on one machine; times in ms, processor time in µs a call\n`,
  );
  console.log(
    "                        calls/s      p50      p95      p99   of floor  processor   times floor",
  );
  for (const [name, rounds] of measured) {
    const kind = /create|key/.test(name) ? "create" : /list/.test(name) ? "list" : "read";
    const floors = measured.get(`floor ${kind}`) ?? [];
    const ratio = (of: (one: Round) => number): number =>
      middle(rounds.map((one, i) => of(one) / of(floors[i] ?? one)));
    const column = (of: (one: Round) => number): number => middle(rounds.map(of));
    const beside = name.startsWith("floor")
      ? ["", ""]
      : [ratio((one) => one.perSecond).toFixed(2), ratio((one) => one.cpu).toFixed(2)];
    console.log(
      `${name.padEnd(22)} ${cell(column((one) => one.perSecond))} ${cell(
        column((one) => one.p50),
        2,
      )} ${cell(
        column((one) => one.p95),
        2,
      )} ${cell(
        column((one) => one.p99),
        2,
      )} ${beside[0]?.padStart(10)} ${cell(column((one) => one.cpu)).padStart(10)} ${beside[1]?.padStart(13)}`,
    );
  }
}
