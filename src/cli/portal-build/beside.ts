// The portal's build as a process of its own, beside a server that is ready before it. Until then a page that says so stands in
// its place.
import { execFile } from "node:child_process";
import { constants, setPriority } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../local/paths.ts";

export const BEING_BUILT = path.join(import.meta.dirname, "being-built");

/** Answers the portal's folder. It takes what processors have left: others are waited for. */
export async function buildBeside(signal: AbortSignal): Promise<string> {
  const building = promisify(execFile)(process.execPath, [path.join(import.meta.dirname, "build.ts")], {
    signal,
  });
  if (building.child.pid !== undefined) setPriority(building.child.pid, constants.priority.PRIORITY_LOW);
  const { stdout } = await building;
  // Its last line; what was said of the build stands before it.
  return path.join(ROOT, stdout.trim().split("\n").at(-1) ?? "");
}
