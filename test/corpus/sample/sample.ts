// `npm run corpus -- --sample N --seed S --from DIR`: documents nobody tuned to, drawn at random, published without a
// sandbox file and played strictly through the running Worker. A line a document, totals, failures by cause.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildWorker } from "#cli/build.ts";
import { type Client, clientOf, signIn } from "#client/client.ts";
import { serveLocally } from "#cli/local/server.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { judgeOf, requestJudgeOf } from "../schemas.ts";
import { openDocument } from "./document.ts";
import { type Drawn, draw } from "./draw.ts";
import { play } from "./play.ts";
import { type Row, printCauses, printRow, printTotals } from "./report.ts";

const LANES = 2;
const secret = (): string => randomBytes(32).toString("base64url");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    from: { type: "string" },
    json: { type: "string" },
    port: { type: "string", default: "8899" },
  },
});
if (values.from === undefined) {
  console.error(
    "Usage: npm run corpus -- --sample N --from DIR [--seed S] [--json FILE] [--port N] [FILE …]",
  );
  process.exit(2);
}
process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
const state = await mkdtemp(path.join(tmpdir(), "sandbar-sample-"));
const port = Number(values.port);
await buildWorker();
const adminToken = secret();
const server = await serveLocally({
  reach: "loopback",
  port,
  state,
  vars: {
    KEY_SECRETS: secret(),
    AUTH_SECRET: secret(),
    ENCRYPTION_SECRET: secret(),
    ADMIN_TOKEN: adminToken,
  },
});
const baseUrl = `http://127.0.0.1:${port}`;
const account = { name: "Sample", email: "sample@example.com", password: secret() };
const client = clientOf(baseUrl, await signIn(baseUrl, account));
const { partner } = await client<{ partner: string }>("GET", "/api/v1/me");

const rows: Row[] = [];
const documents = draw(values.from, Number(values.sample), values.seed, positionals);
const begun = Date.now();
await Promise.all(
  Array.from({ length: LANES }, async (_, lane) => {
    for await (const drawn of documents) {
      const row = await playOne(client, drawn, `sample-${lane}-${rows.length}`);
      rows.push(row);
      printRow(row, rows.length);
    }
  }),
);
await server.stop();
await rm(state, { recursive: true, force: true });
printCauses(rows);
printTotals(rows, values.seed, (Date.now() - begun) / 1000);
if (values.json !== undefined) await writeFile(values.json, JSON.stringify(rows, null, 1));

async function playOne(caller: Client, drawn: Drawn, slug: string): Promise<Row> {
  const from = Date.now();
  const seconds = (): number => (Date.now() - from) / 1000;
  try {
    const published = await publishSources(
      caller,
      slug,
      { document: drawn.text, sandboxFile: "limits: { per_minute: 1000000 }\nlive: hosted" },
      { visibility: "unlisted" },
    );
    if (!published.ok) return { document: drawn.name, seconds: seconds(), error: "was not published" };
    await clientOf(baseUrl, adminToken)("POST", `/api/v1/live/${slug}/approvals`, { partner, plan: "pro" });
    const { rawKey } = await caller<{ rawKey: string }>("POST", "/api/v1/sandboxes/default/keys", {
      api: slug,
      ownSandbox: true,
    });
    const outcome = await play({
      document: openDocument(drawn.root),
      base: `${baseUrl}/sandbox/${slug}`,
      key: rawKey,
      seed: `${values.seed} ${drawn.name}`,
      judge: judgeOf(drawn.root),
      requestJudge: requestJudgeOf(drawn.root),
    });
    return { document: drawn.name, seconds: seconds(), outcome };
  } catch (error) {
    return { document: drawn.name, seconds: seconds(), error: reasonOf(error) };
  }
}

/** A failed connection says why only in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${String(error)}${cause}`.slice(0, 300);
}
