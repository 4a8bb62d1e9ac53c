// One installation of an account: what its parts are called, and what this machine remembers of it.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { fnv1a } from "#lib/hash.ts";
import { STATE } from "../local/paths.ts";
import { EXIT, Failure } from "../shell/failures.ts";

const FIRST = "sandbar";

export type Installation = {
  /** Of the Worker and of the database; everything else's begins with it. */
  name: string;
  bucket: string;
  queues: readonly [string, string];
  /** Added to the ids of rate limits, which an account's Workers share where they are equal. */
  limits: number;
  config: string;
  memory: string;
};

/** `--env staging` is `sandbar-staging`; the first installation's files and queues have the names they always had. */
export function installationOf({ name = FIRST, env }: { name?: string; env?: string }): Installation {
  const whole = env === undefined ? name : `${name}-${env}`;
  if (!/^[a-z][a-z0-9-]{0,40}[a-z0-9]$/.test(whole))
    throw new Failure(
      EXIT.usage,
      `'${whole}' is no name of an installation.`,
      "Take small letters, digits and - only, 42 at most: --name billing --env staging",
    );
  const isFirst = whole === FIRST;
  const own = isFirst ? "" : `${whole}-`;
  return {
    name: whole,
    bucket: `${whole}-blobs`,
    queues: [`${own}deliveries`, `${own}deliveries-dead`],
    limits: isFirst ? 0 : 10_000 + (fnv1a(whole) % 100_000) * 10,
    config: path.join(STATE, `wrangler.deploy${isFirst ? "" : `-${whole}`}.toml`),
    memory: path.join(STATE, `deployment${isFirst ? "" : `-${whole}`}.json`),
  };
}

const Memory = z.object({
  host: z.string().optional(),
  /** Of before wildcards were asked for: every API had a host below `host`. */
  zone: z.boolean().optional(),
  domain: z.string().optional(),
  wildcard: z.boolean().optional(),
  apiHosts: z.array(z.string()).optional(),
  portal: z.string().optional(),
  mail: z.boolean().optional(),
  apis: z.array(z.string()).optional(),
  adminToken: z.string().optional(),
});
export type Memory = z.infer<typeof Memory>;

export async function recall({ memory }: Installation): Promise<Memory> {
  const text = await readFile(memory, "utf8").catch(() => undefined);
  if (text === undefined) return {};
  const read = Memory.safeParse(tryJson(text));
  if (!read.success)
    throw new Failure(
      EXIT.failed,
      `${memory} is broken, and holds the administrator's token.`,
      "Put back a copy of it, or delete it and set SANDBAR_ADMIN_TOKEN.",
    );
  const { zone, host, ...known } = read.data;
  // What was served with a wildcard goes on so.
  return zone === true && known.domain === undefined
    ? { ...known, host, domain: host, wildcard: true }
    : { ...known, host };
}

export const remember = ({ memory }: Installation, known: Memory): Promise<void> =>
  writeFile(memory, `${JSON.stringify(known, null, 2)}\n`, { mode: 0o600 });

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
