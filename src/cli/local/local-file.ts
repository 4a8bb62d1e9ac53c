// .sandbar/local.json: what the running local server handed out. Read by `sandbar generate`, by scripts and by CI.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { type Result, fail, succeed } from "#lib/result.ts";
import { LOCAL_FILE } from "./paths.ts";

const LocalApi = z.object({
  baseUrl: z.string(),
  pathUrl: z.string(),
  sandboxUrl: z.string(),
  testKey: z.string(),
  liveKey: z.string().optional(),
  /** Of a built-in API: what was published, and as which release. */
  builtIn: z.object({ hash: z.string(), release: z.string() }).optional(),
});
export type LocalApi = z.infer<typeof LocalApi>;
export const LocalFile = z.object({
  baseUrl: z.string(),
  /** The certificate that a server with HTTPS is trusted by (PEM). */
  caFile: z.string().optional(),
  sessionToken: z.string(),
  apis: z.record(z.string(), LocalApi),
});
export type LocalFile = z.infer<typeof LocalFile>;

/** The file; undefined where there is none yet. A broken one is said to be broken: the keys in it are shown nowhere else. */
export async function readLocalFile(): Promise<Result<LocalFile | undefined, string>> {
  let text: string;
  try {
    text = await readFile(LOCAL_FILE, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return succeed(undefined);
    return fail(`${LOCAL_FILE} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return succeed(LocalFile.parse(JSON.parse(text)));
  } catch {
    return fail(
      `${LOCAL_FILE} is broken: it is not what npm start writes. Put back a copy of it, or delete it and start the server again: it is written anew, with new test keys.`,
    );
  }
}

/** Written whole or not at all: whoever reads at the same time sees the old file or the new one. */
export async function writeLocalFile(local: LocalFile): Promise<void> {
  const draft = `${LOCAL_FILE}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(local, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, LOCAL_FILE);
}

const TURN_MS = 50;
const MOST_TURNS = 200;

/** Adds an API, or changes what is known of it. Of two commands at once neither loses what the other wrote. */
export async function noteLocalApi(slug: string, api: LocalApi): Promise<void> {
  const turn = `${LOCAL_FILE}.turn`;
  // A turn that was never given back, by a command that was killed, is taken after ten seconds.
  for (let n = 0; n < MOST_TURNS; n++) {
    const mine = await writeFile(turn, "", { flag: "wx" }).then(
      () => true,
      () => false,
    );
    if (mine) break;
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
  try {
    const read = await readLocalFile();
    if (!read.ok || !read.value) return;
    const { apis } = read.value;
    await writeLocalFile({ ...read.value, apis: { ...apis, [slug]: { ...apis[slug], ...api } } });
  } finally {
    await rm(turn, { force: true });
  }
}

const PATIENCE_MS = 20_000;
const START = "Start one in another terminal:\n\n  npm start";

/** The running server that the file speaks of, or a sentence on what to do. */
export async function findServer(): Promise<Result<LocalFile, string>> {
  const read = await readLocalFile();
  if (!read.ok) return read;
  if (!read.value) return fail(`No server is running. ${START}`);
  const { baseUrl, caFile } = read.value;
  if (caFile !== undefined) await trustLocally(caFile);
  // Where nothing listens the answer comes at once; a server with much to do is waited for.
  const isUp = await fetch(`${baseUrl}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    (response) => response.ok,
    () => false,
  );
  return isUp ? succeed(read.value) : fail(`No server is running at ${baseUrl}. ${START}`);
}

/** A file that is gone, or a Node that cannot be told of it, shows in the connection that fails. */
export async function trustLocally(caFile: string): Promise<void> {
  const { trustAuthority } = await import("./https.ts");
  await trustAuthority(caFile).catch(() => undefined);
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
