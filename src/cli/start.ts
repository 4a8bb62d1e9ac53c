// `npm start`: build, serve on embedded D1, Durable Objects, R2 and Queues, publish the built-in APIs, open the demo
// partner's sandbox, and say what to do next.
import { USAGE_ERROR, readArguments } from "./arguments.ts";
import { clientOf, reasonOf } from "./client.ts";
import { readLocalFile, writeLocalFile } from "./local/local-file.ts";
import { STATE } from "./local/paths.ts";
import { devSecrets } from "./local/secrets.ts";
import { takeStateFolder } from "./local/state-folder.ts";
import { welcome } from "./local/welcome.ts";
import { publishPortal } from "./portal-build/publish.ts";

const HELP = `Usage: npm start -- [--port <number>] [--fresh]

  --port <number>  where to listen on 127.0.0.1 (default 8787, or the variable PORT; 0 takes a free one)
  --fresh          forget all state first: accounts, keys, sandboxes

The variable SANDBAR_STATE names another folder for the state than .sandbar.`;

process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["WRANGLER_SEND_ERROR_REPORTS"] = "false";
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";

const say = (line: string): void => console.log(line);
/** Ends with a sentence: nothing that a person did wrong needs a stack. */
function stopWith(message: string, code = 1): never {
  console.error(message);
  process.exit(code);
}

const OPTIONS = {
  port: { type: "string" },
  fresh: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const read = readArguments(process.argv.slice(2), OPTIONS, {
  most: 0,
  hint: "npm keeps flags to itself unless -- stands before them: npm start -- --port 9000",
});
if (!read.ok) stopWith(`${read.failure}\n\n${HELP}`, USAGE_ERROR);
const { values } = read.value;
if (values.help) {
  say(HELP);
  process.exit(0);
}
const wanted = values.port ?? process.env["PORT"] ?? "8787";
const port = /^\d{1,5}$/.test(wanted) ? Number(wanted) : Number.NaN;
if (!(port <= 65535))
  stopWith(
    `${values.port === undefined ? "The variable PORT" : "--port"} must be a number from 0 to 65535, not '${wanted}'.\n\n${HELP}`,
    USAGE_ERROR,
  );

const folder = await takeStateFolder(STATE, { fresh: values.fresh, say, since: new Date().toISOString() });
if (!folder.ok) stopWith(folder.failure);
if (values.fresh) await folder.value.clear();
const secrets = await devSecrets(values.fresh);
if (!secrets.ok) stopWith(secrets.failure);
const known = await readLocalFile();
if (!known.ok) stopWith(known.failure);
say("Building the Worker and the portal …");
// Loaded only now: what is refused above is refused at once.
const [{ buildWorker }, { buildPortal }, { NewerState, serveLocally }, { setUpDemo }] = await Promise.all([
  import("./build.ts"),
  import("./portal-build/build.ts"),
  import("./local/server.ts"),
  import("./local/demo.ts"),
]);
const [portal] = await Promise.all([buildPortal(), buildWorker()]);
say("Starting on embedded D1, Durable Objects, R2 and Queues …");
const { DEMO_PASSWORD: _password, ...vars } = secrets.value;
const server = await serveLocally({ port, vars }).catch((error: unknown) => {
  if (error instanceof NewerState) return stopWith(error.message);
  const taken = error instanceof Error && "code" in error && error.code === "ERR_ADDRESS_IN_USE";
  return stopWith(
    taken
      ? `Port ${port} is in use. Stop what uses it, or take a free one: npm start -- --port 0`
      : `The server did not start: ${reasonOf(error)}`,
  );
});
const stop = async (code: number): Promise<never> => {
  await server.stop();
  process.exit(code);
};
process.once("SIGINT", () => void stop(0));
process.once("SIGTERM", () => void stop(0));
try {
  const bound = Number(new URL(server.url).port);
  await folder.value.serving(bound);
  say("Publishing the built-in APIs …");
  const { local, first } = await setUpDemo(`http://localhost:${bound}`, secrets.value, known.value, say);
  await writeLocalFile(local);
  await publishPortal(clientOf(local.baseUrl, secrets.value.ADMIN_TOKEN), portal);
  welcome(local, first, say);
} catch (error) {
  console.error(`Setting up failed: ${reasonOf(error)}`);
  await stop(1);
}
