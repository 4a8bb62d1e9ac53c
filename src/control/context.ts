// What control's functions work with: D1 through Drizzle, the blob store, the tenants, secrets and the clock.
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { BlobStorage } from "#contract/blobs.ts";
import type { DeliveryMessage } from "#contract/delivery.ts";
import type { ServiceScope } from "#contract/service-tokens.ts";
import type { TenantOf } from "#contract/tenant.ts";
import type { SigningKeys } from "#lib/key.ts";

export type Control = {
  db: DrizzleD1Database;
  blobs: BlobStorage;
  tenant: TenantOf;
  signingKeys: SigningKeys;
  encryptionSecret: string;
  now: number;
  /** Puts messages of deliveries into the queue. */
  enqueue(messages: readonly DeliveryMessage[]): Promise<void>;
  /** Drops a cached gateway config after a publish. */
  forgetGatewayConfig(slug: string): void;
};

/** Who asks: a person in an organisation, one of its service tokens (which has scopes), or the deployer's own tools. */
export type Actor =
  | { user: string; partner: string; role: string; scopes?: readonly ServiceScope[] }
  | { user: "admin"; partner: null; role: "admin" };
