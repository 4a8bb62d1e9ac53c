// Development secrets: made once, kept in a file only its owner reads, never committed.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { type Result, fail, succeed } from "#lib/result.ts";
import { SECRETS_FILE, STATE } from "./paths.ts";

const Secrets = z.object({
  KEY_SECRETS: z.string().min(32),
  AUTH_SECRET: z.string().min(32),
  ENCRYPTION_SECRET: z.string().min(32),
  ADMIN_TOKEN: z.string().min(32),
  DEMO_PASSWORD: z.string().min(8),
});
export type Secrets = z.infer<typeof Secrets>;

/** The secrets of this installation, made where there are none. A broken file is never replaced unasked: every key and
 * credential of the state was made with what stood in it. */
export async function devSecrets(fresh = false): Promise<Result<Secrets, string>> {
  const known = await readSecrets();
  if (known.ok && known.value) return succeed(known.value);
  if (!known.ok && !fresh) return known;
  const secret = (): string => randomBytes(32).toString("base64url");
  const made: Secrets = {
    KEY_SECRETS: secret(),
    AUTH_SECRET: secret(),
    ENCRYPTION_SECRET: secret(),
    ADMIN_TOKEN: secret(),
    DEMO_PASSWORD: secret(),
  };
  await mkdir(STATE, { recursive: true });
  await writeFile(SECRETS_FILE, JSON.stringify(made, null, 2), { mode: 0o600 });
  return succeed(made);
}

async function readSecrets(): Promise<Result<Secrets | undefined, string>> {
  try {
    return succeed(Secrets.parse(JSON.parse(await readFile(SECRETS_FILE, "utf8"))));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return succeed(undefined);
    return fail(
      `${SECRETS_FILE} is broken: it should hold the secrets that this state's keys were made with. Put back a copy of it, or start anew with npm start -- --fresh, which ends every key.`,
    );
  }
}
