// Signing secrets of listeners, by sandbox: one file in the folder for settings, which only its owner reads.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Shell } from "../shell/shell.ts";

const Secrets = z.record(z.string(), z.string());

const fileOf = ({ folder }: Pick<Shell, "folder">): string => path.join(folder, "listen-secrets.json");

/** A file that is missing or broken holds none: the next secret is a new one. */
async function readAll(shell: Pick<Shell, "folder">): Promise<z.infer<typeof Secrets>> {
  try {
    return Secrets.parse(JSON.parse(await readFile(fileOf(shell), "utf8")));
  } catch {
    return {};
  }
}

export const readSecret = async (
  shell: Pick<Shell, "folder">,
  sandbox: string,
): Promise<string | undefined> => (await readAll(shell))[sandbox];

export async function storeSecret(
  shell: Pick<Shell, "folder">,
  sandbox: string,
  secret: string,
): Promise<void> {
  const file = fileOf(shell);
  const all = { ...(await readAll(shell)), [sandbox]: secret };
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}
