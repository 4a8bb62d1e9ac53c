// What `wrangler d1 migrations apply` would do, noted in the same table. A Worker of its own beside the served one does it where
// the database is: Miniflare's stand-in for a database takes a thread, and a turn of it for each statement.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Miniflare, V4WorkerOptions } from "miniflare";
import { z } from "zod";
import { MIGRATIONS } from "./paths.ts";

/** Where the served Worker has its database. */
export type DatabaseOptions = { compatibilityDate: string; d1Databases: Record<string, { id: string }> };

/** Whoever else asks for it has migrations applied that are applied already. */
const HOST = "migrations.sandbar.internal";
const Migrated = z.object({ unknown: z.string().optional() });

const SCRIPT = `export default {
  async fetch(request, { DB, MIGRATIONS }) {
    await DB.prepare(
      "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
    ).run();
    const { results } = await DB.prepare("SELECT name FROM d1_migrations").all();
    const done = results.map(({ name }) => name);
    const unknown = done.find((name) => !MIGRATIONS.some((one) => one.name === name));
    if (unknown !== undefined) return Response.json({ unknown });
    const missing = MIGRATIONS.filter(({ name }) => !done.includes(name));
    const note = "INSERT INTO d1_migrations (name) VALUES (?)";
    const statements = missing.flatMap(({ name, statements }) => [
      ...statements.map((statement) => DB.prepare(statement)),
      DB.prepare(note).bind(name),
    ]);
    if (statements.length > 0) await DB.batch(statements);
    return Response.json({});
  },
};`;

/** The Worker that migrates the database of the served one. */
export const migrationsWorker = ({ compatibilityDate, d1Databases }: DatabaseOptions): V4WorkerOptions => ({
  name: "migrations",
  routes: [`${HOST}/*`],
  compatibilityDate,
  d1Databases,
  modules: true,
  script: SCRIPT,
  bindings: { MIGRATIONS: readMigrations() },
});

/** Applies what is missing, in one transaction; answers a migration of the database that this version does not know. */
export async function migrate(miniflare: Miniflare): Promise<string | undefined> {
  const answer = await miniflare.dispatchFetch(`http://${HOST}/`);
  if (!answer.ok) throw new Error(`the database could not be migrated: ${await answer.text()}`);
  return Migrated.parse(await answer.json()).unknown;
}

const readMigrations = (): { name: string; statements: string[] }[] =>
  readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((name) => ({
      name,
      statements: readFileSync(path.join(MIGRATIONS, name), "utf8")
        .split("--> statement-breakpoint")
        .map((statement) => statement.trim())
        .filter((statement) => statement !== ""),
    }));
