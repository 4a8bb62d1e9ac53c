// Control's functions called directly: the real D1, blobs and objects, except where a test wants an object out of reach.
import { env } from "cloudflare:test";
import { drizzle } from "drizzle-orm/d1";
import type { TenantPort } from "#contract/tenant.ts";
import { findApi } from "#control/apis/find-api.ts";
import type { Actor, Control } from "#control/context.ts";
import { findSandbox, type SandboxRow } from "#control/sandboxes/sandboxes.ts";
import type { apis } from "#control/schema.ts";
import { settingsOf, tenantsOf } from "#edge/ports.ts";
import { edgeEnv } from "./edge-env.ts";
import type { TestSandbox } from "./test-sandbox.ts";

/** Says whether a call of an object fails before it arrives; may wait, which holds the call back. */
export type Breaks = (method: string, tenant: string) => boolean | Promise<boolean>;

export function controlOf(breaks: Breaks = () => false, now = Date.now()): Control {
  const edge = edgeEnv;
  const settings = settingsOf(edge);
  return {
    db: drizzle(env.DB),
    blobs: env.BLOBS,
    tenant: (mode, name) => breaking(tenantsOf(edge)(mode, name), name, breaks),
    signingKeys: settings.KEY_SECRETS,
    encryptionSecret: settings.ENCRYPTION_SECRET,
    now,
    enqueue: () => Promise.resolve(),
    forgetGatewayConfig: () => undefined,
  };
}

function breaking(port: TenantPort, name: string, breaks: Breaks): TenantPort {
  // Every member of the port is a method that answers a promise; a stub wants them called on itself.
  const methods = port as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
  return new Proxy(port, {
    get(_target, method) {
      return async (...args: unknown[]) => {
        if (await breaks(String(method), name))
          throw new Error(`the object could not be reached (${String(method)})`);
        return methods[String(method)]?.(...args);
      };
    },
  });
}

/** Fails the first `times` calls of a method of one object, then lets them through. */
export function failing(method: string, tenant: string, times = 1): Breaks {
  let left = times;
  return (called, name) => called === method && name === tenant && left-- > 0;
}

export type Owned = { actor: Actor; sandbox: SandboxRow; api: typeof apis.$inferSelect; tenant: string };

/** The rows behind a testSandbox, as control's functions want them. */
export async function rowsOf(testSandbox: TestSandbox, named = "default"): Promise<Owned> {
  const control = controlOf();
  const actor: Actor = { user: "somebody", partner: testSandbox.partner.partner, role: "owner" };
  const sandbox = await findSandbox(control, actor, named);
  const api = await findApi(control, testSandbox.slug);
  if (!api) throw new Error("the testSandbox has no API");
  return { actor, sandbox, api, tenant: `${sandbox.id}:${api.id}` };
}
