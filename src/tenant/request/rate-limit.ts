// Step 2 of a call (R42): the rate limits of key and sandbox by their plan, and rate overrides that a tester set.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { RateOverrideRule, TenantFailure } from "#contract/call.ts";
import type { RateOverride } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { RateState } from "./counters.ts";
import { noteAudit } from "../store/counters.ts";
import type { KnownKey } from "../store/keys.ts";
import type { Meta } from "../store/meta.ts";
import {
  type RateOverrideRow,
  addRateOverride,
  liveRateOverrides,
  deleteRateOverride,
} from "../store/rate-overrides.ts";
import { requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A sandbox may do so many times what one key of it may. */
const KEYS_AT_ONCE = 5;
const MAX_RATE_OVERRIDES = 50;

/** Every limit that holds for a call, counted once each; the first is the one to tell of. */
export function rate(
  tenant: Tenant,
  meta: Meta,
  index: BlueprintIndex,
  known: KnownKey | undefined,
  now: number,
  transient = false,
): RateState[] {
  if (known && !meta.demo) tenant.counters.uses.set(known.id, now);
  // What a key may do in a minute is shared by its tokens: many of them are no way around it.
  const key = known?.parent ?? known?.id ?? "public";
  const ofPlan = meta.policy.perMinute ?? index.limits.perMinute;
  const perKey = Math.min(known?.perMinute ?? ofPlan, ofPlan);
  const all = index.limits.perMinuteInAll ?? ofPlan * KEYS_AT_ONCE;
  const { counters } = tenant;
  const states = [
    counters.rate({ name: "default", counter: key, limit: perKey, window: MINUTE, transient }, now),
    counters.rate({ name: "sandbox", counter: "\nsandbox", limit: all, window: MINUTE }, now),
  ];
  if (known?.perDay)
    states.push(
      counters.rate({ name: "day", counter: `\nday ${key}`, limit: known.perDay, window: DAY }, now),
    );
  for (const row of rateOverridesOf(tenant, now))
    if (row.key === key || row.key === known?.id || row.key === "*")
      states.push(
        counters.rate(
          {
            name: "override",
            counter: `\nrate override ${row.key === "*" ? key : row.key}`,
            limit: row.quota,
            window: row.window,
          },
          now,
        ),
      );
  return states.sort((a, b) => Number(a.allowed) - Number(b.allowed) || a.remaining - b.remaining);
}

/** The rate overrides in force; the table is read only where there may be one. */
function rateOverridesOf(tenant: Tenant, now: number): RateOverrideRow[] {
  tenant.rateOverrides ??= liveRateOverrides(tenant.sql, now);
  return tenant.rateOverrides.length === 0 ? [] : tenant.rateOverrides.filter((row) => row.expires > now);
}

/** Limits one key (or `*`, each key) for a while, so that a test gets 429 without a thousand calls. */
export function setRateOverride(tenant: Tenant, rule: RateOverrideRule): Result<RateOverride, TenantFailure> {
  const active = requireActive(tenant);
  if (!active.ok) return active;
  const meta = active.value;
  if (meta.mode === "live") return fail({ code: "live_mode", message: "Live keys have no rate overrides." });
  const now = tenant.now();
  if (liveRateOverrides(tenant.sql, now).length >= MAX_RATE_OVERRIDES)
    return fail({
      code: "sandbox_full",
      message: `At most ${MAX_RATE_OVERRIDES} rate overrides hold at once.`,
    });
  const row: RateOverrideRow = {
    key: rule.key,
    quota: rule.limit,
    window: rule.window * 1000,
    expires: now + rule.expiresIn * 1000,
  };
  tenant.storage.transactionSync(() => {
    addRateOverride(tenant.sql, row, now);
    noteAudit(tenant.sql, now, "rate_override_set", rule);
  });
  tenant.rateOverrides = undefined;
  return succeed(viewOf(row));
}

export const listRateOverrides = (tenant: Tenant): RateOverride[] =>
  liveRateOverrides(tenant.sql, tenant.now()).map(viewOf);

export function removeRateOverride(tenant: Tenant, key: string): boolean {
  const released = tenant.storage.transactionSync(() => {
    const removed = deleteRateOverride(tenant.sql, key);
    if (removed) noteAudit(tenant.sql, tenant.now(), "key_released", { key });
    return removed;
  });
  tenant.rateOverrides = undefined;
  return released;
}

const viewOf = (row: RateOverrideRow): RateOverride => ({
  key: row.key,
  limit: row.quota,
  window: row.window / 1000,
  expiresAt: isoMillis(row.expires),
});
