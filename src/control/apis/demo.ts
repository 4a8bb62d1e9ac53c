// Demo mode: a few objects of each API that answer anybody and keep nothing. Created when first called; they use the
// latest release.
import { tenantName } from "#contract/tenant.ts";
import type { Control } from "../context.ts";
import { findApi } from "./find-api.ts";
import { deliverOutbox, demoRows } from "../jobs/outbox.ts";
import { reconcileDemo } from "../sandboxes/reconcile.ts";

/** Calls a minute of all addresses together at one object. */
const PER_MINUTE = 600;

/** Activates one of an API's demo objects; false if the API is private. */
export async function openDemo(control: Control, slug: string, owner: string): Promise<boolean> {
  const api = await findApi(control, slug);
  if (!api || api.visibility === "private") return false;

  const tenant = tenantName(owner, api.id);
  await control.tenant("test", tenant).activate({
    tenant,
    mode: "test",
    owner,
    api: api.id,
    slug,
    release: api.release,
    policy: { plan: "demo", perMinute: PER_MINUTE, perMonth: null },
    seed: { profile: "small", number: 1 },
  });
  // A promotion may have come between: the object was not open then, and nobody told it.
  await reconcileDemo(control, { mode: "test", owner, api: api.id });
  return true;
}

/** After a promotion: active demo objects use the new release with their own seed; those that cannot be reached do later, by cron. */
export async function renewDemos(control: Control, api: string): Promise<void> {
  await deliverOutbox(control, await demoRows(control, api));
}
