// This machine: Node, and the file of profiles.
import { stat } from "node:fs/promises";
import { profilesFile, readProfiles } from "../shell/profiles.ts";
import type { Shell } from "../shell/shell.ts";
import { textOf } from "../shell/failures.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

/** Before it there is no `node:sqlite` without a flag. */
const LEAST_NODE = [22, 13] as const;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
    ? fine("node", `Node ${version}`)
    : problem(
        "node",
        `Node ${version} is too old: the local server needs ${LEAST_NODE.join(".")} or later.`,
        "Update Node, or start with npm start or npx sandbar, which bring one.",
      );
}

export async function checkProfiles(shell: Shell): Promise<Finding> {
  const file = profilesFile(shell);
  try {
    const { profiles, current } = await readProfiles(shell);
    const names = Object.keys(profiles);
    if (names.length === 0) return fine("profiles", "none: commands go to the local server");
    if (current !== undefined && !names.includes(current))
      return problem(
        "profiles",
        `The current profile '${current}' is not there any more.`,
        "Choose another: sandbar profiles use <name>",
      );
    // Windows has no such modes.
    const mode = process.platform === "win32" ? 0o600 : (await stat(file)).mode & 0o777;
    if ((mode & 0o077) !== 0)
      return warning(
        "profiles",
        `Others on this machine can read ${file}, which holds tokens.`,
        `chmod 600 ${file}`,
      );
    return fine("profiles", `${names.join(", ")}; current: ${current ?? "the local server"}`);
  } catch (error) {
    return problem("profiles", textOf(error), `The file is ${file}.`);
  }
}
