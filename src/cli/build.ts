// Bundles the Worker with esbuild. Code splitting keeps the platform's heavy modules (accounts, seeding) out of what
// an API call evaluates; wrangler's own bundler would fold every `import()` into one file. Beside the modules stands what
// Miniflare is to know of wrangler.toml, so that serving needs no wrangler.
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Metafile } from "esbuild";
import { englishOnly } from "./english-only.ts";
import { hashOf, keptBuild } from "./kept-build.ts";
import { ROOT, WORKER, WORKER_OPTIONS } from "./local/paths.ts";

/** What the Worker is made of. */
const SOURCES = [
  "src/worker.ts",
  "src/env.ts",
  ...["blueprint", "client", "contract", "control", "delivery", "edge", "engine", "lib", "mcp", "tenant"].map(
    (room) => `src/${room}`,
  ),
  "src/cli/build.ts",
  "src/cli/english-only.ts",
  "wrangler.toml",
  "package.json",
  "package-lock.json",
];
/** What was bundled, for the list of licences; it stands outside the modules that are served. */
const METAFILE = "metafile.json";

/** Puts the built Worker into a folder; `compact` is without what only reading it needs. */
export async function buildWorker(folder = WORKER, { compact = false } = {}): Promise<Metafile> {
  const kind = compact ? "worker-compact" : "worker";
  const built = await keptBuild(kind, await hashOf(SOURCES), (to) => bundle(to, compact));
  await rm(folder, { recursive: true, force: true });
  await cp(built, folder, { recursive: true, filter: (file) => path.basename(file) !== METAFILE });
  return JSON.parse(await readFile(path.join(built, METAFILE), "utf8")) as Metafile;
}

/** esbuild and wrangler are loaded only where there is something to build: that alone takes a second. */
async function bundle(folder: string, compact: boolean): Promise<void> {
  const [{ build }, { unstable_getMiniflareWorkerOptions }] = await Promise.all([
    import("esbuild"),
    import("wrangler"),
  ]);
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/worker.ts"],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2024",
    minifySyntax: true,
    minifyWhitespace: compact,
    minifyIdentifiers: compact,
    // Functions and classes keep their names, so that what is logged can be read.
    keepNames: compact,
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    sourcemap: compact ? false : "linked",
    plugins: [englishOnly],
    metafile: true,
    logLevel: "warning",
  });
  const { workerOptions } = unstable_getMiniflareWorkerOptions(path.join(ROOT, "wrangler.toml"));
  const { modulesRules: _rules, rootPath: _root, ...options } = workerOptions;
  await writeFile(path.join(folder, WORKER_OPTIONS), JSON.stringify(options));
  await writeFile(path.join(folder, METAFILE), JSON.stringify(metafile));
}

if (process.argv[1] === import.meta.filename) await buildWorker();
