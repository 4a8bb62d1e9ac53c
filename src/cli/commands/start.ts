// `sandbar start` and `sandbar stop`: the local server, in this process or in the background.
import { buildCommand } from "@stricli/core";
import { readLocalFile } from "../local/local-file.ts";
import { SERVER_LOG, startDetached, stopServer, tellReady } from "../local/detached.ts";
import { environmentOf } from "../local/environment.ts";
import { runServer } from "../local/run-server.ts";
import { welcome } from "../local/welcome.ts";
import { EXIT, Failure } from "../shell/failures.ts";
import { CONNECTION, manyFlag, switchFlag, withExamples } from "../shell/flags.ts";
import { note, print } from "../shell/output.ts";
import type { Shell } from "../shell/shell.ts";
import { patiently } from "../shell/waiting.ts";

const DEFAULT_PORT = 8787;
const LOOPBACK = "127.0.0.1";

type Flags = {
  port?: number;
  host: string;
  fresh: boolean;
  https: boolean;
  demo: boolean;
  only?: readonly string[];
  empty: boolean;
  detach: boolean;
  wait: boolean;
  printEnv: boolean;
  json: boolean;
};

export const start = buildCommand({
  docs: {
    brief: "Start the local server",
    fullDescription: withExamples(
      `Serves on this machine until Ctrl-C, and goes on where it was when it is started again. The variable SANDBAR_STATE names another
folder for its state, and PORT another port. A parent process that listens (Node's IPC) is told {"ready": url}.`,
      "sandbar start",
      "sandbar start --only embed",
      "sandbar start --https",
      "sandbar start --port 0 --no-demo --detach --wait --print-env",
    ),
  },
  parameters: {
    flags: {
      port: {
        kind: "parsed",
        parse: portOf("--port"),
        optional: true,
        placeholder: "number",
        brief: `Where to listen (default ${DEFAULT_PORT}, or the variable PORT; 0 takes a free one)`,
      },
      host: {
        kind: "parsed",
        parse: String,
        default: LOOPBACK,
        placeholder: "address",
        brief:
          "The address to listen on. 0.0.0.0 is every network of this machine, as a container needs it: whoever reaches it may sign up",
      },
      fresh: switchFlag("Forget all state first: accounts, keys, sandboxes"),
      https: switchFlag(
        "Serve HTTPS, with a certificate that is made here; programs have to be told to trust it",
      ),
      demo: { kind: "boolean", default: true, brief: "Publish the built-in APIs, each with a sandbox" },
      only: manyFlag(
        "api",
        "Of the built-in APIs publish this one; may be given again, and saves most of a first start",
      ),
      empty: switchFlag("The same as --no-demo: an account and nothing else, which is fast"),
      detach: switchFlag("Go on in the background; sandbar stop ends it"),
      wait: switchFlag("With --detach: return when it is ready"),
      printEnv: switchFlag("Print addresses and credentials as NAME=value, for other languages"),
      json: CONNECTION.json,
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "None is taken", placeholder: "nothing", parse: String, optional: true }],
    },
  },
  async func(this: Shell, flags: Flags, extra?: string) {
    if (extra !== undefined)
      throw new Failure(
        EXIT.usage,
        `'${extra}' is one word too many.`,
        "npm keeps flags to itself unless -- stands before them: npm start -- --port 9000",
      );
    const port = flags.port ?? portOf("The variable PORT")(this.process.env["PORT"] ?? String(DEFAULT_PORT));
    const demo = flags.demo && !flags.empty;
    if (flags.detach) return startInBackground(this, { ...flags, port, demo });
    const isForMachines = flags.printEnv || flags.json;
    const say = isForMachines
      ? (line: string) => note(this, line)
      : (line: string) => this.process.stdout.write(`${line}\n`);
    const server = await runServer({
      port,
      host: flags.host,
      fresh: flags.fresh,
      https: flags.https,
      demo,
      only: flags.only,
      say,
    });
    if (isForMachines) printEnvironment(this, server.local);
    else
      welcome(
        server.local,
        { first: server.first, portal: demo ? (server.portal ? "following" : "built") : "none" },
        say,
      );
    tellReady(server.local.baseUrl);
    void server.portal?.then((portal) => {
      if (!portal.ok) say(`The portal could not be built; everything else goes on. ${portal.failure}`);
      else if (portal.value === "installed") say(`The portal is built: ${server.local.baseUrl}`);
    });
    await untilEnd(this.signal);
    await server.stop();
  },
});

async function startInBackground(
  shell: Shell,
  { port, host, demo, only = [], fresh, https, wait, printEnv, json }: Flags & { port: number },
): Promise<void> {
  if (printEnv && !wait)
    throw new Failure(EXIT.usage, "Only a server that is ready has addresses.", "Add --wait to --print-env.");
  const args = [
    "--port",
    String(port),
    "--host",
    host,
    ...(demo ? only.flatMap((name) => ["--only", name]) : ["--no-demo"]),
    ...(fresh ? ["--fresh"] : []),
    ...(https ? ["--https"] : []),
  ];
  const starting = startDetached(args, { waits: wait });
  const started = await patiently(shell, "Starting the server", starting);
  if (!started.ok) throw new Failure(EXIT.failed, started.failure);
  note(shell, `The server runs in the background (process ${started.value.pid}); it writes ${SERVER_LOG}.`);
  const read = wait ? await readLocalFile() : undefined;
  if (!read?.ok || !read.value) return;
  const local = read.value;
  if (printEnv || json) printEnvironment(shell, local);
  else print(shell, {}, () => [`Sandbar is ready at ${local.baseUrl}`]);
}

function printEnvironment(shell: Shell, local: Parameters<typeof environmentOf>[0]): void {
  const environment = environmentOf(local);
  print(shell, environment, () => Object.entries(environment).map(([name, value]) => `${name}=${value}`));
}

export const stop = buildCommand({
  docs: { brief: "Stop the local server; its state is kept" },
  parameters: { flags: { json: CONNECTION.json } },
  async func(this: Shell, _flags: { json: boolean }) {
    const stopped = await patiently(this, "Stopping the server", stopServer());
    if (!stopped.ok) throw new Failure(EXIT.failed, stopped.failure);
    const { value: holder } = stopped;
    print(this, { stopped: holder?.pid ?? null }, () => [
      holder ? `✓ Stopped the server (process ${holder.pid})` : "No server is running.",
    ]);
  },
});

/** A port as `--port` or PORT names it. */
function portOf(whose: string): (text: string) => number {
  return (text) => {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
    if (port <= 65_535) return port;
    throw new Failure(EXIT.usage, `${whose} must be a number from 0 to 65535, not '${text}'.`);
  };
}

/** Ctrl-C, or `kill`. */
const untilEnd = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
    process.once("SIGTERM", () => resolve());
  });
