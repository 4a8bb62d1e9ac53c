// Before a document is published: its changes are shown, and a breaking one is asked about.
import type { Change } from "#blueprint/diff.ts";
import type { Client } from "#client/client.ts";
import { note } from "../shell/output.ts";
import { requireYes } from "../shell/prompts.ts";
import type { Shell } from "../shell/shell.ts";
import { changeLines, changesAgainst, countBreaking, summaryOf } from "./changes.ts";
import type { Described } from "./read-sources.ts";

/** The changes, once somebody has agreed to what breaks; undefined where nothing is published yet. */
export async function reviewChanges(
  shell: Shell,
  client: Client,
  { slug, blueprint }: Described,
  isAgreed: boolean,
): Promise<Change[] | undefined> {
  const changes = await changesAgainst(client, slug, "latest", blueprint);
  if (changes === undefined) return undefined;
  for (const line of [
    `Against the latest release of ${slug}: ${summaryOf(changes)}`,
    ...changeLines(shell, changes),
  ])
    note(shell, line);
  const breaking = countBreaking(changes);
  if (breaking > 0)
    await requireYes(
      shell,
      `Publish ${breaking} breaking ${breaking === 1 ? "change" : "changes"}?`,
      isAgreed,
    );
  return changes;
}
