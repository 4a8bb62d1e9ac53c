// Builds the portal with Vite.
import path from "node:path";
import { hashOf, isKept, keptBuild } from "../kept-build.ts";
import { ROOT } from "../local/paths.ts";
import { compressFiles } from "./compress.ts";

/** What the portal's sources and the rooms it imports from are made of. */
const SOURCES = [
  "src/portal",
  "src/contract",
  "src/lib",
  "src/cli/portal-build/build.ts",
  "src/cli/portal-build/vite-config.ts",
  "package-lock.json",
];

const KIND = "portal";

export const isPortalBuilt = async (): Promise<boolean> => isKept(KIND, await hashOf(SOURCES));

/** The folder of the built portal. */
export const buildPortal = async (): Promise<string> =>
  keptBuild(KIND, await hashOf(SOURCES), async (folder) => {
    const [{ build }, { viteConfig }] = await Promise.all([import("vite"), import("./vite-config.ts")]);
    await build(viteConfig(folder));
    await compressFiles(folder);
  });

if (process.argv[1] === import.meta.filename) console.log(path.relative(ROOT, await buildPortal()));
