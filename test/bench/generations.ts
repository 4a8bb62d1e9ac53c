// `npm run bench:records`: snapshot, restore, reset and undo of many records, and how long calls wait meanwhile.
// Loopback only; RECORDS says how many (10,000 and 1,000,000).
import { mkdtemp, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildWorker } from "#cli/build.ts";
import { type Client, clientOf, signIn } from "#client/client.ts";
import { serveLocally } from "#cli/local/server.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { LIBRARY } from "../support/documents.ts";

const SIZES = (process.env["RECORDS"] ?? "10000,1000000").split(",").map(Number);
const PORT = 8793;
const BATCH = 10_000;
const base = `http://127.0.0.1:${PORT}`;
const secret = (): string => randomBytes(32).toString("base64url");
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
const state = await mkdtemp(path.join(tmpdir(), "sandbar-records-"));
console.log("Building …");
await buildWorker();
const vars = {
  KEY_SECRETS: secret(),
  AUTH_SECRET: secret(),
  ENCRYPTION_SECRET: secret(),
  ADMIN_TOKEN: secret(),
};
const server = await serveLocally({ reach: "loopback", port: PORT, state, vars });
const session = clientOf(
  base,
  await signIn(base, { name: "Bench", email: "bench@example.com", password: secret() }),
);
const published = await publishSources(
  session,
  "library-records",
  {
    document: JSON.stringify(LIBRARY),
    sandboxFile:
      "live: hosted\nlimits: { per_minute: 100000000, per_minute_in_all: 100000000, max_records: 10000000, max_megabytes: 8192 }",
  },
  { visibility: "public" },
);
if (!published.ok) throw new Error(JSON.stringify(published.failure));
const { partner } = await session<{ partner: string }>("GET", "/api/v1/me");
await clientOf(base, vars.ADMIN_TOKEN)("POST", "/api/v1/live/library-records/approvals", {
  partner,
  plan: "pro",
});
for (const records of SIZES) await measure(session, records);
await server.stop();
await rm(state, { recursive: true, force: true });

async function measure(client: Client, records: number): Promise<void> {
  const made = await client<{ rawKey: string; sandboxOrgId: string }>(
    "POST",
    "/api/v1/sandboxes/default/keys",
    {
      api: "library-records",
      ownSandbox: true,
    },
  );
  const at = `/api/v1/sandboxes/${made.sandboxOrgId}/library-records`;
  const headers = { authorization: `Bearer ${made.rawKey}`, "content-type": "application/json" };
  const books = `${base}/sandbox/library-records/v1/books`;
  const like = (await (await fetch(books, { method: "POST", headers, body: '{"title":"Like"}' })).json()) as {
    id: string;
  };
  console.log(`\n${records} records: putting them in …`);
  for (let from = 0; from < records; from += BATCH)
    await client("POST", `${at}/records`, {
      records: {
        book: Array.from({ length: Math.min(BATCH, records - from) }, (_, i) => ({
          doc: {
            ...like,
            id: like.id.slice(0, -8) + String(from + i).padStart(8, "0"),
            title: `Book ${from + i}`,
          },
        })),
      },
    });
  const call = async (): Promise<number> => {
    const begun = performance.now();
    const answer = await fetch(`${books}/${like.id}`, {
      method: "PATCH",
      headers,
      body: JSON.stringify({ title: `${begun}` }),
    });
    await answer.text();
    return performance.now() - begun;
  };
  for (let i = 0; i < 20; i++) await call();
  const rows: [string, () => Promise<unknown>][] = [
    ["snapshot", () => client("POST", `${at}/snapshots`, {})],
    [
      "restore",
      async () => {
        const { data } = await client<{ data: { id: string }[] }>("GET", `${at}/snapshots`);
        await client("POST", `${at}/snapshots/${data[0]?.id ?? ""}/restore`);
      },
    ],
    [
      "reset",
      () =>
        client(
          "POST",
          `/api/v1/settings/api-access/sandbox/reset?api=library-records&sandbox=${made.sandboxOrgId}`,
          {},
        ),
    ],
    ["undo", () => client("POST", `${at}/undo`)],
    ["forgetting", () => forget(client, at)],
  ];
  console.log("                  took      calls meanwhile   p50      p99   longest   (ms)");
  for (const [name, act] of rows) {
    const run = { over: false };
    const waits: number[] = [];
    const caller = (async () => {
      while (!run.over) {
        waits.push(await call().catch(() => 0));
        await pause(5);
      }
    })();
    const begun = performance.now();
    await act();
    const took = performance.now() - begun;
    run.over = true;
    await caller;
    waits.sort((a, b) => a - b);
    const share = (part: number): string =>
      (waits[Math.min(waits.length - 1, Math.floor(waits.length * part))] ?? 0).toFixed(0);
    console.log(
      `${name.padEnd(12)} ${took.toFixed(0).padStart(9)} ${String(waits.length).padStart(16)} ${share(0.5).padStart(9)} ${share(0.99).padStart(8)} ${share(1).padStart(9)}`,
    );
  }
}

/** Deletes the snapshot; its generation goes by alarm. */
async function forget(client: Client, at: string): Promise<void> {
  const { data } = await client<{ data: { id: string }[] }>("GET", `${at}/snapshots`);
  await client("DELETE", `${at}/snapshots/${data[0]?.id ?? ""}`);
  await pause(5000);
}
