// `npm run build:package`: dist/, which is what the package runs: the command line and `sandbar/testing` bundled with what they
// import, the Worker, the portal, types, and the licences of everything that is bundled. Only miniflare stays a dependency: it
// brings workerd, a program for each platform.
import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { buildWorker } from "../build.ts";
import { englishOnly } from "../english-only.ts";
import { ROOT } from "../local/paths.ts";
import { compileBuiltInsInto } from "../publishing/built-ins.ts";
import { buildPortal } from "../portal-build/build.ts";
import { writeLicences } from "./licences.ts";
import { writeTypes } from "./types.ts";

const DIST = path.join(ROOT, "dist");
/** What only the repository uses: it builds what the package holds. */
const BUILD_TOOLS = ["esbuild", "vite", "wrangler"];
/** Packages in CommonJS ask for Node's own modules by `require`, which a module does not have. */
const REQUIRE = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

export async function buildPackage(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  const [worker, portal] = await Promise.all([
    buildWorker(path.join(DIST, "worker"), { compact: true }),
    buildPortal(),
    writeTypes(path.join(DIST, "testing")),
    compileBuiltInsInto(path.join(DIST, "apis")),
  ]);
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: { "cli/sandbar": "src/cli/sandbar.ts", "testing/index": "src/testing/index.ts" },
    outdir: DIST,
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node22",
    minifySyntax: true,
    external: ["miniflare", ...BUILD_TOOLS],
    banner: { js: REQUIRE },
    plugins: [englishOnly],
    metafile: true,
    logLevel: "warning",
  });
  await cp(portal, path.join(DIST, "portal"), { recursive: true });
  await writeLicences(path.join(DIST, "THIRD-PARTY-LICENSES.txt"), [worker, metafile]);
}

if (process.argv[1] === import.meta.filename) await buildPackage();
