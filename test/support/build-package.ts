// The package is built once for all tests of it.
import { execFileSync } from "node:child_process";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "../..");

export default function setup(): void {
  execFileSync(process.execPath, ["src/cli/package-build/build.ts"], { cwd: ROOT, stdio: "inherit" });
}
