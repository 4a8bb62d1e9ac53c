// Whether this Worker can serve: settings, database, migrations, built-in APIs. Read by whoever runs it, without a key; it says
// which check failed and nothing of what is in the settings.
import { isMigrated } from "#control/database-ready.ts";
import { Settings } from "../env.ts";
import { realNow } from "#lib/clock.ts";
import { log } from "#lib/log.ts";
import { gatewayConfigBySlug } from "./gateway-configs.ts";
import type { EdgeEnv } from "./ports.ts";

export type Readiness = { ready: boolean; checks: Record<Check, "ok" | "unknown" | (string & {})> };
type Check = "settings" | "database" | "migrations" | "builtIns";

const KNOWN_MS = 2000;
const DEADLINE_MS = 3000;

const known = new WeakMap<EdgeEnv, { until: number; found: Readiness }>();

/** Looked at anew at most every two seconds by an isolate, however often it is asked. */
export async function readiness(env: EdgeEnv): Promise<Readiness> {
  const now = realNow();
  const last = known.get(env);
  if (last && last.until > now) return last.found;
  const found = await look(env);
  known.set(env, { until: now + KNOWN_MS, found });
  return found;
}

async function look(env: EdgeEnv): Promise<Readiness> {
  const settings = Settings.safeParse(env);
  const [database, builtIns] = await Promise.all([
    check("database", isMigrated(env.DB)),
    settings.success ? check("builtIns", missingApis(env, settings.data.BUILT_INS)) : undefined,
  ]);
  const checks: Readiness["checks"] = {
    settings: settings.success ? "ok" : `wrong or missing: ${namesIn(settings.error.issues)}`,
    database: database === undefined ? "cannot be reached" : "ok",
    migrations: database === undefined ? "unknown" : database ? "ok" : "the newest is not applied",
    builtIns:
      builtIns === undefined
        ? "cannot be read"
        : builtIns.length === 0
          ? "ok"
          : `not published: ${builtIns.join(", ")}`,
  };
  return { ready: Object.values(checks).every((one) => one === "ok"), checks };
}

/** What a check finds; undefined where it fails or takes too long. */
async function check<T>(name: Check, found: Promise<T>): Promise<T | undefined> {
  try {
    return await Promise.race([
      found,
      scheduler.wait(DEADLINE_MS).then(() => Promise.reject(new Error(`no answer in ${DEADLINE_MS} ms`))),
    ]);
  } catch (cause) {
    log("error", "readiness.check_failed", { check: name, cause });
    return undefined;
  }
}

async function missingApis(env: EdgeEnv, slugs: readonly string[]): Promise<string[]> {
  const found = await Promise.all(slugs.map((slug) => gatewayConfigBySlug(env.BLOBS, slug, realNow())));
  return slugs.filter((_, i) => !found[i]);
}

const namesIn = (issues: readonly { path: readonly PropertyKey[] }[]): string =>
  [...new Set(issues.map((issue) => String(issue.path[0])))].join(", ");
