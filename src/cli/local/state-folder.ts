// The state folder belongs to one server at a time: two would write one SQLite. The lock is the operating system's own (SQLite's
// lock on an empty file), so it ends with its process however that ends; who holds it stands in a file beside it.
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import type { DatabaseSync } from "node:sqlite";
import path from "node:path";
import { z } from "zod";
import { type Result, fail, succeed } from "#lib/result.ts";
import { type Process, end, findChild, isRunning } from "./processes.ts";

/** Rises when an older version would misread what is in the folder. */
export const STATE_FORMAT = 1;

const Workerd = z.object({ pid: z.int(), started: z.string() });
export const Holder = z.object({
  pid: z.int(),
  since: z.string(),
  port: z.int().nullable(),
  workerd: Workerd.optional(),
});
export type Holder = z.infer<typeof Holder>;
const Format = z.object({ format: z.int() });

export type StateFolder = {
  /** Notes where the server listens, and the process that serves. */
  serving(port: number): Promise<void>;
  /** Forgets accounts, keys, sandboxes, and the format they are in. */
  clear(): Promise<void>;
};

/** Takes the folder for this process; what stands in the way is said in a sentence. */
export async function takeStateFolder(
  folder: string,
  { fresh, say, since }: { fresh: boolean; say: (line: string) => void; since: string },
): Promise<Result<StateFolder, string>> {
  const file = (name: string): string => path.join(folder, name);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file("writable"), "");
    await rm(file("writable"));
  } catch (error) {
    return fail(
      `The state folder ${folder} cannot be written: ${codeOf(error)}. Make it writable, or name another: SANDBAR_STATE=<folder> npm start`,
    );
  }
  const locked = await lock(file("server.lock"));
  const known = await readHolder(folder);
  if (!locked.ok) return fail(locked.failure ?? heldBy(folder, known, fresh));
  // A server that was killed may have left workerd behind, which still serves and writes.
  if (known?.workerd && (await isRunning(known.workerd))) {
    say(`Ending what the last server left running (workerd, process ${known.workerd.pid}) …`);
    if (!(await end(known.workerd)))
      return fail(`It does not end. End it yourself, then start again: kill -9 ${known.workerd.pid}`);
  }
  if (!fresh) {
    const format = await requireFormat(folder, file("format.json"));
    if (!format.ok) return format;
  }
  const note = (port: number | null, workerd?: Process): Promise<void> => {
    const holder: Holder = { pid: process.pid, since, port, ...(workerd ? { workerd } : {}) };
    return writeFile(file("server.json"), JSON.stringify(holder));
  };
  await note(null);
  return succeed({
    serving: async (port) => {
      await writeFile(file("format.json"), JSON.stringify({ format: STATE_FORMAT }));
      await note(port, await findChild("workerd"));
    },
    clear: async () => {
      for (const name of ["state", "local.json", "format.json"])
        await rm(file(name), { recursive: true, force: true });
    },
  });
}

/** Who has the folder, or had it last. */
export const readHolder = (folder: string): Promise<Holder | undefined> =>
  readJson(path.join(folder, "server.json"), Holder);

/** Whether a server has the folder now. */
export async function isHeld(folder: string): Promise<boolean> {
  const file = path.join(folder, "server.lock");
  if (!existsSync(file)) return false;
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("BEGIN EXCLUSIVE; ROLLBACK");
    return false;
  } catch {
    return true;
  } finally {
    database.close();
  }
}

/** Locks are held by connections: these must live as long as the process. */
const held: DatabaseSync[] = [];

async function lock(file: string): Promise<Result<true, string | undefined>> {
  const sqlite = await import("node:sqlite").catch(() => undefined);
  if (!sqlite) return fail("Sandbar needs Node 22.13 or later here: node --version says which one this is.");
  const database = new sqlite.DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch {
    database.close();
    return fail(undefined);
  }
  held.push(database);
  return succeed(true);
}

function heldBy(folder: string, holder: Holder | undefined, fresh: boolean): string {
  const who = holder
    ? `A server is running on the state folder ${folder} already: process ${holder.pid}, since ${holder.since}${holder.port === null ? ", still starting" : `, at http://localhost:${holder.port}`}.`
    : `Another process holds the state folder ${folder}.`;
  return `${who} ${fresh ? "--fresh would delete what it is using: stop it first" : "Use that one, stop it"}, or start this one on a folder of its own: SANDBAR_STATE=<folder> npm start -- --port 0`;
}

async function requireFormat(folder: string, file: string): Promise<Result<true, string>> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return succeed(true); // a folder of before there was a format, or an empty one
  }
  const read = parsed(text, Format);
  if (read && read.format <= STATE_FORMAT) return succeed(true);
  return fail(
    read
      ? newerState(folder, `format ${read.format}; this version reads up to ${STATE_FORMAT}`)
      : `${file} is broken: it should hold the format of the state. Put back a copy of it, or start anew with npm start -- --fresh`,
  );
}

/** What is said of state that a newer version has written. */
export const newerState = (folder: string, how: string): string =>
  `The state in ${folder} was written by a newer version of Sandbar (${how}). Update Sandbar, or name another folder: SANDBAR_STATE=<folder> npm start. npm start -- --fresh deletes what is there.`;

async function readJson<T extends z.ZodType>(file: string, shape: T): Promise<z.infer<T> | undefined> {
  return parsed(await readFile(file, "utf8").catch(() => ""), shape);
}

function parsed<T extends z.ZodType>(text: string, shape: T): z.infer<T> | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
