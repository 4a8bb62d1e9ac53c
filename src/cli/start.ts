// `npm start`: build, serve on embedded D1, Durable Objects, R2 and Queues, publish the built-in APIs, open the demo
// partner's sandbox, and say what to do next.
import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import path from "node:path";
import { buildWorker } from "./build.ts";
import { setUpDemo } from "./local/demo.ts";
import { type LocalFile, readLocalFile, writeLocalFile } from "./local/local-file.ts";
import { LOCAL_FILE, STATE } from "./local/paths.ts";
import { devSecrets } from "./local/secrets.ts";
import { serveLocally } from "./local/server.ts";

const HELP = `Usage: npm start -- [--port <number>] [--fresh]

  --port <number>  where to listen on 127.0.0.1 (default 8787, or the variable PORT)
  --fresh          forget all state first: accounts, keys, sandboxes`;

process.env["WRANGLER_SEND_METRICS"] = "false";
process.env["WRANGLER_SEND_ERROR_REPORTS"] = "false";
process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    fresh: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const port = Number(values.port ?? process.env["PORT"] ?? 8787);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`--port must be a number from 1 to 65535.\n\n${HELP}`);
  process.exit(2);
}

const say = (line: string): void => console.log(line);
if (values.fresh) {
  await rm(path.join(STATE, "state"), { recursive: true, force: true });
  await rm(LOCAL_FILE, { force: true });
}
say("Building the Worker …");
await buildWorker();
const secrets = await devSecrets();
say("Starting on embedded D1, Durable Objects, R2 and Queues …");
const { DEMO_PASSWORD: _password, ...vars } = secrets;
const server = await serveLocally({ port, vars }).catch((error: unknown) => {
  const taken = error instanceof Error && "code" in error && error.code === "ERR_ADDRESS_IN_USE";
  console.error(
    taken
      ? `Port ${port} is in use. Stop what uses it, or choose another: npm start -- --port ${port + 1}`
      : `The server did not start: ${String(error)}`,
  );
  process.exit(1);
});
const stop = async (): Promise<void> => {
  await server.stop();
  process.exit(0);
};
process.once("SIGINT", () => void stop());
process.once("SIGTERM", () => void stop());
try {
  say("Publishing the built-in APIs …");
  const local = await setUpDemo(`http://localhost:${port}`, secrets, await readLocalFile(), say);
  await writeLocalFile(local);
  welcome(local);
} catch (error) {
  console.error(`Setting up failed: ${error instanceof Error ? error.message : String(error)}`);
  await server.stop();
  process.exit(1);
}

function welcome(local: LocalFile): void {
  const first = local.apis["stripe"] ?? Object.values(local.apis)[0];
  say(`\nSandbar is ready at ${local.baseUrl}\n`);
  for (const [slug, api] of Object.entries(local.apis)) {
    say(`  ${slug}`);
    say(`    host     ${api.baseUrl}`);
    say(`    path     ${api.pathUrl}`);
    say(`    own URL  ${api.sandboxUrl}`);
    say(`    test key ${api.testKey}`);
    if (api.liveKey !== undefined) say(`    live key ${api.liveKey}`);
  }
  say(`\n  session token (for the platform's own API)\n    ${local.sessionToken}`);
  if (first) {
    say("\nTry it:\n");
    say(
      `  curl ${first.pathUrl}/v1/customers -H "Authorization: Bearer ${first.testKey}" -d email=test@example.com`,
    );
    say(`  curl "${first.pathUrl}/v1/customers?limit=2" -H "Authorization: Bearer ${first.testKey}"`);
    say(
      `  curl ${local.baseUrl}/v1/customers -u ${first.testKey}:          # bare host: the key knows its API`,
    );
    say(
      `  curl ${local.baseUrl}/api/v1/settings/api-access/sandbox/status -H "Authorization: Bearer ${local.sessionToken}"`,
    );
  }
  say("\nYour own API:  npx sandbar generate ./your-api-openapi.yaml");
  say("All of this is in .sandbar/local.json. Ctrl-C stops; npm start goes on where it was.");
}
