// One local server for all SDK tests, as a process of its own with state of its own; the SDKs are installed first if they are not there.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { freePort, newState, startServer } from "../support/local-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the server is: `http://localhost:PORT`. */
    server: string;
    /** A session of the demo account, which has as many sandboxes as it wants. */
    token: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await installSdks();
  const state = await newState();
  const server = await startServer(state, await freePort());
  project.provide("server", server.local.baseUrl);
  project.provide("token", server.local.sessionToken);
  return async () => {
    await server.kill("SIGTERM");
    await rm(state, { recursive: true, force: true });
  };
}

/** `npm ci` in this folder, unless what its lock file names is installed. */
async function installSdks(): Promise<void> {
  const { dependencies = {} } = JSON.parse(
    await readFile(path.join(import.meta.dirname, "package.json"), "utf8"),
  ) as { dependencies?: Record<string, string> };
  const installed = (name: string): boolean =>
    existsSync(path.join(import.meta.dirname, "node_modules", name, "package.json"));
  if (Object.keys(dependencies).every(installed)) return;
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: import.meta.dirname });
}
