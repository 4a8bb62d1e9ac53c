// Documents compiled here and answered by the tenant's own `serve`, on Node's SQLite: no Worker, no HTTP, no D1. The calls, the
// client and the judge are the same; what is missing is what the edge does before a tenant is asked.
import { compile } from "#blueprint/compile.ts";
import type { CallAnswer } from "#contract/call.ts";
import { type BlobStore, storeBlueprint } from "#contract/blobs.ts";
import { findKey, prove } from "#edge/authenticate.ts";
import { newApiId, newId, newKeyId, newOwnerId } from "#lib/ids.ts";
import { type KeyClaims, mintKey } from "#lib/key.ts";
import { serve } from "#tenant/request/serve.ts";
import { activate } from "#tenant/state/lifecycle.ts";
import { rememberKey } from "#tenant/store/keys.ts";
import { Tenant, type TenantEnv } from "#tenant/tenant.ts";
import { nodeStorage } from "./node-storage.ts";
import type { Stage } from "./stage.ts";

const SIGNING_KEYS = ["sample"];
const ORIGIN = "http://127.0.0.1";

export function inProcess(): Stage {
  return {
    lanes: 1,
    async open({ root }, slug) {
      const compiled = compile(root);
      if (!compiled.ok) return undefined;
      const { blueprint } = compiled.value;
      const release = newId("rel");
      const blobs = blobsInMemory();
      await storeBlueprint(blobs, release, blueprint);
      const { key, claims } = await mintKey(SIGNING_KEYS, {
        prefix: blueprint.index.keyPrefix,
        mode: "test",
        owner: newOwnerId(),
        api: null,
        keyId: newKeyId(),
      });
      const tenant = await activeTenant(blobs, release, slug, claims);
      const base = `${ORIGIN}/sandbox/${slug}`;
      return { base, key, fetch: (url, init) => call(tenant, base, new Request(url, init)) };
    },
    close: () => Promise.resolve(),
  };
}

async function activeTenant(
  blobs: BlobStore,
  release: string,
  slug: string,
  claims: KeyClaims,
): Promise<Tenant> {
  const env = {
    BLOBS: blobs,
    DELIVERIES: { send: () => Promise.resolve() },
    KEY_SECRETS: SIGNING_KEYS.join(","),
    ENCRYPTION_SECRET: "sample",
    // The two bindings that are left out are for forks, and for keys that the tenant does not know.
  } as unknown as TenantEnv;
  const tenant = new Tenant(nodeStorage(), env, Date.now);
  const api = newApiId();
  await activate(tenant, {
    tenant: `${claims.owner}:${api}`,
    mode: "test",
    owner: claims.owner,
    api,
    slug,
    release,
    policy: { plan: "pro", perMinute: null, perMonth: null },
    seed: { profile: "small", number: 1 },
  });
  rememberKey(tenant.sql, { ...UNLIMITED, id: claims.keyId, hash: claims.hash }, Date.now());
  return tenant;
}

const UNLIMITED = {
  scopes: [],
  allow: [],
  expires: null,
  realExpires: null,
  previous: null,
  previousUntil: null,
  parent: null,
  perMinute: null,
  perDay: null,
  revoked: false,
  virtual: false,
};

/** One call, as the edge hands it to a tenant once its key is proved. */
async function call(tenant: Tenant, base: string, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const found = findKey(request, url);
  const key = found && (await prove(SIGNING_KEYS, found.text));
  const body = new Uint8Array(await request.arrayBuffer());
  const answer = await serve(tenant, {
    requestId: newId("req"),
    method: request.method,
    path: url.pathname.slice(new URL(base).pathname.length),
    query: url.search.slice(1),
    headers: [...request.headers],
    body: body.byteLength === 0 ? null : body,
    ...(key === undefined ? {} : { key }),
    place: found?.place ?? { kind: "url" },
    base,
    address: "127.0.0.1",
  }).catch(fault);
  const hasBody = !WITHOUT_BODY.has(answer.status) && request.method !== "HEAD";
  return new Response(hasBody ? answer.body : null, { status: answer.status, headers: answer.headers });
}

/** Of these the edge sends no body. */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** What the edge answers for a fault of the platform's own; here it says which. */
const fault = (error: unknown): CallAnswer => ({
  status: 500,
  headers: [["content-type", "application/json"]],
  body: JSON.stringify({ fault: error instanceof Error ? error.stack : String(error) }),
});

function blobsInMemory(): BlobStore {
  const blobs = new Map<string, string>();
  return {
    get(key) {
      const text = blobs.get(key);
      return Promise.resolve(text === undefined ? null : { text: () => Promise.resolve(text) });
    },
    put: (key, value) => Promise.resolve(blobs.set(key, value)),
  };
}
