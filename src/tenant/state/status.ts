// A tenant's status as the lifecycle calls answer it.
import type { TenantStatus } from "#contract/views.ts";
import { isoMillis, realNow } from "#lib/clock.ts";
import type { Meta } from "../store/meta.ts";
import type { Tenant } from "../tenant.ts";

export function statusOf(tenant: Tenant, meta: Meta): TenantStatus {
  return {
    active: meta.status === "active",
    release: meta.release,
    generation: meta.generation,
    records: tenant.records(meta).countAll(),
    activatedAt: meta.activatedAt,
    seed: {
      profile: meta.seed.profile,
      number: meta.seed.number,
      seededAt: isoMillis(meta.seed.anchor),
      ageSeconds: Math.max(0, Math.round((realNow() - meta.seed.anchor) / 1000)),
    },
  };
}
