// A backup as a folder: `backup.json` with what is in it, written last; a file of rows for each table, a JSON array a line behind
// a line of column names; the blob store's files under their keys.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { BackupContents } from "#contract/backup.ts";
import { EXIT, Failure } from "../shell/failures.ts";

const VERSION = 1;

const Manifest = z.object({
  version: z.literal(VERSION),
  server: z.string(),
  createdAt: z.iso.datetime(),
  ...BackupContents.shape,
  files: z.array(z.object({ key: z.string(), size: z.int() })),
});
export type Manifest = z.infer<typeof Manifest>;

/** Only its owner reads it: hashes of passwords are in it. */
const PRIVATE = { mode: 0o600 };

export async function makeFolder(folder: string): Promise<void> {
  const there = await readdir(folder).catch(() => []);
  if (there.length > 0)
    throw new Failure(EXIT.failed, `${folder} is not empty.`, "Name a folder that is not there yet.");
  await mkdir(path.join(folder, "tables"), { recursive: true, mode: 0o700 });
}

export const writeManifest = (folder: string, manifest: Omit<Manifest, "version">): Promise<void> =>
  writeFile(manifestOf(folder), `${JSON.stringify({ version: VERSION, ...manifest }, null, 2)}\n`, PRIVATE);

export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(manifestOf(folder), "utf8").catch(() => {
    throw new Failure(
      EXIT.notFound,
      `${folder} holds no complete backup: it has no backup.json.`,
      "sandbar backup create makes one.",
    );
  });
  try {
    return Manifest.parse(JSON.parse(text));
  } catch {
    throw new Failure(EXIT.failed, `${manifestOf(folder)} is broken, or made by a newer version.`);
  }
}

const manifestOf = (folder: string): string => path.join(folder, "backup.json");

export const tableFile = (folder: string, table: string): string =>
  path.join(folder, "tables", `${partOf(table)}.ndjson`);

export async function writeBlob(folder: string, key: string, content: Uint8Array): Promise<void> {
  const file = blobFile(folder, key);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, content, PRIVATE);
}

export const readBlob = (folder: string, key: string): Promise<Buffer<ArrayBuffer>> =>
  readFile(blobFile(folder, key));

const blobFile = (folder: string, key: string): string =>
  path.join(folder, "files", ...key.split("/").map(partOf));

/** A name that a server says leads nowhere else. */
const partOf = (name: string): string => encodeURIComponent(name).replace(/^\.+$/, "_");
