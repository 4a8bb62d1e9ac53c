// Restores a folder's backup: files first, so that no row names a release that is not there.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { BackupRows } from "#contract/backup.ts";
import type { Client } from "#client/client.ts";
import type { Progress } from "../progress.ts";
import { type Manifest, readBlob, tableFile } from "./folder.ts";

const AT_ONCE = 4;
const MOST_ROWS = 500;
const MOST_CHARS = 500_000;

export async function putBack(
  client: Client,
  { folder, manifest, replace }: { folder: string; manifest: Manifest; replace: boolean },
  tell: Progress,
): Promise<void> {
  const { migration, tables, files } = manifest;
  await client("POST", "/api/v1/admin/restore", { migration, replace });
  let done = 0;
  const waiting = [...files];
  const putSome = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const content = new Uint8Array(await readBlob(folder, next.key));
      await client("PUT", `/api/v1/admin/backup/files/content?key=${encodeURIComponent(next.key)}`, content);
      tell(`File ${++done} of ${files.length}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, putSome));
  for (const { name } of tables) {
    tell(`Table ${name}`);
    for await (const part of partsOf(tableFile(folder, name)))
      await client("PUT", `/api/v1/admin/backup/tables/${encodeURIComponent(name)}`, part);
  }
}

/** As many rows as one request may have. */
async function* partsOf(file: string): AsyncGenerator<BackupRows> {
  let columns: string[] | undefined;
  let rows: BackupRows["rows"] = [];
  let chars = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (!columns) {
      columns = JSON.parse(line) as string[];
      continue;
    }
    if (rows.length > 0 && (rows.length === MOST_ROWS || chars + line.length > MOST_CHARS)) {
      yield { columns, rows };
      rows = [];
      chars = 0;
    }
    rows.push(JSON.parse(line) as BackupRows["rows"][number]);
    chars += line.length;
  }
  if (columns && rows.length > 0) yield { columns, rows };
}
