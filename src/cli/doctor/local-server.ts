// The local server and its state folder: whose it is, whether this version reads it, who answers on its port.
import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { z } from "zod";
import { readLocalFile, trustLocally } from "../local/local-file.ts";
import { MIGRATIONS, STATE } from "../local/paths.ts";
import { isRunning } from "../local/processes.ts";
import { Holder, STATE_FORMAT } from "../local/state-folder.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

const DEFAULT_PORT = 8787;

export async function checkLocalServer(env: Readonly<Partial<Record<string, string>>>): Promise<Finding[]> {
  const read = await readLocalFile();
  if (!read.ok)
    return [problem("local server", read.failure, "Restore local.json, or start with npm start -- --fresh.")];
  const holder = Holder.safeParse(await json("server.json")).data;
  const findings = [await checkFormat()];
  const { baseUrl, caFile } = read.value ?? {};
  if (caFile !== undefined) await trustLocally(caFile);
  const isUp = baseUrl !== undefined && (await answers(baseUrl));
  if (isUp) findings.push(fine("local server", `runs at ${baseUrl}`));
  else findings.push(await checkPort(portOf(baseUrl) ?? Number(env["PORT"] ?? DEFAULT_PORT)));
  if (holder) findings.push(...(await checkHolder(holder, baseUrl)));
  return findings;
}

/** State of a newer version: its format, or migrations that this version does not know. */
async function checkFormat(): Promise<Finding> {
  const format = z.object({ format: z.int() }).safeParse(await json("format.json")).data?.format;
  const unknown = format === undefined || format <= STATE_FORMAT ? await unknownMigration() : undefined;
  const newer =
    unknown === undefined
      ? format !== undefined && format > STATE_FORMAT
        ? `format ${format}`
        : undefined
      : `migration ${unknown}`;
  return newer === undefined
    ? fine("state", STATE)
    : problem(
        "state",
        `The state in ${STATE} was written by a newer version of Sandbar (${newer}).`,
        "Update Sandbar, or name another folder: SANDBAR_STATE=<folder> npm start",
      );
}

async function unknownMigration(): Promise<string | undefined> {
  const known = await readdir(MIGRATIONS);
  const files = await readdir(path.join(STATE, "state"), { recursive: true }).catch(() => []);
  const { DatabaseSync } = await import("node:sqlite");
  for (const file of files.filter((one) => /\bd1\b.*\.sqlite$/.test(one))) {
    try {
      const database = new DatabaseSync(path.join(STATE, "state", file), { readOnly: true });
      const rows = database.prepare("SELECT name FROM d1_migrations").all();
      database.close();
      const unknown = rows.map((row) => String(row["name"])).find((name) => !known.includes(name));
      if (unknown !== undefined) return unknown;
    } catch {
      // Another database of the folder, without such a table, or one that is being written.
    }
  }
  return undefined;
}

/** Nobody answers: is the port free for npm start? */
async function checkPort(port: number): Promise<Finding> {
  return (await isFree(port))
    ? warning("local server", "No local server is running.", "Start it in another terminal: npm start")
    : problem(
        "local server",
        `No local server is running, and port ${port} is taken by another program.`,
        "Stop that program, or take a free port: npm start -- --port 0",
      );
}

/** One state folder, one server: workerd may outlive a server that was killed, and a second one may answer elsewhere. */
async function checkHolder(holder: Holder, baseUrl: string | undefined): Promise<Finding[]> {
  const isHeld = isAlive(holder.pid);
  const { workerd, port } = holder;
  if (!isHeld && workerd && (await isRunning(workerd)))
    return [
      problem(
        "state folder",
        `A server that was killed left workerd (process ${workerd.pid}) behind, which still writes ${STATE}.`,
        "npm start ends it.",
      ),
    ];
  const own = port === null ? undefined : `http://localhost:${port}`;
  if (
    isHeld &&
    own !== undefined &&
    baseUrl !== undefined &&
    own !== baseUrl &&
    (await answers(own)) &&
    (await answers(baseUrl))
  )
    return [
      problem(
        "state folder",
        `Two servers answer on the state folder ${STATE}: ${own} and ${baseUrl}.`,
        "Stop one; start it with a folder of its own: SANDBAR_STATE=<folder> npm start -- --port 0",
      ),
    ];
  return [];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const json = async (name: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(path.join(STATE, name), "utf8"));
  } catch {
    return undefined;
  }
};

const portOf = (url: string | undefined): number | undefined =>
  url === undefined ? undefined : Number(new URL(url).port);

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3000) }).then(
    ({ ok }) => ok,
    () => false,
  );

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
