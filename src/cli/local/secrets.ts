// Development secrets: made once, kept in a file only its owner reads, never committed.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { SECRETS_FILE, STATE } from "./paths.ts";

const Secrets = z.object({
  KEY_SECRETS: z.string(),
  AUTH_SECRET: z.string(),
  ENCRYPTION_SECRET: z.string(),
  ADMIN_TOKEN: z.string(),
  DEMO_PASSWORD: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

export async function devSecrets(): Promise<Secrets> {
  try {
    return Secrets.parse(JSON.parse(await readFile(SECRETS_FILE, "utf8")));
  } catch {
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
    return made;
  }
}
