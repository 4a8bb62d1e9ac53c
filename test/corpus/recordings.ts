// `npm run recordings -- --specs DIR --recordings DIR [--only NAME] [--json FILE]`: what real APIs answered, asked of a
// sandbox of their documents again (no sandbox file), compared and reported. Loopback only.
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { compile } from "#blueprint/compile.ts";
import { readDocument } from "#blueprint/read/document.ts";
import { buildWorker } from "#cli/build.ts";
import { clientOf, signIn } from "#client/client.ts";
import { serveLocally } from "#cli/local/server.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { authorize } from "./caller.ts";
import type { Recording } from "./recording/format.ts";
import { type Played, replay } from "./recording/replay.ts";
import { HEADER, type Totals, failuresOf, lineOf, totalsOf } from "./recording/report.ts";
import { openDocument } from "./sample/document.ts";
import { judgeOf, requestJudgeOf } from "./schemas.ts";

const PORT = 8794;
const LIFECYCLE = "/api/v1/settings/api-access/sandbox";
const GOALS = { status: 0.93, fields: 0.85, echo: 0.99 };
const TOP = 12;
const secret = (): string => randomBytes(32).toString("base64url");

const { values } = parseArgs({
  options: {
    specs: { type: "string" },
    recordings: { type: "string" },
    only: { type: "string" },
    json: { type: "string" },
  },
});
const { specs, recordings, only, json } = values;
if (specs === undefined || recordings === undefined) {
  console.error("Usage: npm run recordings -- --specs DIR --recordings DIR [--only NAME] [--json FILE]");
  process.exit(2);
}
process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
const state = await mkdtemp(path.join(tmpdir(), "sandbar-recordings-"));
await buildWorker();
const server = await serveLocally({
  reach: "loopback",
  port: PORT,
  state,
  vars: { KEY_SECRETS: secret(), AUTH_SECRET: secret(), ENCRYPTION_SECRET: secret(), ADMIN_TOKEN: secret() },
});
const baseUrl = `http://127.0.0.1:${PORT}`;
const documents = (await readdir(specs)).filter((file) => /\.(json|ya?ml)$/.test(file));
const everything: Played[] = [];
console.log(HEADER);
for (const file of (await readdir(recordings)).filter((one) => one.endsWith(".json")).sort()) {
  const name = file.replace(/\.json$/, "");
  const document = documents.find((one) => one.replace(/\.\w+$/, "") === name);
  if (document === undefined || (only !== undefined && !name.includes(only))) continue;
  const played = await playApi(name, document, file);
  everything.push(...played);
  console.log(lineOf(name, totalsOf(played)));
}
const totals = totalsOf(everything);
console.log(lineOf("total", totals));
printFailures(everything);
await server.stop();
await rm(state, { recursive: true, force: true });
if (json !== undefined)
  await writeFile(json, JSON.stringify({ totals, failures: failuresOf(everything) }, null, 2));
process.exitCode = isGood(totals) ? 0 : 1;

async function playApi(slug: string, document: string, file: string): Promise<Played[]> {
  const text = await readFile(path.join(specs ?? "", document), "utf8");
  const parsed = readDocument(text);
  const compiled = parsed.ok ? compile(parsed.value) : parsed;
  if (!parsed.ok || !compiled.ok) throw new Error(`${document} does not compile`);
  // A partner of its own for each API: the free plan has few sandboxes.
  const account = { name: slug, email: `${slug}@example.com`, password: secret() };
  const client = clientOf(baseUrl, await signIn(baseUrl, account));
  const published = await publishSources(
    client,
    slug,
    { document: text, sandboxFile: "limits: { per_minute: 1000000 }" },
    { visibility: "unlisted" },
  );
  if (!published.ok) throw new Error(`${document} was not published`);
  await client("POST", `${LIFECYCLE}/activate?api=${slug}`, {});
  const { rawKey } = await client<{ rawKey: string }>("POST", "/api/v1/sandboxes/default/keys", {
    api: slug,
  });
  const [scheme] = Object.values(compiled.value.blueprint.index.schemes);
  const sandbox = {
    url: `${baseUrl}/sandbox/${slug}`,
    authorize: (headers: Record<string, string>, query: URLSearchParams) => {
      authorize(scheme, rawKey, headers, query);
    },
    document: openDocument(parsed.value),
    judge: judgeOf(parsed.value),
    requestJudge: requestJudgeOf(parsed.value),
  };
  const recording = JSON.parse(await readFile(path.join(recordings ?? "", file), "utf8")) as Recording;
  const played: Played[] = [];
  for (const session of recording.sessions) {
    // Sessions were recorded apart: each begins with no records but its own.
    await client("POST", `${LIFECYCLE}/reset?api=${slug}`, { profile: "empty" });
    played.push(...(await replay(sandbox, session)));
  }
  return played;
}

function isGood(all: Totals): boolean {
  return (
    all.sameStatus >= GOALS.status * all.played &&
    all.present >= GOALS.fields * all.fields &&
    all.echoed >= GOALS.echo * all.echoes
  );
}

function printFailures(all: readonly Played[]): void {
  const failures = failuresOf(all);
  console.log("\nother statuses");
  for (const one of failures.statuses)
    console.log(
      `${String(one.count).padStart(4)}  ${one.operation}: ${one.recorded} recorded, ${one.ours} ours. ${one.path} sent ${JSON.stringify(one.sent)?.slice(0, 160)} ours ${JSON.stringify(one.body)?.slice(0, 200)}`,
    );
  for (const kind of ["missing", "lost", "extra", "nulls", "aside"] as const) {
    console.log(`\n${kind}: ${failures[kind].reduce((sum, [, count]) => sum + count, 0)}`);
    for (const [place, count] of failures[kind].slice(0, TOP))
      console.log(`${String(count).padStart(4)}  ${place}`);
  }
}
