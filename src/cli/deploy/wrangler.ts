// Running wrangler as a person would, one command at a time.
import { spawn } from "node:child_process";
import path from "node:path";
import { ROOT } from "../local/paths.ts";

export type Ran = { code: number; output: string };
export type Wrangler = (args: readonly string[], options?: { quiet?: boolean }) => Promise<Ran>;

const BIN = path.join(ROOT, "node_modules/wrangler/bin/wrangler.js");

/** Runs wrangler with no input; its output is collected, and shown unless quiet. */
export const wrangler: Wrangler = (args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_SEND_ERROR_REPORTS: "false",
        WRANGLER_HIDE_BANNER: "true",
        CI: "true",
      },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (!options.quiet) process.stdout.write(chunk);
      });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
