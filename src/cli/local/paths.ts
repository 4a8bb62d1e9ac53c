// Where things are: of the repository, which is run from its sources, and of the package, which has everything built. State is
// in the repository's .sandbar/, of the package in the platform's folder for data, or where SANDBAR_STATE says.
import { existsSync } from "node:fs";
import path from "node:path";
import envPaths from "env-paths";

/** The folder of this package: the nearest one above with a package.json, for sources and for what is built of them. */
export const ROOT = nearestPackage(import.meta.dirname);
const BUILT = path.join(ROOT, "dist");
/** Nothing is built here, because everything is. */
export const IS_BUILT = import.meta.filename.startsWith(BUILT + path.sep);
export const STATE =
  process.env["SANDBAR_STATE"] ??
  (IS_BUILT ? envPaths("sandbar", { suffix: "" }).data : path.join(ROOT, ".sandbar"));
export const LOCAL_FILE = path.join(STATE, "local.json");
export const SECRETS_FILE = path.join(STATE, "secrets.json");
export const SEEDS = path.join(ROOT, "seeds");
export const MIGRATIONS = path.join(ROOT, "migrations");
/** The built Worker, and in the package the built portal. */
export const WORKER = IS_BUILT ? path.join(BUILT, "worker") : path.join(STATE, "build");
/** Beside the built Worker: wrangler.toml as Miniflare takes it. */
export const WORKER_OPTIONS = "options.json";
export const BUILT_PORTAL = path.join(BUILT, "portal");
/** What the package has of the built-in APIs, compiled. */
export const BUILT_APIS = path.join(BUILT, "apis");

function nearestPackage(folder: string): string {
  const parent = path.dirname(folder);
  return existsSync(path.join(folder, "package.json")) || parent === folder ? folder : nearestPackage(parent);
}
