// The files of the blob store for a backup: releases and what the edge knows of APIs. The portal comes with a deployment, and what
// is being uploaded is sent again.
import type { BackupFiles } from "#contract/backup.ts";
import { GATEWAY_CONFIGS, RELEASES } from "#contract/blobs.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";

type Blobs = Pick<Control, "blobs">;

const KINDS = [RELEASES, GATEWAY_CONFIGS];
const MOST = 500;

/** The cursor names the kind as well. */
export async function listFiles({ blobs }: Blobs, cursor?: string): Promise<BackupFiles> {
  const [kind, within] = readCursor(cursor);
  const page = await blobs.list({
    prefix: KINDS[kind] ?? "",
    limit: MOST,
    ...(within === "" ? {} : { cursor: within }),
  });
  const following = page.truncated ? `${kind}:${page.cursor ?? ""}` : `${kind + 1}:`;
  return {
    data: page.objects.map(({ key, size }) => ({ key, size })),
    next: page.truncated || kind + 1 < KINDS.length ? following : null,
  };
}

export async function readFile({ blobs }: Blobs, key: string): Promise<ReadableStream> {
  requireKind(key);
  const file = await blobs.get(key);
  if (!file) throw new Problem("not_found", `There is no file '${key}'.`);
  return file.body;
}

export async function writeFile(
  { blobs }: Blobs,
  key: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<void> {
  requireKind(key);
  await blobs.put(key, content);
}

/** What the edge knows of APIs goes; releases that nobody names any more do no harm. */
export async function forgetApis({ blobs }: Blobs): Promise<void> {
  for (;;) {
    const { objects, truncated } = await blobs.list({ prefix: GATEWAY_CONFIGS, limit: MOST });
    if (objects.length > 0) await blobs.delete(objects.map(({ key }) => key));
    if (!truncated) return;
  }
}

function readCursor(cursor: string | undefined): [number, string] {
  const [, kind = "0", within = ""] = /^(\d):(.*)$/s.exec(cursor ?? "0:") ?? [];
  if (KINDS[Number(kind)] === undefined)
    throw new Problem("invalid_request", "This cursor is none of a page before.");
  return [Number(kind), within];
}

function requireKind(key: string): void {
  if (!KINDS.some((kind) => key.startsWith(kind)))
    throw new Problem("invalid_request", `Files of a backup begin with ${KINDS.join(" or ")}.`);
}
