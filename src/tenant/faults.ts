// Arming and disarming faults: audited, capped, and forgotten when they have ended.
import type { Fault, FaultRule } from "../contract/faults.ts";
import type { TenantFailure } from "../contract/call.ts";
import { realNow } from "../lib/clock.ts";
import { newId } from "../lib/ids.ts";
import { type Result, fail, succeed } from "../lib/result.ts";
import { addFault, liveFaults, removeFault } from "./store/faults.ts";
import { noteAudit } from "./store/ledger.ts";
import type { Tenant } from "./tenant.ts";

const MAX_FAULTS = 100;

export function armFault(tenant: Tenant, rule: FaultRule): Result<Fault, TenantFailure> {
  const now = realNow();
  if (tenant.meta?.mode === "live")
    return fail({ code: "live_mode", message: "Live calls never fail on demand." });
  if (liveFaults(tenant.sql, now).length >= MAX_FAULTS)
    return fail({ code: "sandbox_full", message: `A sandbox has at most ${MAX_FAULTS} armed faults.` });
  const remaining = rule.count ?? (Array.isArray(rule.effect) ? rule.effect.length : 1);
  const expires = now + rule.expires_in * 1000;
  const id = newId("flt");
  tenant.storage.transactionSync(() => {
    addFault(tenant.sql, id, rule, remaining, expires);
    noteAudit(tenant.sql, now, "fault_armed", { id, match: rule.match });
  });
  return succeed({ id, ...rule, remaining, expires });
}

export const listFaults = (tenant: Tenant): Fault[] =>
  liveFaults(tenant.sql, realNow()).map(({ rule: _rule, ...fault }) => fault);

export function disarmFault(tenant: Tenant, id: string): boolean {
  return tenant.storage.transactionSync(() => {
    const removed = removeFault(tenant.sql, id);
    if (removed) noteAudit(tenant.sql, realNow(), "fault_disarmed", { id });
    return removed;
  });
}
