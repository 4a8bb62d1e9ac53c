// Builds the portal with Vite. A build is kept under the hash of everything it is made of, and made again only when that changes.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "../local/paths.ts";
import { compressFiles } from "./compress.ts";

const BUILDS = path.join(ROOT, ".sandbar/portal");
/** What the portal's sources and the rooms it imports from are made of. */
const SOURCES = [
  "src/portal",
  "src/contract",
  "src/lib",
  "src/cli/portal-build/build.ts",
  "src/cli/portal-build/vite-config.ts",
  "package-lock.json",
];

/** The folder of the built portal. */
export async function buildPortal(): Promise<string> {
  const folder = path.join(BUILDS, await hashOfSources());
  if (existsSync(folder)) return folder;
  const [{ build }, { viteConfig }] = await Promise.all([import("vite"), import("./vite-config.ts")]);
  await mkdir(BUILDS, { recursive: true });
  const unfinished = path.join(BUILDS, `unfinished-${process.pid}`);
  await build(viteConfig(unfinished));
  await compressFiles(unfinished);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another process built the same at the same time.
    if (!existsSync(folder)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  }
  await forgetOldBuilds(folder);
  return folder;
}

async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES)
    for (const file of await filesOf(path.join(ROOT, source)))
      hash.update(`${path.relative(ROOT, file)}\0`).update(await readFile(file));
  return hash.digest("hex").slice(0, 32);
}

async function filesOf(place: string): Promise<string[]> {
  if ((await stat(place)).isFile()) return [place];
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

const KEPT_BUILDS = 5;

async function forgetOldBuilds(newest: string): Promise<void> {
  const folders = (await readdir(BUILDS)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const aged = await Promise.all(
    folders.map(async (name) => ({ name, age: (await stat(path.join(BUILDS, name))).mtimeMs })),
  );
  const old = aged.sort((a, b) => b.age - a.age).slice(KEPT_BUILDS);
  for (const { name } of old)
    if (path.join(BUILDS, name) !== newest) await rm(path.join(BUILDS, name), { recursive: true });
}

if (process.argv[1] === import.meta.filename) console.log(path.relative(ROOT, await buildPortal()));
