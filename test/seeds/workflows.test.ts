// Every workflow of every built-in API, as `sandbar run <api> --all` takes them: declared and inferred ones.
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { type Ran, sandbar } from "../support/run-sandbar.ts";

const SEEDS = path.join(import.meta.dirname, "../../seeds");
const APIS = readdirSync(SEEDS, { withFileTypes: true }).flatMap((one) =>
  one.isDirectory() ? [one.name] : [],
);

type Declared = { workflows: { workflowId: string; steps: { successCriteria?: { condition: string }[] }[] }[] };
const declaredIn = (api: string): Declared["workflows"] =>
  (parse(readFileSync(path.join(SEEDS, api, "workflows.yaml"), "utf8"), { merge: true }) as Declared)
    .workflows;

/** A step that expects a refusal, with steps after it. */
const recovers = ({ steps }: Declared["workflows"][number]): boolean =>
  steps
    .slice(0, -1)
    .some(({ successCriteria = [] }) =>
      successCriteria.some(({ condition }) => /^\$statusCode == [45]\d\d$/.test(condition)),
    );

describe.each(APIS)("the workflows of %s", (api) => {
  let run: (args: string[]) => Promise<Ran>;
  beforeAll(async () => {
    const env = {
      SANDBAR_CONFIG: await mkdtemp(path.join(tmpdir(), "sandbar-config-")),
      SANDBAR_SERVER: inject("server"),
      SANDBAR_TOKEN: inject("token"),
    };
    run = (args) => sandbar(args, { env });
  });

  it("are three at least, one of them a failure and recovery", () => {
    const declared = declaredIn(api);
    expect(declared.length).toBeGreaterThanOrEqual(3);
    expect(declared.filter(recovers).length).toBeGreaterThanOrEqual(1);
  });

  it("all pass", { timeout: 300_000 }, async () => {
    const ran = await run(["run", api, "--all"]);
    expect(ran.stderr + ran.stdout).not.toContain("✗");
    expect(ran.code).toBe(0);
  });
});
