// The tenant a route of the platform means, and what its methods answer.
import type { Context } from "hono";
import { z } from "zod";
import type { Actor } from "#control/context.ts";
import { requireApi } from "#control/apis/apis.ts";
import { findSandbox } from "#control/sandboxes/sandboxes.ts";
import type { apis, sandboxes } from "#control/schema.ts";
import type { TenantFailure } from "#contract/call.ts";
import { type TenantPort, tenantName } from "#contract/tenant.ts";
import { Problem } from "#lib/problem.ts";
import type { Result } from "#lib/result.ts";
import { type Platform, callerAddress, requireManager } from "./auth.ts";
import { pathParameter } from "./path-parameters.ts";

export const Limit = z.coerce.number().int().min(1).max(500).default(100).describe("How many at most");
/** A status, or a hundred of them: `4xx` is 4. */
export const Status = z
  .string()
  .regex(/^[1-5](xx|\d\d)$/i)
  .transform((text) => (/xx/i.test(text) ? Number(text[0]) : Number(text)))
  .describe("A status, or a hundred of them: 4xx");
export const Latest = z.object({ limit: Limit });

export function orProblem<T>(result: Result<T, TenantFailure>): T {
  if (result.ok) return result.value;
  throw new Problem(result.failure.code, result.failure.message);
}

export const NOT_ACTIVE = "Sandbox environment is not active.";
export function orInactive<T>(value: T | undefined): T {
  if (value === undefined) throw new Problem("sandbox_not_active", NOT_ACTIVE);
  return value;
}

export type ResolvedTenant = {
  actor: Actor;
  /** Called with a key, which manages this sandbox alone. */
  isBound: boolean;
  sandbox: typeof sandboxes.$inferSelect;
  api: typeof apis.$inferSelect;
  tenant: TenantPort;
};

/** The tenant of `/:sandbox/:api`, for its partner or for a key of its own that may manage it. */
export async function resolveTenant(context: Context<Platform>): Promise<ResolvedTenant> {
  const { control } = context.env;
  const { actor, bound } = await requireManager(context);
  const named = context.req.param("sandbox") ?? "default";
  const sandbox = await findSandbox(control, actor, bound && named === "default" ? bound.sandbox : named);
  const api = await requireApi(control, actor, pathParameter(context, "api"));
  if (bound && (bound.sandbox !== sandbox.id || (bound.api !== null && bound.api !== api.id)))
    throw new Problem("forbidden", "This key manages its own sandbox only, and only the API it opens.");
  const name = tenantName(sandbox.id, api.id);
  Object.assign(context.env.call.trace, { mode: "test", tenant: name });
  const tenant = control.tenant("test", name);
  // What only the tenant knows: its clock, which ends tokens, and keys that ended with it.
  const denial = bound && (await tenant.checkKey(bound.claims, callerAddress(context)));
  if (denial) throw new Problem(denial.code, denial.message);
  return { actor, isBound: bound !== undefined, sandbox, api, tenant };
}
