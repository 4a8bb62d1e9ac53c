// `npm run corpus -- DIR [--json FILE] [--only NAME]`: every document of a folder, compiled and played through the
// running Worker. A table for people, JSON for machines, exit code by thresholds. Loopback only.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { compile } from "#blueprint/compile.ts";
import { readDocument } from "#blueprint/read/document.ts";
import { buildWorker } from "#cli/build.ts";
import { type Client, clientOf, signIn } from "#client/client.ts";
import { serveLocally } from "#cli/local/server.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { type Tally, callEverything } from "./calls.ts";
import { judgeOf } from "./schemas.ts";

const PORT = 8793;
const TARGETS = { answered: 0.98, valid: 0.99, refused: 0.95, crud: 0.9, pages: 0.95 };
const COMPILE_ONE = path.join(import.meta.dirname, "compile-one.ts");
const secret = (): string => randomBytes(32).toString("base64url");

type Row = {
  document: string;
  compileMs: number;
  /** Memory the compilation took at most, beyond what the process had before. */
  peakMb: number;
  blueprintKb: number;
  tiers: Record<string, number>;
} & Partial<Tally> & { error?: string };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, only: { type: "string" } },
});
const folder = positionals[0];
if (folder === undefined) {
  console.error("Usage: npm run corpus -- DIR [--json FILE] [--only NAME]");
  process.exit(2);
}
process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
const state = await mkdtemp(path.join(tmpdir(), "sandbar-corpus-"));
const adminToken = secret();
await buildWorker();
const server = await serveLocally({
  reach: "loopback",
  port: PORT,
  state,
  vars: {
    KEY_SECRETS: secret(),
    AUTH_SECRET: secret(),
    ENCRYPTION_SECRET: secret(),
    ADMIN_TOKEN: adminToken,
  },
});
const baseUrl = `http://127.0.0.1:${PORT}`;
const client = clientOf(
  baseUrl,
  await signIn(baseUrl, { name: "Corpus", email: "corpus@example.com", password: secret() }),
);
const { partner } = await client<{ partner: string }>("GET", "/api/v1/me");
const files = (await readdir(folder)).filter(
  (file) => /\.(json|ya?ml)$/.test(file) && (values.only === undefined || file.includes(values.only)),
);
const rows: Row[] = [];
console.log(
  "document                      compile   memory      size  tiers s/p/s/u        answered   2xx ok   4xx ok     crud    pages",
);
for (const file of files.sort()) {
  const row = await playOne(client, path.join(folder, file));
  rows.push(row);
  print(row);
}
await server.stop();
await rm(state, { recursive: true, force: true });
if (values.json !== undefined) await writeFile(values.json, JSON.stringify(rows, null, 2));
process.exitCode = rows.every(isGood) ? 0 : 1;

async function playOne(caller: Client, file: string): Promise<Row> {
  const text = await readFile(file, "utf8");
  const { stdout } = await promisify(execFile)(process.execPath, [COMPILE_ONE, file]);
  const cost = JSON.parse(stdout) as { ms: number; peakMb: number };
  const document = readDocument(text);
  const compiled = document.ok ? compile(document.value) : document;
  const base = { document: path.basename(file), compileMs: cost.ms, peakMb: cost.peakMb };
  if (!document.ok || !compiled.ok) return { ...base, blueprintKb: 0, tiers: {}, error: "does not compile" };
  const { blueprint } = compiled.value;
  const tiers: Record<string, number> = {};
  for (const operation of blueprint.index.operations)
    tiers[operation.tier] = (tiers[operation.tier] ?? 0) + 1;
  const row: Row = {
    ...base,
    blueprintKb: Math.round(JSON.stringify(blueprint).length / 1024),
    tiers,
  };
  const slug = `corpus-${rows.length}`;
  const published = await publishSources(
    caller,
    slug,
    { document: text, sandboxFile: "limits: { per_minute: 1000000 }\nlive: hosted" },
    { visibility: "unlisted" },
  );
  if (!published.ok) return { ...row, error: "was not published" };
  await clientOf(baseUrl, adminToken)("POST", `/api/v1/live/${slug}/approvals`, { partner, plan: "pro" });
  const keys = await caller<{ rawKey: string }>("POST", "/api/v1/sandboxes/default/keys", {
    api: slug,
    ownSandbox: true,
  });
  return {
    ...row,
    ...(await callEverything({
      url: `${baseUrl}/sandbox/${slug}`,
      key: keys.rawKey,
      blueprint,
      judge: judgeOf(document.value),
    })),
  };
}

function share(part: number | undefined, whole: number | undefined): number {
  return whole ? (part ?? 0) / whole : 1;
}

function isGood(row: Row): boolean {
  return (
    row.error === undefined &&
    share(row.answered, row.operations) >= TARGETS.answered &&
    share(row.ok?.valid, row.ok?.seen) >= TARGETS.valid &&
    share(row.refused?.valid, row.refused?.seen) >= TARGETS.refused &&
    share(row.crud?.valid, row.crud?.seen) >= TARGETS.crud &&
    share(row.pages?.valid, row.pages?.seen) >= TARGETS.pages
  );
}

function print(row: Row): void {
  const percent = (part: number | undefined, whole: number | undefined): string =>
    (whole ? `${(share(part, whole) * 100).toFixed(1)}%` : "–").padStart(8);
  const tiers = ["stateful", "partial", "sampled", "unsupported"]
    .map((tier) => row.tiers[tier] ?? 0)
    .join("/");
  console.log(
    `${row.document.padEnd(28)} ${String(row.compileMs).padStart(5)} ms ${String(row.peakMb).padStart(5)} MB ${String(row.blueprintKb).padStart(7)} K  ${tiers.padEnd(18)} ${row.error ?? `${percent(row.answered, row.operations)} ${percent(row.ok?.valid, row.ok?.seen)} ${percent(row.refused?.valid, row.refused?.seen)} ${percent(row.crud?.valid, row.crud?.seen)} ${percent(row.pages?.valid, row.pages?.seen)}`}`,
  );
}
