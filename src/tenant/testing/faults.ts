// Arming and disarming faults: audited, limited in number, and deleted when they have ended.
import type { FaultRule, FaultView } from "#contract/faults.ts";
import type { TenantFailure } from "#contract/call.ts";
import { isoMillis } from "#lib/clock.ts";
import { newId } from "#lib/ids.ts";
import { own } from "#lib/json.ts";
import { didYouMean } from "#lib/nearest.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { findOperation, noOperation, refuseEvent } from "#blueprint/known-names.ts";
import { scenariosOf } from "#blueprint/format/scenarios.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import { addFault, liveFaults, removeFault } from "../store/faults.ts";
import { noteAudit } from "../store/counters.ts";
import { requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";

const MAX_FAULTS = 100;
const MAX_RULE_CHARS = 64_000;

export async function armFault(tenant: Tenant, rule: FaultRule): Promise<Result<FaultView, TenantFailure>> {
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const { index } = await loadBlueprint(tenant.env.BLOBS, active.value.release);
  const unknown = unknownIn(index, rule);
  if (unknown !== undefined) return fail({ code: "invalid_request", message: unknown });
  if (JSON.stringify(rule).length > MAX_RULE_CHARS)
    return fail({
      code: "invalid_request",
      message: `A fault may have at most ${MAX_RULE_CHARS / 1000} KB: match on fewer members of the body.`,
    });
  const now = tenant.now();
  if (tenant.meta?.mode === "live")
    return fail({ code: "live_mode", message: "Live calls never fail on demand." });
  if (liveFaults(tenant.sql, now).length >= MAX_FAULTS)
    return fail({ code: "sandbox_full", message: `A sandbox has at most ${MAX_FAULTS} armed faults.` });
  const remaining = rule.count ?? (Array.isArray(rule.effect) ? rule.effect.length : 1);
  const expires = now + rule.expiresIn * 1000;
  const id = newId("flt");
  tenant.storage.transactionSync(() => {
    tenant.armed = true;
    addFault(tenant.sql, id, rule, remaining, expires);
    noteAudit(tenant.sql, now, "fault_armed", { id, match: rule.match });
  });
  return succeed({ id, ...rule, remaining, expires: isoMillis(expires) });
}

/** A fault that can never hold is a mistake: what it names must be there. */
function unknownIn(index: BlueprintIndex, { match, effect }: FaultRule): string | undefined {
  const { operation, resource, event } = match;
  const others = Object.keys(match).filter((name) => !["event", "resource", "record"].includes(name));
  if (event !== undefined && others.length > 0)
    return `A fault waits for a call or for an event: match.event goes with resource and record, not with ${others.join(", ")}.`;
  const noEvent = event === undefined ? undefined : refuseEvent(index, event);
  if (noEvent !== undefined) return noEvent;
  if (operation !== undefined && !findOperation(index, operation)) return noOperation(index, operation);
  const resources = Object.keys(index.resources);
  if (resource !== undefined && !resources.includes(resource))
    return `There is no resource '${resource}'.${didYouMean(resource, resources)} There are ${resources.slice(0, 30).join(", ")}.`;
  const scenarios = scenariosOf(index.scenarios);
  for (const one of [effect].flat()) {
    const meant = "scenario" in one ? own(scenarios, one.scenario)?.effect : one;
    if ("scenario" in one && !meant)
      return `There is no scenario '${one.scenario}'.${didYouMean(one.scenario, Object.keys(scenarios))} There are ${Object.keys(scenarios).join(", ")}.`;
    if (event !== undefined && meant?.webhook === undefined)
      return "What waits for an event can only make its webhooks misbehave: a scenario webhook_…, or { webhook: … }.";
  }
  return undefined;
}

export const listFaults = (tenant: Tenant): FaultView[] =>
  liveFaults(tenant.sql, tenant.now()).map(({ rule: _rule, ...fault }) => ({
    ...fault,
    expires: isoMillis(fault.expires),
  }));

export function disarmFault(tenant: Tenant, id: string): boolean {
  return tenant.storage.transactionSync(() => {
    const removed = removeFault(tenant.sql, id);
    if (removed) noteAudit(tenant.sql, tenant.now(), "fault_disarmed", { id });
    return removed;
  });
}
