// The short form of `npm run soak`: a server among a few tenants that is killed, whose alarms are lost, whose consumers fail.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const RUN = [
  "test/soak/soak.ts",
  "--calls",
  "1500",
  "--seconds",
  "20",
  "--tenants",
  "6",
  "--kill-every",
  "6",
];

it("nothing acknowledged is lost, doubled or leaked while things break", { timeout: 300_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, RUN);
  expect(stdout).toMatch(/^acknowledged writes +\d+, lost 0$/m);
  expect(stdout).toMatch(/^kills +[1-9]/m);
  expect(stdout).toMatch(/^wrong +0$/m);
});
