// Builds that are kept under the hash of everything they are made of, and made again only when that changes.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { ROOT } from "./local/paths.ts";

const KEPT = 5;

/** The folder `.sandbar/<kind>/<hash>`; `make` fills it where it is not there yet. */
export async function keptBuild(
  kind: string,
  hash: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = folderOf(kind, hash);
  if (existsSync(folder)) return folder;
  const builds = path.dirname(folder);
  await mkdir(builds, { recursive: true });
  const unfinished = path.join(builds, `unfinished-${process.pid}`);
  await make(unfinished);
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another process built the same at the same time.
    if (!existsSync(folder)) throw error;
    await rm(unfinished, { recursive: true, force: true });
  }
  await forgetOldBuilds(builds, folder);
  return folder;
}

export const isKept = (kind: string, hash: string): boolean => existsSync(folderOf(kind, hash));

const folderOf = (kind: string, hash: string): string => path.join(ROOT, ".sandbar", kind, hash);

/** The hash of files and folders of the repository, and of what they are used with. */
export async function hashOf(sources: readonly string[], ...more: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const one of more) hash.update(`${one}\0`);
  for (const source of sources)
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

async function forgetOldBuilds(builds: string, newest: string): Promise<void> {
  const folders = (await readdir(builds)).filter((name) => /^[0-9a-f]{32}$/.test(name));
  const aged = await Promise.all(
    folders.map(async (name) => ({ name, age: (await stat(path.join(builds, name))).mtimeMs })),
  );
  const old = aged.sort((a, b) => b.age - a.age).slice(KEPT);
  for (const { name } of old)
    if (path.join(builds, name) !== newest) await rm(path.join(builds, name), { recursive: true });
}
