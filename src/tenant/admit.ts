// Step 1 of a call: is the key known, is the sandbox active, is the key still good, does it stand where this API
// takes it. In exactly that order (ARCHITECTURE §3).
import type { BlueprintIndex, Scheme } from "../blueprint/format.ts";
import { badKey, NOT_ACTIVE } from "../blueprint/platform-body.ts";
import type { CallRequest, KeyPlace } from "../contract/call.ts";
import type { PlatformCode } from "../lib/problem.ts";
import { findKey, findKeyInD1, type KnownKey, rememberKey } from "./store/keys.ts";
import { type Meta, sandboxTime } from "./store/meta.ts";
import type { Tenant } from "./tenant.ts";

export type Denial = { code: PlatformCode; message: string };

/** The key's record: from memory, the tenant's table, or once from D1. */
export async function knowKey(
  tenant: Tenant,
  request: CallRequest,
  now: number,
): Promise<KnownKey | undefined> {
  const claims = request.key;
  if (!claims) return undefined;
  const cached = tenant.keys.get(claims.keyId);
  if (cached) return isValue(cached, claims.hash, now) ? cached : undefined;
  const key =
    (tenant.meta && findKey(tenant.sql, claims.keyId)) ?? (await meetKey(tenant, claims.keyId, now));
  if (!key || !isValue(key, claims.hash, now)) return undefined;
  if (tenant.meta) tenant.keys.set(key.id, key);
  return key;
}

/** The key's value, or the one before while a rotation overlaps. */
const isValue = (key: KnownKey, hash: string, now: number): boolean =>
  key.hash === hash || (key.previous === hash && (key.previousUntil ?? 0) > now);

/** Looks into D1. What happened here while that look was under way, a revocation or an end, has the last word. */
async function meetKey(tenant: Tenant, id: string, now: number): Promise<KnownKey | undefined> {
  const before = tenant.meta;
  const key = await findKeyInD1(tenant.env.DB, id);
  if (tenant.meta !== before) return meetKey(tenant, id, now);
  if (!key || !tenant.meta) return key;
  if (!findKey(tenant.sql, id)) rememberKey(tenant.sql, key, now);
  return findKey(tenant.sql, id);
}

/** Refuses in order: unknown key, sandbox not active, key revoked or expired or barred or misplaced. */
export function admit(
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
  if (key.revoked) return { code: "unauthorized", message: "This API key has been revoked." };
  // A short-lived token ends on the sandbox clock, so that its end can be tested.
  if (key.expires !== null && key.expires <= (key.virtual ? sandboxTime(meta, now) : now))
    return { code: "unauthorized", message: `This ${key.virtual ? "token" : "API key"} has expired.` };
  if (key.allow.length > 0 && !key.allow.includes(request.address))
    return { code: "forbidden", message: "This API key is not allowed from this address." };
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
