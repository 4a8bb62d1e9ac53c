// `npm run bench:publish`: how much memory workerd takes at most while a large document is published. Its high-water
// mark is the kernel's (VmHWM), so this runs on Linux only. MEGABYTES says how large the document is (20).
import { readFile, readdir, rm, mkdtemp } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildWorker } from "#cli/build.ts";
import { clientOf, signIn } from "#client/client.ts";
import { serveLocally } from "#cli/local/server.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { LIBRARY } from "../support/documents.ts";
import { largeDocument } from "./large-document.ts";

const MEGABYTES = Number(process.env["MEGABYTES"] ?? 20);
const secret = (): string => randomBytes(32).toString("base64url");

process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
const state = await mkdtemp(path.join(tmpdir(), "sandbar-publish-"));
await buildWorker();
const vars = {
  KEY_SECRETS: secret(),
  AUTH_SECRET: secret(),
  ENCRYPTION_SECRET: secret(),
  ADMIN_TOKEN: secret(),
};
const server = await serveLocally({ reach: "loopback", port: 8794, state, vars });
const base = "http://127.0.0.1:8794";
const client = clientOf(
  base,
  await signIn(base, { name: "Bench", email: "bench@example.com", password: secret() }),
);
await publishSources(client, "small", { document: JSON.stringify(LIBRARY) }, { visibility: "unlisted" });
const workerd = await findWorkerd();
const before = await memoryOf(workerd);
const document = largeDocument(MEGABYTES * 1024 * 1024);
const started = performance.now();
const published = await new Promise((resolve) => setTimeout(resolve, 50))
  .then(() => publishSources(client, "large", { document }, { visibility: "unlisted" }))
  .catch((error: unknown) => error);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
const after = await memoryOf(workerd);
console.log(
  `document ${(document.length / 1_048_576).toFixed(1)} MB, published in ${seconds} s: ${published instanceof Error ? `${String(published)} ${String(published.cause)}` : JSON.stringify(published).slice(0, 160)}`,
);
console.log(
  `workerd: ${before.now} MB before, ${after.now} MB after, ${after.peak} MB at most (+${after.peak - before.now})`,
);
await server.stop();
await rm(state, { recursive: true, force: true });

/** The workerd that this process started. */
async function findWorkerd(): Promise<number> {
  for (const entry of await readdir("/proc")) {
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    const [, name, parent] = /^\d+ \((.*)\) \S (\d+) /.exec(stat) ?? [];
    if (name === "workerd" && Number(parent) === process.pid) return Number(entry);
  }
  throw new Error("workerd is not running");
}

/** Megabytes that are resident now, and that were at most. */
async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const of = (name: string): number =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024);
  return { now: of("VmRSS"), peak: of("VmHWM") };
}
