// What CI systems and containers run: the steps of action.yml as their shell runs them, and the command of the Dockerfile. The action
// was not run by GitHub and no image was built: neither is possible in a test.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { runProcess } from "../support/run-process.ts";

const ROOT = path.join(import.meta.dirname, "../..");

type Step = { id?: string; shell: string; run: string; env?: Record<string, string> };
type Action = { inputs: Record<string, { default?: string }>; runs: { steps: Step[] } };

let temp = "";
beforeAll(async () => {
  temp = await mkdtemp(path.join(tmpdir(), "sandbar-action-"));
});
afterAll(() => rm(temp, { recursive: true, force: true }));

const linesOf = async (file: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await readFile(path.join(temp, file), "utf8"))
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

test("the action starts a server, and opens a sandbox of a document", async () => {
  const action = parse(await readFile(path.join(ROOT, "action.yml"), "utf8")) as Action;
  const inputs: Record<string, string> = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, one]) => [name, one.default ?? ""])),
    document: "examples/openapi.yaml",
    name: "in-ci",
  };
  const valueOf = (text: string): string =>
    text
      .replaceAll(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name: string) => inputs[name] ?? "")
      .replaceAll("${{ github.action_path }}", ROOT);
  let kept: Record<string, string> = {};
  for (const step of action.runs.steps) {
    expect(step.shell).toBe("bash");
    const own = Object.entries(step.env ?? {}).map(([name, text]) => [name, valueOf(text)]);
    const ran = await runProcess("bash", ["-eo", "pipefail", "-c", step.run], {
      cwd: ROOT,
      env: {
        ...kept,
        ...Object.fromEntries(own),
        RUNNER_TEMP: temp,
        SANDBAR_CONFIG: path.join(temp, "config"),
        GITHUB_ENV: path.join(temp, "env"),
        GITHUB_OUTPUT: path.join(temp, "output"),
      },
    });
    expect(ran.code, ran.output).toBe(0);
    kept = await linesOf("env").catch(() => ({}));
  }
  const output = await linesOf("output");
  try {
    expect(output["server"]).toBe(kept["SANDBAR_SERVER"]);
    const answer = await fetch(`${kept["SANDBAR_BASE_URL"]}/orders`, {
      headers: { authorization: `Bearer ${output["key"]}` },
    });
    expect(answer.status).toBe(200);
  } finally {
    await runProcess(process.execPath, ["bin/sandbar.js", "stop"], { cwd: ROOT, env: kept });
  }
});

test("the container's command listens on every address", async () => {
  const text = await readFile(path.join(ROOT, "Dockerfile"), "utf8");
  const [program, ...args] = JSON.parse(/^CMD (.*)$/m.exec(text)?.[1] ?? "[]") as string[];
  expect(program).toBe("sandbar");
  const state = path.join(temp, "container");
  const env = { SANDBAR_STATE: state };
  const started = await runProcess(
    process.execPath,
    ["bin/sandbar.js", ...args, "--no-demo", "--port", "0", "--detach", "--wait", "--json"],
    { cwd: ROOT, env },
  );
  expect(started.code, started.output).toBe(0);
  const { SANDBAR_URL: url } = JSON.parse(started.output.slice(started.output.indexOf("{"))) as Record<
    string,
    string
  >;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await runProcess(process.execPath, ["bin/sandbar.js", "stop"], { cwd: ROOT, env });
});
