// The built Worker under the Miniflare API: embedded D1, Durable Objects, R2 and Queues, without wrangler's proxy.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { Log, LogLevel, Miniflare, convertV4MiniflareOptions } from "miniflare";
import type { Reach } from "#lib/url-guard.ts";
import { type DatabaseOptions, migrate, migrationsWorker } from "./migrations.ts";
import { WORKER, WORKER_OPTIONS } from "./paths.ts";
import { newerState } from "./state-folder.ts";

/** The state's database has migrations that this version does not know. */
export class NewerState extends Error {}

export type LocalServer = { url: string; stop(): Promise<void> };

/** Answers when the port is open. Without a folder for its state nothing outlives it. */
export async function serveLocally(options: {
  port: number;
  /** The address to listen on; loopback if nothing is said. */
  host?: string;
  vars: Record<string, string>;
  /** HTTPS by this certificate (PEM) instead of HTTP. */
  certificate?: { key: string; certificate: string } | undefined;
  state: string | undefined;
  /** Tests and load never leave the machine. */
  reach?: Reach;
}): Promise<LocalServer> {
  const { state, certificate } = options;
  const { bindings, ...worker } = workerOptions();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          ...worker,
          name: "sandbar",
          bindings: { ...bindings, ...options.vars, REACH: options.reach ?? "local" },
          modulesRoot: WORKER,
          modules: workerModules(),
        },
        migrationsWorker(worker),
      ],
      host: options.host ?? "127.0.0.1",
      port: options.port,
      ...(certificate && { https: true, httpsKey: certificate.key, httpsCert: certificate.certificate }),
      ...(state === undefined ? {} : { resourcePersistencePath: state }),
      cf: false,
      log: new Log(LogLevel.WARN),
    }),
  );
  try {
    const url = await miniflare.ready;
    const unknown = await migrate(miniflare);
    if (unknown !== undefined)
      throw new NewerState(newerState(path.dirname(state ?? ""), `migration ${unknown}`));
    return { url: url.origin, stop: () => miniflare.dispose() };
  } catch (error) {
    // What did not start fails to end too, in the same words; what it had opened is closed nevertheless.
    await miniflare.dispose().catch(() => undefined);
    throw error;
  }
}

/** What `buildWorker` wrote: our own file, made by wrangler for this very Miniflare. */
const workerOptions = (): DatabaseOptions & { bindings: Record<string, string> } =>
  JSON.parse(readFileSync(path.join(WORKER, WORKER_OPTIONS), "utf8"));

function workerModules(): { type: "ESModule"; path: string }[] {
  const files = readdirSync(WORKER).filter((file) => file.endsWith(".js"));
  files.sort((a, b) => Number(b === "worker.js") - Number(a === "worker.js"));
  return files.map((file) => ({ type: "ESModule", path: path.join(WORKER, file) }));
}
