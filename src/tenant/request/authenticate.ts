// Step 1 of a call (R41): is the key known, is the sandbox active, is the key still valid, is it in a place this API accepts.
// In exactly that order.
import type { Scheme } from "#blueprint/format/operation.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { badKey, NOT_ACTIVE } from "#blueprint/runtime/platform-body.ts";
import type { CallRequest, KeyPlace } from "#contract/call.ts";
import type { KeyClaims } from "#lib/key.ts";
import { type KeyDenial, isValueOf, keyDenial } from "#lib/key-state.ts";
import type { PlatformCode } from "#lib/problem.ts";
import { findKey, findKeyInD1, type KnownKey, rememberKey } from "../store/keys.ts";
import { type Meta, sandboxTime } from "../store/meta.ts";
import type { Tenant } from "../tenant.ts";

export type Denial = { code: PlatformCode; message: string };

/** Keys in memory; beyond so many it begins anew. */
const MAX_KEYS = 1000;

/** The key's record: from memory, the tenant's table, or once from D1. */
export async function resolveKey(
  tenant: Tenant,
  request: Pick<CallRequest, "key">,
  now: number,
): Promise<KnownKey | undefined> {
  const claims = request.key;
  if (!claims) return undefined;
  const cached = tenant.keys.get(claims.keyId);
  if (cached) return isValueOf(cached, claims.hash, now) ? cached : undefined;
  const key = (tenant.meta && findKey(tenant.sql, claims.keyId)) ?? (await fetchKey(tenant, claims, now));
  if (!key || !isValueOf(key, claims.hash, now)) return undefined;
  if (tenant.meta) {
    if (tenant.keys.size >= MAX_KEYS) tenant.keys.clear();
    tenant.keys.set(key.id, key);
  }
  return key;
}

/** Looks into D1. What happened here while that look was under way, a revocation or an end, has the last word. */
async function fetchKey(tenant: Tenant, claims: KeyClaims, now: number): Promise<KnownKey | undefined> {
  const { meta: before, forgotten } = tenant;
  const key = await findKeyInD1(tenant.env.DB, claims.keyId);
  if (tenant.meta !== before || tenant.forgotten !== forgotten) return fetchKey(tenant, claims, now);
  if (!key || !tenant.meta) return key;
  if (!findKey(tenant.sql, key.id)) rememberKey(tenant.sql, onOwnClock(key, claims, tenant.meta, now), now);
  return findKey(tenant.sql, key.id);
}

/** A token for all APIs of a sandbox was made by no tenant's clock: each tenant counts its remaining time from its first use here. */
function onOwnClock(key: KnownKey, claims: KeyClaims, meta: Meta, now: number): KnownKey {
  if (!key.virtual || claims.api !== null || key.realExpires === null) return key;
  return { ...key, expires: sandboxTime(meta, now) + key.realExpires - now };
}

/** Why a key does not work here, for the routes that manage a sandbox: as a call would be refused. */
export async function checkKey(
  tenant: Tenant,
  claims: KeyClaims,
  address: string,
  now: number,
): Promise<KeyDenial | undefined> {
  const key = await resolveKey(tenant, { key: claims }, now);
  const { meta } = tenant;
  // A sandbox that is not active says so itself; it has no clock that would end a token.
  if (!meta || meta.status !== "active") return undefined;
  if (!key) return { code: "unauthorized", message: badKey(claims.prefix, meta.mode) };
  return keyDenial(key, { now, sandboxNow: sandboxTime(meta, now), address });
}

/** Refuses in order: unknown key, sandbox not active, key revoked or expired or barred or misplaced. */
export function authenticate(
  index: BlueprintIndex,
  meta: Meta,
  request: CallRequest,
  key: KnownKey | undefined,
  now: number,
  alternatives: readonly (readonly string[])[],
): Denial | undefined {
  if (request.demo) return meta.demo ? undefined : { code: "sandbox_not_active", message: NOT_ACTIVE };
  const isPublic = alternatives.some((one) => one.length === 0);
  const prefix = request.key?.prefix ?? index.keyPrefix;
  const unauthorized = { code: "unauthorized" as const, message: badKey(prefix, meta.mode) };
  if (request.key && !key) return unauthorized;
  if (!request.key && !isPublic) return unauthorized;
  if (meta.status !== "active") return { code: "sandbox_not_active", message: NOT_ACTIVE };
  if (!key) return undefined;
  const denial = keyDenial(key, { now, sandboxNow: sandboxTime(meta, now), address: request.address });
  if (denial) return denial;
  return isPublic || stands(index.schemes, request.place)
    ? undefined
    : {
        code: "unauthorized",
        message: `${badKey(prefix, meta.mode)} Send it as ${wanted(index.schemes, alternatives)}.`,
      };
}

/** Whether the place is one of those the API's schemes name; an API that declares none takes any. */
function stands(schemes: BlueprintIndex["schemes"], place: KeyPlace): boolean {
  const takers = Object.values(schemes);
  return (
    takers.length === 0 ||
    takers.some((scheme) => scheme.kind === place.kind && nameOf(scheme) === nameOf(place))
  );
}

const nameOf = (place: KeyPlace | Scheme): string => ("name" in place ? place.name.toLowerCase() : "");

function takersOf(
  schemes: BlueprintIndex["schemes"],
  alternatives: readonly (readonly string[])[],
): Scheme[] {
  const named = alternatives.flat().flatMap((name) => schemes[name] ?? []);
  return named.length > 0 ? named : Object.values(schemes);
}

function wanted(schemes: BlueprintIndex["schemes"], alternatives: readonly (readonly string[])[]): string {
  const words = takersOf(schemes, alternatives).map((scheme) => {
    switch (scheme.kind) {
      case "bearer":
        return "a Bearer token";
      case "basic":
        return "Basic credentials";
      case "header":
      case "query":
      case "cookie":
      case "body":
        return `${scheme.kind} ${scheme.name}`;
    }
  });
  return [...new Set(words)].join(" or ");
}
