// The built Worker under the Miniflare API: embedded D1, Durable Objects, R2 and Queues, without wrangler's proxy.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import type { Reach } from "#lib/url-guard.ts";
import { BUILD_DIR } from "../build.ts";
import { MIGRATIONS, ROOT, STATE } from "./paths.ts";
import { newerState } from "./state-folder.ts";

/** The state's database has migrations that this version does not know. */
export class NewerState extends Error {}

export type LocalServer = { url: string; stop(): Promise<void> };

/** Serves on loopback; answers when the port is open. State is kept under `.sandbar/state`. */
export async function serveLocally(options: {
  port: number;
  vars: Record<string, string>;
  state?: string;
  /** Tests and load never leave the machine. */
  reach?: Reach;
}): Promise<LocalServer> {
  const state = options.state ?? path.join(STATE, "state");
  const { workerOptions } = unstable_getMiniflareWorkerOptions(path.join(ROOT, "wrangler.toml"));
  const { modulesRules: _rules, rootPath: _root, bindings, ...worker } = workerOptions;
  // Plain vars of wrangler.toml; the type allows more kinds than that file has.
  const given = bindings as Record<string, string>;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...worker,
      name: "sandbar",
      bindings: { ...given, ...options.vars, REACH: options.reach ?? "local" },
      modulesRoot: BUILD_DIR,
      modules: workerModules(),
      host: "127.0.0.1",
      port: options.port,
      resourcePersistencePath: state,
      cf: false,
      log: new Log(LogLevel.WARN),
    }), // the helper above returns the options without their modules
  );
  const url = await miniflare.ready;
  try {
    await migrate(miniflare, state);
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
  return { url: url.origin, stop: () => miniflare.dispose() };
}

function workerModules(): { type: "ESModule"; path: string }[] {
  const files = readdirSync(BUILD_DIR).filter((file) => file.endsWith(".js"));
  files.sort((a, b) => Number(b === "worker.js") - Number(a === "worker.js"));
  return files.map((file) => ({ type: "ESModule", path: path.join(BUILD_DIR, file) }));
}

/** Applies what `wrangler d1 migrations apply` would, and notes it in the same table. */
async function migrate(miniflare: Miniflare, state: string): Promise<void> {
  const db = await miniflare.getD1Database("DB");
  await db
    .prepare(
      "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
    )
    .run();
  const done = new Set(
    (await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>()).results.map(
      (row) => row.name,
    ),
  );
  const files = readdirSync(MIGRATIONS).filter((file) => file.endsWith(".sql"));
  const unknown = [...done].find((name) => !files.includes(name));
  if (unknown !== undefined) throw new NewerState(newerState(path.dirname(state), `migration ${unknown}`));
  for (const name of files.sort()) {
    if (done.has(name)) continue;
    const statements = readFileSync(path.join(MIGRATIONS, name), "utf8").split("--> statement-breakpoint");
    await db.batch([
      ...statements.map((one) => db.prepare(one)),
      db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
}
