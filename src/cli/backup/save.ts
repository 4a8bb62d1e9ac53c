// Copies an installation into a folder: tables first, then files, so that every release that a row names is among them.
import { appendFile } from "node:fs/promises";
import type { BackupContents, BackupFiles, BackupPage } from "#contract/backup.ts";
import type { Client } from "#client/client.ts";
import type { Progress } from "../progress.ts";
import { type Manifest, makeFolder, tableFile, writeBlob, writeManifest } from "./folder.ts";

const AT_ONCE = 8;

export async function save(
  { client, server, read }: { client: Client; server: string; read: (path: string) => Promise<Uint8Array> },
  folder: string,
  tell: Progress,
): Promise<Omit<Manifest, "version">> {
  await makeFolder(folder);
  const createdAt = new Date().toISOString();
  const { migration, tables } = await client<BackupContents>("GET", "/api/v1/admin/backup");
  const saved = [];
  for (const { name } of tables) {
    tell(`Table ${name}`);
    saved.push({ name, rows: await saveTable(client, folder, name) });
  }
  const files = await listAll(client);
  let done = 0;
  const waiting = [...files];
  const saveSome = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { key } = next;
      await writeBlob(
        folder,
        key,
        await read(`/api/v1/admin/backup/files/content?key=${encodeURIComponent(key)}`),
      );
      tell(`File ${++done} of ${files.length}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, saveSome));
  const manifest = { server, createdAt, migration, tables: saved, files };
  await writeManifest(folder, manifest);
  return manifest;
}

/** Answers how many rows it had when it was read. */
async function saveTable(client: Client, folder: string, table: string): Promise<number> {
  let rows = 0;
  for (let after: number | null = -1; after !== null;) {
    const page: BackupPage = await client<BackupPage>(
      "GET",
      `/api/v1/admin/backup/tables/${encodeURIComponent(table)}?after=${after}`,
    );
    const lines = rows === 0 && after === -1 ? [page.columns, ...page.rows] : page.rows;
    await appendFile(tableFile(folder, table), lines.map((line) => `${JSON.stringify(line)}\n`).join(""), {
      mode: 0o600,
    });
    rows += page.rows.length;
    after = page.next;
  }
  return rows;
}

async function listAll(client: Client): Promise<BackupFiles["data"]> {
  const found: BackupFiles["data"] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page: BackupFiles = await client<BackupFiles>(
      "GET",
      `/api/v1/admin/backup/files${cursor === "" ? "" : `?cursor=${encodeURIComponent(cursor)}`}`,
    );
    found.push(...page.data);
    cursor = page.next;
  }
  return found;
}
