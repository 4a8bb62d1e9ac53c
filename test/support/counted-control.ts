// The control room's functions called directly, over a D1 that counts its queries and tenants that a test may replace.
import { env } from "cloudflare:test";
import { drizzle } from "drizzle-orm/d1";
import type { Actor, Control } from "#control/context.ts";
import { tenantsOf } from "#edge/ports.ts";
import { edgeEnv } from "./edge-env.ts";
import type { TestSandbox } from "./test-sandbox.ts";

export type CountedControl = { control: Control; queries: () => number };

export function openControl(now = Date.now(), tenant = tenantsOf(edgeEnv)): CountedControl {
  let queries = 0;
  const db = new Proxy(env.DB, {
    get(target, name) {
      if (name === "prepare")
        return (text: string) => {
          queries++;
          return target.prepare(text);
        };
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
  const control: Control = {
    db: drizzle(db),
    blobs: env.BLOBS,
    tenant,
    signingKeys: env.KEY_SECRETS.split(","),
    encryptionSecret: env.ENCRYPTION_SECRET,
    now,
    enqueue: () => Promise.resolve(),
    forgetGatewayConfig: () => undefined,
  };
  return { control, queries: () => queries };
}

export const actorOf = (sandbox: TestSandbox): Actor => ({
  user: "tester",
  partner: sandbox.partner.partner,
  role: "owner",
});

/** The sandbox and the API of a key. */
export async function ownerOf(key: string): Promise<{ owner: string; api: string | null }> {
  const row = await env.DB.prepare("SELECT owner, api FROM keys WHERE id = ?")
    .bind(key)
    .first<{ owner: string; api: string | null }>();
  if (!row) throw new Error("there is no such key");
  return row;
}
