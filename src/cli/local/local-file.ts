// .sandbar/local.json: what the running local server handed out. Read by `sandbar generate`, by scripts and by CI.
import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { LOCAL_FILE } from "./paths.ts";

const LocalApi = z.object({
  baseUrl: z.string(),
  pathUrl: z.string(),
  sandboxUrl: z.string(),
  testKey: z.string(),
  liveKey: z.string().optional(),
});
export const LocalFile = z.object({
  baseUrl: z.string(),
  sessionToken: z.string(),
  apis: z.record(z.string(), LocalApi),
});
export type LocalFile = z.infer<typeof LocalFile>;

export async function readLocalFile(): Promise<LocalFile | undefined> {
  try {
    return LocalFile.parse(JSON.parse(await readFile(LOCAL_FILE, "utf8")));
  } catch {
    return undefined;
  }
}

export async function writeLocalFile(local: LocalFile): Promise<void> {
  await writeFile(LOCAL_FILE, `${JSON.stringify(local, null, 2)}\n`, { mode: 0o600 });
}

/** The three addresses of an API on a local server. */
export function addressesOf(
  baseUrl: string,
  slug: string,
  sandboxPath: string,
): { baseUrl: string; pathUrl: string; sandboxUrl: string } {
  const url = new URL(baseUrl);
  return {
    baseUrl: `${url.protocol}//${slug}.localhost:${url.port}`,
    pathUrl: `${url.origin}/sandbox/${slug}`,
    sandboxUrl: `${url.origin}${sandboxPath}`,
  };
}
