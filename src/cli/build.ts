// Bundles the Worker with esbuild. Code splitting keeps the platform's heavy modules (accounts, seeding) out of what
// an API call evaluates; wrangler's own bundler would fold every `import()` into one file. Beside the modules stands what
// Miniflare is to know of wrangler.toml, so that serving needs no wrangler.
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Metafile, build } from "esbuild";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { ROOT, WORKER, WORKER_OPTIONS } from "./local/paths.ts";

export async function buildWorker(folder = WORKER, { compact = false } = {}): Promise<Metafile> {
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/worker.ts"],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2024",
    minifySyntax: true,
    // Names stay, so that what is logged can be read.
    minifyWhitespace: compact,
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    sourcemap: compact ? false : "linked",
    metafile: true,
    logLevel: "warning",
  });
  const { workerOptions } = unstable_getMiniflareWorkerOptions(path.join(ROOT, "wrangler.toml"));
  const { modulesRules: _rules, rootPath: _root, ...options } = workerOptions;
  await writeFile(path.join(folder, WORKER_OPTIONS), JSON.stringify(options));
  return metafile;
}

if (process.argv[1] === import.meta.filename) await buildWorker();
