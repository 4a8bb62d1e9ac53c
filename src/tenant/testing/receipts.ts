// Keeping the receipt of a workflow run, with the evidence that it is: a workflow that passed.
import type { TenantFailure } from "#contract/call.ts";
import { PASSED, WORKFLOW_PREFIX } from "#contract/facts.ts";
import type { Receipt } from "#contract/receipts.ts";
import { type Result, succeed } from "#lib/result.ts";
import { requireActive } from "../require-active.ts";
import { noteEvidence } from "../store/counters.ts";
import { keepReceipt as keep } from "../store/receipts.ts";
import type { Tenant } from "../tenant.ts";

export function keepReceipt(tenant: Tenant, receipt: Receipt): Result<null, TenantFailure> {
  const active = requireActive(tenant);
  if (!active.ok) return active;
  tenant.storage.transactionSync(() => {
    keep(tenant.sql, receipt);
    if (receipt.passed)
      noteEvidence(tenant.sql, `${WORKFLOW_PREFIX}${receipt.workflow}`, PASSED, receipt.id, tenant.now());
  });
  return succeed(null);
}
