// The plan of an organisation: it holds for every API whose subscription has chosen none.
import { eq } from "drizzle-orm";
import { Problem } from "#lib/problem.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { deliverPolicies, policyRows } from "../jobs/outbox.ts";
import { organization } from "../schema.ts";
import { tenantsOfPartner, waitingOfPartner } from "./subscriptions.ts";

/** Puts an organisation on a built-in plan; its sandboxes follow it from their next call on. */
export async function giveOrganisationPlan(
  control: Control,
  actor: Actor,
  partner: string,
  plan: string,
): Promise<void> {
  const [changed] = await control.db.batch([
    control.db
      .update(organization)
      .set({ plan })
      .where(eq(organization.id, partner))
      .returning({ id: organization.id }),
    ...policyRows(control, tenantsOfPartner(partner)),
  ]);
  if (changed.length === 0) throw new Problem("not_found", "There is no such organisation.");
  await deliverPolicies(control, waitingOfPartner(partner));
  await noteAudit(control, actor, { mode: "test", action: "plan.give", target: partner, detail: { plan } });
}
