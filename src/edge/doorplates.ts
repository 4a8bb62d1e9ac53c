// Doorplates, cached for a while in each isolate; that a slug is unknown is remembered too.
import { type BlobStore, doorplateByApiKey, doorplateKey } from "../contract/blobs.ts";
import { Doorplate } from "../contract/doorplate.ts";
import { deepFreeze } from "../lib/json.ts";

const KNOWN_MS = 30_000;
const UNKNOWN_MS = 3_000;
const MAX_ENTRIES = 1000;

const cache = new Map<string, { plate: Doorplate | undefined; until: number }>();

export const plateBySlug = (store: BlobStore, slug: string, now: number): Promise<Doorplate | undefined> =>
  look(store, doorplateKey(slug), now);

export const plateByApi = (store: BlobStore, api: string, now: number): Promise<Doorplate | undefined> =>
  look(store, doorplateByApiKey(api), now);

/** After a publish: the next call in this isolate reads the new plate, others within their time. */
export function forgetPlates(): void {
  cache.clear();
}

async function look(store: BlobStore, key: string, now: number): Promise<Doorplate | undefined> {
  const known = cache.get(key);
  if (known && known.until > now) return known.plate;
  const blob = await store.get(key);
  const plate = blob ? deepFreeze(Doorplate.parse(JSON.parse(await blob.text()))) : undefined;
  if (cache.size >= MAX_ENTRIES) cache.clear();
  cache.set(key, { plate, until: now + (plate ? KNOWN_MS : UNKNOWN_MS) });
  return plate;
}
