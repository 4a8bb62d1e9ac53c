// Whether the database has the tables this build needs. Imports nothing but the list of migrations: it runs before anything works.
import journal from "../../migrations/meta/_journal.json" with { type: "json" };

/** The file that wrangler, `npm start` and the tests note in `d1_migrations` when they have applied it. */
export const NEWEST_MIGRATION = `${journal.entries.at(-1)?.tag ?? ""}.sql`;

const APPLIED = "SELECT count(*) AS n FROM d1_migrations WHERE name = ?";

/** Throws where the database cannot be reached; a database without any migration has no such table. */
export async function isMigrated(db: D1Database): Promise<boolean> {
  try {
    return ((await db.prepare(APPLIED).bind(NEWEST_MIGRATION).first<{ n: number }>())?.n ?? 0) > 0;
  } catch (error) {
    if (String(error).includes("no such table")) return false;
    throw error;
  }
}
