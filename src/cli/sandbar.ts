#!/usr/bin/env node
// `sandbar`: this process as a shell for the command line.
import { runSandbar } from "./application.ts";
import { shellOf } from "./shell/shell.ts";

const args = process.argv.slice(2);
const interrupted = new AbortController();
process.once("SIGINT", () => {
  interrupted.abort();
  // A second one does not wait for what is under way.
  process.once("SIGINT", () => process.exit(130));
});
// A reader such as `head` that has seen enough is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
const shell = shellOf({
  args,
  env: process.env,
  input: process.stdin,
  output: process.stdout,
  messages: process.stderr,
  signal: interrupted.signal,
});
process.exitCode = await runSandbar(args, shell);
