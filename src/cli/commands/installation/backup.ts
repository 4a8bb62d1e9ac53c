// `sandbar backup`: accounts, APIs and releases of an installation, copied into a folder and put back.
import { buildCommand, buildRouteMap } from "@stricli/core";
import { bytesFrom, clientOf } from "#client/client.ts";
import { putBack } from "../../backup/put-back.ts";
import { type Manifest, readManifest } from "../../backup/folder.ts";
import { save } from "../../backup/save.ts";
import { devSecrets } from "../../local/secrets.ts";
import { findTarget } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import { CONNECTION, type ConnectionFlags, YES, switchFlag, withExamples, word } from "../../shell/flags.ts";
import { note, print } from "../../shell/output.ts";
import { requireYes } from "../../shell/prompts.ts";
import type { Shell } from "../../shell/shell.ts";
import { progressOf } from "../../shell/waiting.ts";

const FOLDER = {
  kind: "tuple",
  parameters: [word("folder", "Where the backup is, or will be")],
} as const;

const create = buildCommand({
  docs: {
    brief: "Copy an installation's database and files into a folder",
    fullDescription: withExamples(
      `Copies accounts, organisations, keys' metadata, plans, submissions, the audit log and all releases. The records, logs and webhook
endpoints of sandboxes and of production are not among them: they stand in an object each. Rows are read while the installation
goes on, a table after another.

It takes the administrator's token, in SANDBAR_ADMIN_TOKEN; of the local server it is known. The folder holds hashes of passwords: keep
it as you keep those. A restored installation needs the same KEY_SECRETS, AUTH_SECRET and ENCRYPTION_SECRET, which are in no backup.`,
      "sandbar backup create ./backup-2026-11-30",
      "SANDBAR_ADMIN_TOKEN=… sandbar backup create ./backup --server https://sandbox.example.com",
    ),
  },
  parameters: { flags: CONNECTION, positional: FOLDER },
  async func(this: Shell, flags: ConnectionFlags, folder: string) {
    const { server, token } = await administratorAt(this, flags);
    const read = (path: string): Promise<Uint8Array> => bytesFrom(server, path, token);
    const progress = progressOf(this);
    const made = await save({ client: clientOf(server, token), server, read }, folder, progress.tell).finally(
      () => progress.end(),
    );
    print(this, { folder, ...countsOf(made) }, () => [`✓ ${wordsOf(made)} in ${folder}`]);
    note(this, "Left out: what sandboxes and production hold, which is in their objects; and the secrets.");
  },
});

const restore = buildCommand({
  docs: {
    brief: "Put a backup back into an installation of the same version",
    fullDescription: withExamples(
      `Into an installation that has no accounts and no APIs; with --replace everything in its database is deleted first. Sandboxes whose
objects are gone are empty afterwards: sandbar activate opens them anew, and their keys go on.`,
      "sandbar backup restore ./backup-2026-11-30",
      "SANDBAR_ADMIN_TOKEN=… sandbar backup restore ./backup --server https://sandbox.example.com --replace",
    ),
  },
  parameters: {
    flags: { ...CONNECTION, replace: switchFlag("Delete what is there first"), yes: YES },
    positional: FOLDER,
  },
  async func(this: Shell, flags: ConnectionFlags & { replace: boolean; yes: boolean }, folder: string) {
    const manifest = await readManifest(folder);
    const { server, token } = await administratorAt(this, flags);
    const lost = flags.replace ? " All accounts and APIs that are there now are deleted." : "";
    await requireYes(
      this,
      `Restore ${wordsOf(manifest)} of ${manifest.createdAt} at ${server}?${lost}`,
      flags.yes,
    );
    const progress = progressOf(this);
    const { replace } = flags;
    await putBack(clientOf(server, token), { folder, manifest, replace }, progress.tell).finally(() =>
      progress.end(),
    );
    print(this, { server, ...countsOf(manifest) }, () => [`✓ ${wordsOf(manifest)} at ${server}`]);
  },
});

const countsOf = ({ createdAt, tables, files }: Omit<Manifest, "version">) => ({
  createdAt,
  tables: tables.length,
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  files: files.length,
  bytes: files.reduce((sum, { size }) => sum + size, 0),
});

function wordsOf(manifest: Omit<Manifest, "version">): string {
  const { tables, rows, files, bytes } = countsOf(manifest);
  return `${tables} tables with ${rows} rows and ${files} files (${(bytes / 1e6).toFixed(1)} MB)`;
}

/** The administrator's token: from the environment, or of the local server. */
async function administratorAt(
  shell: Shell,
  flags: ConnectionFlags,
): Promise<{ server: string; token: string }> {
  const { server, origin } = await findTarget(shell, flags);
  const given = shell.process.env["SANDBAR_ADMIN_TOKEN"];
  if (given) return { server, token: given };
  const secrets = origin.kind === "local" ? await devSecrets() : undefined;
  if (secrets?.ok) return { server, token: secrets.value.ADMIN_TOKEN };
  throw new Failure(
    EXIT.notAllowed,
    `Only the administrator of ${server} makes and restores backups.`,
    "Set SANDBAR_ADMIN_TOKEN; npm run deploy says where it is kept.",
  );
}

export const backup = buildRouteMap({
  routes: { create, restore },
  docs: { brief: "Copy an installation's accounts and APIs, and put them back" },
});
