// The Worker's bindings as the edge uses them, and the tenants behind them.
import type { BlobStorage } from "#contract/blobs.ts";
import type { DeliveryMessage, DeliveryPort } from "#contract/delivery.ts";
import type { Namespace, TailPort, TenantOf, TenantPort } from "#contract/tenant.ts";
import type { MailBinding } from "#control/accounts/mail.ts";
import { readSettings, type Settings } from "../env.ts";

export type EdgeEnv = {
  DOMAIN?: string;
  DB: D1Database;
  BLOBS: BlobStorage;
  DELIVERIES: Queue<DeliveryMessage>;
  TEST: Namespace<TenantPort & DeliveryPort & TailPort>;
  LIVE: Namespace<TenantPort & DeliveryPort>;
  /** Rate limits by network for callers without an identity: they keep a flood away from D1, which holds the exact limits. */
  CLAIMS?: RateLimit;
  ACCOUNTS?: RateLimit;
  TOKENS?: RateLimit;
  /** Cloudflare's send_email binding; without it mail stays here. */
  EMAIL?: MailBinding;
};

export const settingsOf = (env: EdgeEnv): Settings => readSettings(env);

/** The object of a tenant, by name. */
export const tenantsOf =
  (env: EdgeEnv): TenantOf =>
  (mode, name) =>
    (mode === "live" ? env.LIVE : env.TEST).getByName(name);

/** Puts messages of deliveries into the queue. */
export const enqueueIn =
  (env: EdgeEnv) =>
  async (messages: readonly DeliveryMessage[]): Promise<void> => {
    for (let from = 0; from < messages.length; from += MOST_IN_BATCH)
      await env.DELIVERIES.sendBatch(messages.slice(from, from + MOST_IN_BATCH).map((body) => ({ body })));
  };

/** Cloudflare Queues' limit of one batch. */
const MOST_IN_BATCH = 100;
