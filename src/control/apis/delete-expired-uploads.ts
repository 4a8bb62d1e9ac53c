// Deletes what publishing left behind: parts that no manifest used, and files of releases that were never completed.
import { eq } from "drizzle-orm";
import { type BlobPage, releasePrefix } from "#contract/blobs.ts";
import type { Control } from "../context.ts";
import { releases } from "../schema.ts";

const PART_MS = 24 * 3_600_000;
const RELEASE_MS = 3_600_000;
/** Pages of a thousand that one run looks at; the next one goes on with what is left. */
const MOST_PAGES = 20;

type Stored = BlobPage["objects"][number];

/** Forgets parts a day after they were sent, and what a crash left of a release an hour after it began. */
export async function forgetUploads(control: Control): Promise<void> {
  for await (const page of pagesOf(control, "uploads/"))
    await remove(control, page.filter(before(control.now - PART_MS)));
  for await (const page of pagesOf(control, "unfinished/"))
    for (const mark of page.filter(before(control.now - RELEASE_MS)))
      await forgetUnfinished(control, mark.key, mark.key.slice("unfinished/".length));
}

const before =
  (moment: number) =>
  ({ uploaded }: Stored): boolean =>
    uploaded.getTime() < moment;

async function* pagesOf(control: Control, prefix: string): AsyncGenerator<Stored[]> {
  let cursor: string | undefined;
  for (let n = 0; n < MOST_PAGES; n++) {
    const page = await control.blobs.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
    yield page.objects;
    cursor = page.truncated ? page.cursor : undefined;
    if (cursor === undefined) return;
  }
}

async function remove(control: Control, objects: readonly Stored[]): Promise<void> {
  if (objects.length > 0) await control.blobs.delete(objects.map((one) => one.key));
}

/** The rows decide: a release that has one is whole, and only its mark was left. */
async function forgetUnfinished(control: Control, mark: string, release: string): Promise<void> {
  const [row] = await control.db
    .select({ hash: releases.hash })
    .from(releases)
    .where(eq(releases.hash, release))
    .limit(1);
  if (!row) for await (const page of pagesOf(control, releasePrefix(release))) await remove(control, page);
  await control.blobs.delete([mark]);
}
