// Billing state: when the sandbox add-on was on, and what was called. No payment processor.
import { desc, eq } from "drizzle-orm";
import type { BillingView } from "#contract/account-views.ts";
import { tenantName } from "#contract/tenant.ts";
import { isoMillis } from "#lib/clock.ts";
import type { Actor, Control } from "../context.ts";
import { partnerOf } from "../sandboxes/sandboxes.ts";
import { apis, billing } from "../schema.ts";

/** The add-on's periods of a partner, latest first, and what its sandboxes were called this month. */
export async function billingOf(control: Control, actor: Actor, limit: number): Promise<BillingView> {
  const partner = partnerOf(actor);
  const rows = await control.db
    .select({ period: billing, api: apis.slug })
    .from(billing)
    .innerJoin(apis, eq(apis.id, billing.api))
    .where(eq(billing.partner, partner))
    .orderBy(desc(billing.id))
    .limit(limit);
  const usage = await Promise.all(
    rows
      .filter(({ period }) => period.endedAt === null)
      .map(async ({ period, api }) => ({
        api,
        sandbox: period.sandbox,
        calls: await control.tenant("test", tenantName(period.sandbox, period.api)).callsThisMonth(),
      })),
  );
  return {
    periods: rows.map(({ period, api }) => ({
      api,
      sandbox: period.sandbox,
      startedAt: isoMillis(period.startedAt),
      endedAt: period.endedAt === null ? null : isoMillis(period.endedAt),
    })),
    month: isoMillis(control.now).slice(0, 7),
    usage,
  };
}
