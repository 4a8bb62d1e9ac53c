// Bundles the Worker with esbuild. Code splitting keeps the platform's heavy modules (accounts, faker) out of what
// an API call evaluates; wrangler's own bundler would fold every `import()` into one file.
import { rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { ROOT, STATE } from "./local/paths.ts";

export const BUILD_DIR = path.join(STATE, "build");

export async function buildWorker(folder = BUILD_DIR): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/worker.ts"],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2024",
    minifySyntax: true,
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    sourcemap: "linked",
    logLevel: "warning",
  });
}

if (process.argv[1] === import.meta.filename) await buildWorker();
