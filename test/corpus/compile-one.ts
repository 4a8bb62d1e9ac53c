// Compiles one document in a process of its own and prints, as JSON, how long it took and how much memory at most.
import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { compile } from "#blueprint/compile.ts";
import { readDocument } from "#blueprint/read/document.ts";

// The kernel's own high-water mark: getrusage's outlives exec and would tell of the parent.
const peakKb = (): number =>
  existsSync("/proc/self/status")
    ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0)
    : process.memoryUsage().rss / 1024;

const text = await readFile(process.argv[2] ?? "", "utf8");
const before = peakKb();
const begun = performance.now();
const document = readDocument(text);
const compiled = document.ok ? compile(document.value) : document;
console.log(
  JSON.stringify({
    ok: compiled.ok,
    ms: Math.round(performance.now() - begun),
    peakMb: Math.round((peakKb() - before) / 1024),
  }),
);
