// `npm run soak`: 50 tenants, mixed calls, the server killed at random, consumers that fail, hang and vanish. Afterwards every
// acknowledged write is there, and every event was delivered, in the order of its record, or is marked as failed.
// Loopback only; bounded by SECONDS (60) and TENANTS (50).
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { clientOf, type Client } from "../../src/cli/client.ts";
import { publishSources } from "../../src/cli/publish.ts";
import { LIBRARY } from "../support/documents.ts";
import { freePort, newState, startServer } from "../support/local-server.ts";
import { type Delivery, judge } from "./judge.ts";
import { Receivers } from "./receivers.ts";
import { type Counts, Tester } from "./tester.ts";

const SECONDS = Number(process.env["SECONDS"] ?? 60);
const TENANTS = Number(process.env["TENANTS"] ?? 50);
const CLIENTS = 12;
const KILL_EVERY_MS = 8000;
const DRAIN_MS = 180_000;
const SLUG = "library-soak";
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
const state = await newState();
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
console.log("Starting the server …");
let server = await startServer(state, port);
const receivers = new Receivers(await freePort());
await receivers.up();
const counts: Counts = new Map();
let kills = 0;

const client = clientOf(base, server.local.sessionToken);
const testers = await openTenants(client);
receivers.dead = testers[0]?.name ?? "";
console.log(`${TENANTS} tenants, ${SECONDS} seconds, a kill about every ${KILL_EVERY_MS / 1000} seconds …`);
const until = Date.now() + SECONDS * 1000;
await Promise.all([
  ...Array.from({ length: CLIENTS }, async () => {
    while (Date.now() < until) await testers[Math.floor(Math.random() * testers.length)]?.act(until);
  }),
  breakThings(),
]);
const acknowledged = testers.reduce(
  (sum, one) => sum + [...one.expected.values()].flatMap((book) => book.events).length,
  0,
);
console.log("Draining …");
receivers.failing = 0;
receivers.hanging = 0;
const { deliveries, waited } = await drain(client);
console.log("Checking …");
const lost = (await Promise.all(testers.map((one) => one.lost()))).flat();
const verdict = judge(testers, deliveries, receivers.arrivals);
print();
await server.kill("SIGTERM");
await receivers.down();
await rm(state, { recursive: true, force: true });
process.exitCode = lost.length + verdict.wrong.length === 0 ? 0 : 1;

async function openTenants(session: Client): Promise<Tester[]> {
  const sandboxFile = `live: hosted
limits: { per_minute: 100000000, per_minute_in_all: 100000000 }
events: { retries: [1, 1, 2, 4, 8, 8] }`;
  const published = await publishSources(
    session,
    SLUG,
    { document: JSON.stringify(LIBRARY), sandboxFile },
    "public",
  );
  if (!published.ok) throw new Error(JSON.stringify(published.failure));
  const { partner } = await session<{ partner: string }>("GET", "/api/v1/me");
  const { ADMIN_TOKEN } = JSON.parse(await readFile(path.join(state, "secrets.json"), "utf8")) as {
    ADMIN_TOKEN: string;
  };
  const admin = clientOf(base, ADMIN_TOKEN);
  await admin("POST", `/api/v1/live/${SLUG}/approvals`, { partner, plan: "pro" });
  return Promise.all(
    Array.from({ length: TENANTS }, async () => {
      const made = await session<{ rawKey: string; sandboxOrgId: string }>(
        "POST",
        "/api/v1/sandboxes/default/keys",
        {
          api: SLUG,
          ownSandbox: true,
        },
      );
      await session("POST", `/api/v1/sandboxes/${made.sandboxOrgId}/${SLUG}/endpoints`, {
        url: receivers.url(made.sandboxOrgId),
        events: ["book.*"],
      });
      return new Tester(made.sandboxOrgId, `${base}/sandbox/${SLUG}/v1`, made.rawKey, counts);
    }),
  );
}

/** Kills the server in the middle of what it does, and takes the consumers down for a while. */
async function breakThings(): Promise<void> {
  while (Date.now() < until - 5000) {
    await pause(KILL_EVERY_MS * (0.6 + Math.random() * 0.8));
    if (Date.now() > until) return;
    if (Math.random() < 0.3) {
      await receivers.down();
      await pause(2000);
      await receivers.up();
      continue;
    }
    kills++;
    await server.kill("SIGKILL");
    server = await startServer(state, port);
  }
}

/** Waits until nothing is pending any more; what every tenant says of its deliveries. */
async function drain(session: Client): Promise<{ deliveries: Map<string, Delivery[]>; waited: number }> {
  const begun = Date.now();
  const deliveries = new Map<string, Delivery[]>();
  for (;;) {
    let pending = 0;
    for (const { name } of testers) {
      const { data } = await session<{ data: Delivery[] }>(
        "GET",
        `/api/v1/sandboxes/${name}/${SLUG}/deliveries?limit=500`,
      );
      deliveries.set(name, data);
      pending += data.filter((one) => one.state === "pending").length;
    }
    if (pending === 0 || Date.now() > begun + DRAIN_MS) return { deliveries, waited: Date.now() - begun };
    await pause(1000);
  }
}

function print(): void {
  const calls = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  console.log(`\ncalls               ${calls.map(([what, n]) => `${what}: ${n}`).join(", ")}`);
  console.log(`server kills        ${kills}`);
  console.log(`acknowledged writes ${acknowledged}, lost ${lost.length}`);
  for (const [what, n] of Object.entries(verdict.figures)) console.log(`${what.padEnd(19)} ${n}`);
  console.log(`drained in          ${(waited / 1000).toFixed(0)} s`);
  for (const one of [...lost, ...verdict.wrong].slice(0, 20)) console.log(`WRONG  ${one}`);
}
