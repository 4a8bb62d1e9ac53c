// A release's blueprint as lines of JSON, `{part, value}`: one file of it in memory at a time, however large the release is.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { utf8 } from "#lib/bytes.ts";
import { type BlobStore, blueprintKey, loadIndex } from "./blobs.ts";

/** What a client sees of a release: the index first, which says how many chunks of the others there are. */
export async function blueprintLines(store: BlobStore, release: string): Promise<ReadableStream<Uint8Array>> {
  const { value: index } = await loadIndex(store, release);
  const parts = partsOf(index);
  return new ReadableStream({
    async pull(controller) {
      const part = parts.shift();
      if (part === undefined) return controller.close();
      const blob = await store.get(blueprintKey(release, part));
      if (!blob) return controller.error(new Error(`release ${release} lacks its ${part}`));
      controller.enqueue(utf8(`{"part":${JSON.stringify(part)},"value":${await blob.text()}}\n`));
    },
  });
}

const partsOf = ({ chunks }: BlueprintIndex): string[] => [
  "index",
  ...Array.from({ length: chunks.details }, (_, n) => `details-${n}`),
  ...Array.from({ length: chunks.schemas }, (_, n) => `schemas-${n}`),
];
