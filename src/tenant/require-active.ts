// What only an active sandbox may do is refused here, in one way.
import type { TenantFailure } from "#contract/call.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Meta } from "./store/meta.ts";
import type { Tenant } from "./tenant.ts";

/** To those who manage the sandbox; callers of its API are answered with NOT_ACTIVE of `platform-body.ts`. */
export const INACTIVE: TenantFailure = {
  code: "sandbox_not_active",
  message: "Sandbox environment is not active.",
};

/** The tenant's meta while it is active; with `release`, only while that is the one it is on. */
export function requireActive(tenant: Tenant, release?: string): Result<Meta, TenantFailure> {
  const { meta } = tenant;
  if (meta?.status !== "active") return fail(INACTIVE);
  if (release !== undefined && meta.release !== release) return fail(INACTIVE);
  return succeed(meta);
}
