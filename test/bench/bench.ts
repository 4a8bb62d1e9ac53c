// `npm run bench`: create, read and list of a played API beside the floor, alternating in one run, as a ratio.
// Loopback only, bounded: some seconds a round.
import { mkdtemp, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { buildWorker } from "../../src/cli/build.ts";
import { clientOf, signIn } from "../../src/cli/client.ts";
import { serveLocally } from "../../src/cli/local/server.ts";
import { publishSources } from "../../src/cli/publish.ts";
import { LIBRARY } from "../support/documents.ts";
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

const key = await openSandbox();
const bookOf = (i: number): string =>
  JSON.stringify({ title: `Book ${i}`, pages: 100 + (i % 400), tags: ["a", "b"] });
const measured = new Map<string, { floor: Measured[]; ours: Measured[] }>();
const ids = { floor: "", ours: "" };
for (let round = 0; round < ROUNDS; round++) {
  for (const kind of ["create", "read", "list"] as const) {
    for (const side of ["floor", "ours"] as const) {
      const headers: Record<string, string> =
        side === "ours" ? { host: "library-bench.localhost", authorization: `Bearer ${key}` } : {};
      const one = (i: number): Call =>
        kind === "create"
          ? {
              method: "POST",
              path: "/v1/books",
              headers: { ...headers, "content-type": "application/json" },
              body: bookOf(i),
            }
          : {
              method: "GET",
              path: kind === "read" ? `/v1/books/${ids[side]}` : "/v1/books?limit=20",
              headers,
            };
      const result = await load(side === "ours" ? PORT : FLOOR_PORT, CALLS, one);
      if (result.failed > 0)
        throw new Error(`${result.failed} calls failed at ${side} ${kind}: ${result.lastBody}`);
      if (kind === "create") ids[side] = (JSON.parse(result.lastBody) as { id: string }).id;
      const entry = measured.get(kind) ?? { floor: [], ours: [] };
      entry[side].push(result);
      measured.set(kind, entry);
    }
  }
}
print();
await Promise.all([ours.stop(), floor.dispose()]);
await rm(state, { recursive: true, force: true });

async function openSandbox(): Promise<string> {
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
    "public",
  );
  if (!published.ok) throw new Error(JSON.stringify(published.failure));
  const { partner } = await client<{ partner: string }>("GET", "/api/v1/me");
  await clientOf(baseUrl, adminToken)("POST", "/api/v1/live/library-bench/approvals", {
    partner,
    plan: "pro",
  });
  return (
    await client<{ testApiKey: { rawKey: string } }>(
      "POST",
      "/api/v1/settings/api-access/sandbox/activate?api=library-bench",
      {},
    )
  ).testApiKey.rawKey;
}

function print(): void {
  const middle = (all: Measured[]): Measured =>
    [...all].sort((a, b) => a.perSecond - b.perSecond)[Math.floor(all.length / 2)] ?? ({} as Measured);
  const cell = (value: number, digits = 0): string => value.toFixed(digits).padStart(8);
  console.log(
    `\nMedian of ${ROUNDS} rounds of ${CALLS} calls over 16 connections, both servers on one machine\n`,
  );
  console.log("             calls/s      p50      p95      p99   ratio to the floor");
  for (const [kind, { floor: low, ours: high }] of measured) {
    const a = middle(low);
    const b = middle(high);
    console.log(
      `${kind.padEnd(7)} floor${cell(a.perSecond)} ${cell(a.p50, 2)} ${cell(a.p95, 2)} ${cell(a.p99, 2)}`,
    );
    console.log(
      `        ours ${cell(b.perSecond)} ${cell(b.p50, 2)} ${cell(b.p95, 2)} ${cell(b.p99, 2)}   ${(b.perSecond / a.perSecond).toFixed(2)}`,
    );
  }
}
