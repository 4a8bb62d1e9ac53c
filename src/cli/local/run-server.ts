// The local server from nothing to ready: the state folder taken, the Worker built where this is the repository, and served, the
// demo set up with APIs that were compiled meanwhile. The portal may follow. What stands in the way is said in a sentence.
import path from "node:path";
import { clientOf, reasonOf } from "#client/client.ts";
import { didYouMean } from "#lib/nearest.ts";
import { EXIT, Failure } from "../shell/failures.ts";
import type { BuiltIn } from "../publishing/built-ins.ts";
import type { Certificate } from "./https.ts";
import { type LocalFile, readLocalFile, writeLocalFile } from "./local-file.ts";
import { IS_BUILT, STATE } from "./paths.ts";
import { type Following, preparePortal } from "./portal.ts";
import { devSecrets } from "./secrets.ts";
import { takeStateFolder } from "./state-folder.ts";

export type RunningServer = {
  local: LocalFile;
  /** The built-in API that is told of first. */
  first: BuiltIn | undefined;
  /** Where the portal is still being built: what comes of it. */
  portal: Following | undefined;
  stop(): Promise<void>;
};

export async function runServer(options: {
  port: number;
  host: string;
  fresh: boolean;
  /** With a certificate that is made here. */
  https: boolean;
  /** Built-in APIs with a sandbox each, and the portal; without it there is the account alone. */
  demo: boolean;
  /** Of the built-in APIs these alone. */
  only?: readonly string[] | undefined;
  say: (line: string) => void;
}): Promise<RunningServer> {
  const { port, host, fresh, https, demo, only, say } = options;
  setQuiet(process.env);
  const folder = await takeStateFolder(STATE, { fresh, say, since: new Date().toISOString() });
  if (!folder.ok) throw new Failure(EXIT.failed, folder.failure);
  if (fresh) await folder.value.clear();
  const secrets = await devSecrets(fresh);
  if (!secrets.ok) throw new Failure(EXIT.failed, secrets.failure);
  const known = await readLocalFile();
  if (!known.ok) throw new Failure(EXIT.failed, known.failure);
  // Loaded only now: what is refused above is refused at once.
  const { builtInNames, hashOfCompiler } = await import("../publishing/built-ins.ts");
  const names = demo ? chosenOf(builtInNames(), only) : [];
  const { compileAhead } = await import("../publishing/compile-ahead.ts");
  const builtIns = await compileAhead(names, await hashOfCompiler());
  const ending = new AbortController();
  const [portal, { serveLocally, NewerState }, { setUpDemo }] = await Promise.all([
    demo ? preparePortal(ending.signal) : undefined,
    import("./server.ts"),
    import("./demo.ts"),
    build(say),
  ]);
  say("Starting on embedded D1, Durable Objects, R2 and Queues …");
  const { DEMO_PASSWORD: _password, ...own } = secrets.value;
  // It is ready with what it was asked for.
  const vars = { ...own, BUILT_INS: names.join(",") };
  const state = path.join(STATE, "state");
  const certificate = https ? await certificateOf(builtInNames(), say) : undefined;
  const server = await serveLocally({ port, host, vars, state, certificate }).catch((error: unknown) => {
    ending.abort();
    if (error instanceof NewerState) throw new Failure(EXIT.failed, error.message);
    throw new Failure(EXIT.failed, whyNotStarted(error, port));
  });
  try {
    const bound = Number(new URL(server.url).port);
    await folder.value.serving(bound);
    const baseUrl = `${https ? "https" : "http"}://localhost:${bound}`;
    const { local: made, first } = await setUpDemo(baseUrl, secrets.value, known.value, { builtIns, say });
    const local = { ...made, ...(certificate && { caFile: certificate.authorityFile }) };
    await writeLocalFile(local);
    const admin = clientOf(baseUrl, secrets.value.ADMIN_TOKEN);
    return {
      local,
      first,
      portal: (await portal?.install(admin))?.following,
      async stop() {
        ending.abort();
        await server.stop();
      },
    };
  } catch (error) {
    ending.abort();
    await server.stop();
    throw new Failure(EXIT.failed, `Setting up failed: ${reasonOf(error)}`);
  }
}

/** A certificate that this process trusts; how others come to trust it is said when it is made. */
async function certificateOf(names: readonly string[], say: (line: string) => void): Promise<Certificate> {
  const { localCertificate, trustAuthority } = await import("./https.ts");
  const { isNew, ...certificate } = await localCertificate(Date.now(), names);
  await trustAuthority(certificate.authorityFile);
  if (isNew) say("Made a certificate for localhost. It is trusted by nobody until they are told to.");
  return certificate;
}

/** Builds what the package holds built. */
async function build(say: (line: string) => void): Promise<void> {
  if (IS_BUILT) return;
  say("Building the Worker …");
  const { buildWorker } = await import("../build.ts");
  await buildWorker();
}

/** The built-in APIs that were asked for: all of them, where none was named. */
function chosenOf(known: readonly string[], only: readonly string[] | undefined): readonly string[] {
  const unknown = only?.find((one) => !known.includes(one));
  if (unknown !== undefined)
    throw new Failure(
      EXIT.usage,
      `There is no built-in API '${unknown}'.${didYouMean(unknown, known)}`,
      `There are ${known.join(", ")}.`,
    );
  return only ?? known;
}

function whyNotStarted(error: unknown, port: number): string {
  const taken = error instanceof Error && "code" in error && error.code === "ERR_ADDRESS_IN_USE";
  return taken
    ? `Port ${port} is in use. Stop what uses it, or take a free one: npm start -- --port 0`
    : `The server did not start: ${reasonOf(error)}`;
}

/** wrangler and Miniflare make no outside connection. */
function setQuiet(env: NodeJS.ProcessEnv): void {
  env["WRANGLER_SEND_METRICS"] = "false";
  env["WRANGLER_SEND_ERROR_REPORTS"] = "false";
  env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
}
