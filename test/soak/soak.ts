// `npm run soak`: many tenants, mixed calls, the server killed at random, consumers that fail, hang and vanish, alarms that
// are lost, listeners that die, an upstream that hangs. Afterwards every acknowledged write is there; every event was
// delivered, in the order of its record, or is marked as failed; nothing acted twice; nobody saw what is another's.
// Loopback only; bounded by its options.
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Client, clientOf } from "#client/client.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { LIBRARY } from "../support/documents.ts";
import { freePort, newState, startServer } from "../support/local-server.ts";
import { filesWith, listenAndDie, loseAlarms } from "./chaos.ts";
import { type Delivery, judge } from "./judge.ts";
import { Receivers } from "./receivers.ts";
import { ARCHIVED_AFTER_MS, type Counts, Tester } from "./tester.ts";
import { LivePartner, Upstream, judgeUpstream } from "./upstream.ts";

const HELP = `Usage: npm run soak -- [options]

  --calls <n>       stop after so many calls (default 100000)
  --seconds <n>     … or after so many seconds, whichever is first (default 60)
  --tenants <n>     sandboxes (default 50)
  --kill-every <n>  seconds between two kills, about (default 8)
  --keep            leave the state folder, and say where it is`;

const { values } = parseArgs({
  options: {
    calls: { type: "string", default: "100000" },
    seconds: { type: "string", default: "60" },
    tenants: { type: "string", default: "50" },
    "kill-every": { type: "string", default: "8" },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const MOST_CALLS = Number(values.calls);
const SECONDS = Number(values.seconds);
const TENANTS = Number(values.tenants);
const KILL_EVERY_MS = Number(values["kill-every"]) * 1000;
const CLIENTS = 12;
const LIVE_PARTNERS = 2;
/** Deliveries are stuck when so long not one of them is made. */
const STUCK_MS = 120_000;
const SLUG = "library-soak";
const LIVE_SLUG = "library-upstream-soak";
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
const begun = Date.now();
const state = await newState();
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
console.log("Starting the server …");
let server = await startServer(state, port);
const receivers = new Receivers(await freePort());
const upstream = new Upstream(await freePort());
await Promise.all([receivers.up(), upstream.up()]);
const counts: Counts = new Map();
const broken = { kills: 0, outages: 0, "alarms lost": 0, "listeners that died": 0 };
const session = clientOf(base, server.local.sessionToken);
const testers = await openTenants();
const partners = await openLivePartners();
receivers.dead = testers[0]?.name ?? "";
console.log(
  `${TENANTS} tenants, ${MOST_CALLS} calls or ${SECONDS} s, a kill about every ${KILL_EVERY_MS / 1000} s …`,
);
let until = Date.now() + SECONDS * 1000;
const progress = setInterval(() => console.log(`  ${seconds()} s: ${calls()} calls`), 15_000);
await Promise.all([
  ...Array.from({ length: CLIENTS }, async () => {
    while (Date.now() < until) {
      await testers[Math.floor(Math.random() * testers.length)]?.act(until);
      if (calls() >= MOST_CALLS) until = Math.min(until, Date.now());
    }
  }),
  ...partners.map(async (one) => {
    while (Date.now() < until) await one.act(until + 90_000);
  }),
  breakThings(),
  listen(),
]);
clearInterval(progress);
console.log(`Draining after ${calls()} calls …`);
receivers.failing = 0;
receivers.hanging = 0;
await pause(4 * ARCHIVED_AFTER_MS);
const { deliveries, waited } = await drain();
console.log("Checking …");
const lost = (await Promise.all(testers.map((one) => one.lost()))).flat();
const verdict = judge(testers, deliveries, receivers.arrivals);
const secrets = testers.map((one) => one.key);
const wrong = [
  ...lost,
  ...verdict.wrong,
  ...testers.flatMap((one) => one.wrong),
  ...judgeUpstream(upstream, partners, [...secrets, liveKey()]),
];
await server.kill("SIGTERM");
for (const file of await filesWith(state, [...secrets, liveKey()])) wrong.push(`a key stands in ${file}`);
print();
await Promise.all([receivers.down(), upstream.down()]);
if (values.keep) console.log(`state               ${state}`);
else await rm(state, { recursive: true, force: true });
process.exit(wrong.length === 0 ? 0 : 1);

async function openTenants(): Promise<Tester[]> {
  const sandboxFile = `live: hosted
limits: { per_minute: 100000000, per_minute_in_all: 100000000 }
events: { retries: [1, 1, 2, 4, 8, 8] }
resources:
  book:
    lifecycle:
      field: status
      initial: draft
      transitions:
        - { action: publish, from: [draft], to: published, event: book.published }
      progress:
        - { from: published, to: archived, after: ${ARCHIVED_AFTER_MS}, event: book.archived }
`;
  await publish(SLUG, sandboxFile);
  const { partner } = await session<{ partner: string }>("GET", "/api/v1/me");
  const admin = await administrator();
  await admin("POST", `/api/v1/live/${SLUG}/approvals`, { partner, plan: "pro" });
  return Promise.all(
    Array.from({ length: TENANTS }, async () => {
      const made = await session<{ rawKey: string; sandboxOrgId: string }>(
        "POST",
        "/api/v1/sandboxes/default/keys",
        { api: SLUG, ownSandbox: true },
      );
      await session("POST", `/api/v1/sandboxes/${made.sandboxOrgId}/${SLUG}/endpoints`, {
        url: receivers.url(made.sandboxOrgId),
        events: ["book.*"],
      });
      return new Tester(made.sandboxOrgId, `${base}/sandbox/${SLUG}/v1`, made.rawKey, counts);
    }),
  );
}

async function openLivePartners(): Promise<LivePartner[]> {
  await publish(
    LIVE_SLUG,
    `live: { upstream: "${upstream.url}" }\nlimits: { per_minute: 100000000, per_minute_in_all: 100000000 }`,
  );
  const { partner } = await session<{ partner: string }>("GET", "/api/v1/me");
  const admin = await administrator();
  await admin("POST", `/api/v1/live/${LIVE_SLUG}/approvals`, { partner, credential: "the partner's own" });
  const { rawKey } = await session<{ rawKey: string }>("POST", `/api/v1/live/${LIVE_SLUG}/keys`, {});
  return Array.from(
    { length: LIVE_PARTNERS },
    () => new LivePartner(`${base}/sandbox/${LIVE_SLUG}/v1`, rawKey),
  );
}

function liveKey(): string {
  return partners[0]?.key ?? "";
}

async function publish(slug: string, sandboxFile: string): Promise<void> {
  const sources = { document: JSON.stringify(LIBRARY), sandboxFile };
  const published = await publishSources(session, slug, sources, { visibility: "public" });
  if (!published.ok) throw new Error(JSON.stringify(published.failure));
}

async function administrator(): Promise<Client> {
  const text = await readFile(path.join(state, "secrets.json"), "utf8");
  return clientOf(base, (JSON.parse(text) as { ADMIN_TOKEN: string }).ADMIN_TOKEN);
}

/** Kills the server in the middle of what it does, loses alarms meanwhile, and takes the consumers down for a while. */
async function breakThings(): Promise<void> {
  while (Date.now() < until - 5000) {
    await pause(KILL_EVERY_MS * (0.6 + Math.random() * 0.8));
    if (Date.now() > until) return;
    if (broken.kills > 0 && Math.random() < 0.3) {
      broken.outages++;
      await receivers.down();
      await pause(2000);
      await receivers.up();
      continue;
    }
    broken.kills++;
    await server.kill("SIGKILL");
    broken["alarms lost"] += loseAlarms(state, 0.5);
    server = await startServer(state, port);
  }
}

/** Somebody always listens to some sandbox's log, and goes without a word. */
async function listen(): Promise<void> {
  while (Date.now() < until) {
    const { name } = testers[Math.floor(Math.random() * testers.length)] ?? { name: "" };
    try {
      const { url } = await session<{ url: string }>(
        "POST",
        `/api/v1/sandboxes/${name}/${SLUG}/log/tickets`,
        {},
      );
      if (await listenAndDie(url, 300 + Math.random() * 1500)) broken["listeners that died"]++;
    } catch {
      await pause(500); // the server is being killed
    }
  }
}

/** Waits until nothing is pending any more, or nothing moves; what every tenant says of its deliveries. */
async function drain(): Promise<{ deliveries: Map<string, Delivery[]>; waited: number }> {
  const from = Date.now();
  const told = new Map<string, Delivery[]>();
  let left = Infinity;
  let moved = from;
  for (;;) {
    let pending = 0;
    for (const { name } of testers) {
      const known = told.get(name);
      if (known?.every((one) => one.state !== "pending")) continue;
      const all = await deliveriesOf(name);
      told.set(name, all);
      pending += all.filter((one) => one.state === "pending").length;
    }
    const now = Date.now();
    if (pending < left) moved = now;
    left = pending;
    if (pending === 0 || now > moved + STUCK_MS) return { deliveries: told, waited: now - from };
    console.log(`  ${seconds()} s: ${pending} deliveries are pending`);
    await pause(5000);
  }
}

async function deliveriesOf(sandbox: string): Promise<Delivery[]> {
  const all: Delivery[] = [];
  for (let before = ""; ; before = `&before=${all.at(-1)?.id ?? 0}`) {
    const { data } = await session<{ data: Delivery[] }>(
      "GET",
      `/api/v1/sandboxes/${sandbox}/${SLUG}/deliveries?limit=500${before}`,
    );
    all.push(...data);
    if (data.length < 500) return all;
  }
}

function calls(): number {
  return [...counts.values()].reduce((sum, n) => sum + n, 0);
}

function seconds(): number {
  return Math.round((Date.now() - begun) / 1000);
}

function print(): void {
  const books = testers.flatMap((one) => [...one.expected.values()]);
  const told = partners.flatMap((one) => [...one.told.values()]);
  const figures: Record<string, number | string> = {
    calls: calls(),
    "acknowledged writes": `${books.flatMap((one) => one.events).length}, lost ${lost.length}`,
    ...broken,
    ...verdict.figures,
    "upstream writes": `${told.filter((one) => one === "made").length} made, ${told.filter((one) => one === "unknown").length} unknown`,
    "drained in": `${Math.round(waited / 1000)} s`,
    "took in all": `${seconds()} s`,
    wrong: wrong.length,
  };
  console.log(
    `\n${[...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, n]) => `${what}: ${n}`)
      .join(", ")}\n`,
  );
  for (const [what, n] of Object.entries(figures)) console.log(`${what.padEnd(20)} ${n}`);
  for (const one of wrong.slice(0, 30)) console.log(`WRONG  ${one}`);
}
