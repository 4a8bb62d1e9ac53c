#!/usr/bin/env node
// The command line: of the repository from its sources, of the package, which has none, from what was built of them.
import { existsSync } from "node:fs";
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`Sandbar needs Node 22.13 or later; this is ${process.version}.`);
  process.exit(1);
}
// Compiled code is kept between runs: a command answers in half the time.
module.enableCompileCache();
const sources = new URL("../src/cli/sandbar.ts", import.meta.url);
const built = new URL("../dist/cli/sandbar.js", import.meta.url);
await import((existsSync(sources) ? sources : built).href);
