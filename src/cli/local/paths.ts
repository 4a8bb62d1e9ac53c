// Where a local installation keeps its state: .sandbar/ in the project's folder, or where SANDBAR_STATE says.
import path from "node:path";

export const ROOT = path.join(import.meta.dirname, "../../..");
export const STATE = process.env["SANDBAR_STATE"] ?? path.join(ROOT, ".sandbar");
export const LOCAL_FILE = path.join(STATE, "local.json");
export const SECRETS_FILE = path.join(STATE, "secrets.json");
export const SEEDS = path.join(ROOT, "seeds");
export const MIGRATIONS = path.join(ROOT, "migrations");
