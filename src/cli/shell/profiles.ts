// Profiles: servers by name, each with the session that was opened there. One file in the platform's folder for settings, which
// only its owner reads, since it holds tokens and test keys.
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { EXIT, Failure } from "./failures.ts";
import type { Shell } from "./shell.ts";

const Profile = z.object({
  server: z.url(),
  token: z.string().optional(),
  email: z.string().optional(),
  /** Test keys that `generate` made, by API. */
  testKeys: z.record(z.string(), z.string()).optional(),
});
export type Profile = z.infer<typeof Profile>;

const Profiles = z.object({
  current: z.string().optional(),
  profiles: z.record(z.string(), Profile),
});
export type Profiles = z.infer<typeof Profiles>;

export const profilesFile = ({ folder }: Pick<Shell, "folder">): string => path.join(folder, "profiles.json");

export async function readProfiles(shell: Pick<Shell, "folder">): Promise<Profiles> {
  const file = profilesFile(shell);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return { profiles: {} };
    throw new Failure(EXIT.failed, `${file} cannot be read: ${String(error)}.`);
  }
  try {
    return Profiles.parse(JSON.parse(text));
  } catch {
    throw new Failure(
      EXIT.failed,
      `${file} is broken: it is not what sandbar login writes.`,
      "Repair it, or delete it and sign in again.",
    );
  }
}

/** Changes the file whole or not at all. */
export async function changeProfiles(
  shell: Pick<Shell, "folder">,
  change: (profiles: Profiles) => Profiles,
): Promise<void> {
  const file = profilesFile(shell);
  const changed = change(await readProfiles(shell));
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(changed, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600); // a draft that was left behind keeps its mode
  await rename(draft, file);
}

/** Changes one profile, if it is there. */
export const changeProfile = (
  shell: Pick<Shell, "folder">,
  name: string,
  change: (profile: Profile) => Profile,
): Promise<void> =>
  changeProfiles(shell, ({ profiles, ...rest }) => {
    const known = profiles[name];
    return { ...rest, profiles: known ? { ...profiles, [name]: change(known) } : profiles };
  });
