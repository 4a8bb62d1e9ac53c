// Gateway configs, cached for a while in each isolate; unknown slugs are cached too.
import { type BlobStore, gatewayConfigByApiKey, gatewayConfigKey } from "#contract/blobs.ts";
import { GatewayConfig } from "#contract/gateway-config.ts";
import { deepFreeze } from "#lib/json.ts";

const KNOWN_MS = 30_000;
const UNKNOWN_MS = 3_000;
const MAX_ENTRIES = 1000;

const cache = new Map<string, { config: GatewayConfig | undefined; until: number }>();

export const gatewayConfigBySlug = (
  store: BlobStore,
  slug: string,
  now: number,
): Promise<GatewayConfig | undefined> => look(store, gatewayConfigKey(slug), now);

export const gatewayConfigByApi = (
  store: BlobStore,
  api: string,
  now: number,
): Promise<GatewayConfig | undefined> => look(store, gatewayConfigByApiKey(api), now);

/** After a publish: the next call in this isolate reads the new config, others within their time. */
export function clearGatewayConfigs(): void {
  cache.clear();
}

async function look(store: BlobStore, key: string, now: number): Promise<GatewayConfig | undefined> {
  const known = cache.get(key);
  if (known && known.until > now) return known.config;
  const blob = await store.get(key);
  const config = blob ? deepFreeze(GatewayConfig.parse(JSON.parse(await blob.text()))) : undefined;
  if (cache.size >= MAX_ENTRIES) cache.clear();
  cache.set(key, { config: config, until: now + (config ? KNOWN_MS : UNKNOWN_MS) });
  return config;
}
