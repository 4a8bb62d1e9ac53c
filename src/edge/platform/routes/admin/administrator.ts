// The administrator of the installation, and nobody else.
import type { Context } from "hono";
import type { Actor } from "#control/context.ts";
import { Problem } from "#lib/problem.ts";
import { type Platform, requireActor } from "../../auth.ts";

export async function requireAdministrator(context: Context<Platform>): Promise<Actor> {
  const actor = await requireActor(context);
  if (actor.partner !== null)
    throw new Problem(
      "forbidden",
      "This is for the administrator of the installation: send the administrator's token as 'Authorization: Bearer …'.",
    );
  return actor;
}
