// A tenant's status as the lifecycle calls answer it, and figures of its calls and deliveries.
import type { SeriesSpan, StepCounts } from "#contract/series.ts";
import type { Metrics, TenantStatus } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import type { Meta } from "../store/meta.ts";
import { metricsSince } from "../store/metrics.ts";
import { countSteps } from "../store/series.ts";
import type { Tenant } from "../tenant.ts";

export function statusOf(tenant: Tenant, meta: Meta): TenantStatus {
  return {
    active: meta.status === "active",
    release: meta.release,
    generation: meta.generation,
    records: tenant.records(meta).countAll(),
    activatedAt: isoMillis(meta.activatedAt),
    seed: {
      profile: meta.seed.profile,
      number: meta.seed.number,
      seededAt: isoMillis(meta.seed.anchor),
      ageSeconds: Math.max(0, Math.round((tenant.now() - meta.seed.anchor) / 1000)),
    },
  };
}

/** What the log and the deliveries hold since a moment, milliseconds; undefined where there is no tenant. */
export function metricsOf(tenant: Tenant, since: number): Metrics | undefined {
  const { meta } = tenant;
  if (!meta) return undefined;
  tenant.flush();
  return { mode: meta.mode, since: isoMillis(since), ...metricsSince(tenant.sql, since) };
}

/** The same step by step; undefined where there is no tenant. */
export function seriesIn(tenant: Tenant, span: SeriesSpan): StepCounts[] | undefined {
  if (!tenant.meta) return undefined;
  tenant.flush();
  return countSteps(tenant.sql, span);
}
