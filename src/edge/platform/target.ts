// The tenant a route of the platform means, and what its methods answer.
import type { Context } from "hono";
import { z } from "zod";
import { requireApi } from "../../control/apis.ts";
import { findSandbox } from "../../control/sandboxes.ts";
import type { TenantFailure } from "../../contract/call.ts";
import { type TenantPort, tenantName } from "../../contract/tenant.ts";
import { mintSandboxToken } from "../../lib/key.ts";
import { Problem } from "../../lib/problem.ts";
import type { Result } from "../../lib/result.ts";
import { type Platform, requireActor } from "./session.ts";

export const Page = z.object({
  after: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export function orProblem<T>(result: Result<T, TenantFailure>): T {
  if (result.ok) return result.value;
  throw new Problem(result.failure.code, result.failure.message);
}

export async function target(
  context: Context<Platform>,
): Promise<{ tenant: TenantPort; sandbox: string; sandboxPath: string }> {
  const { control } = context.env;
  const actor = await requireActor(context);
  const sandbox = await findSandbox(control, actor, context.req.param("sandbox") ?? "default");
  const api = await requireApi(control, actor, context.req.param("api") ?? "");
  return {
    sandbox: sandbox.id,
    tenant: control.tenant("test", tenantName(sandbox.id, api.id)),
    sandboxPath: `/s/${await mintSandboxToken(control.ring, sandbox.id)}/${api.slug}`,
  };
}
