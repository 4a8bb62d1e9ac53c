// Cron: what is due for removal goes. Each run is bounded; the next one takes the rest.
import { drizzle } from "drizzle-orm/d1";
import type { Control } from "../../control/context.ts";
import { pushWaiting } from "../../control/keys.ts";
import { purgeExpired } from "../../control/sandboxes.ts";
import { realNow } from "../../lib/clock.ts";
import { forgetPlates } from "../doorplates.ts";
import { type EdgeEnv, settingsOf, tenantsOf } from "../ports.ts";

export async function sweep(env: EdgeEnv): Promise<void> {
  const settings = settingsOf(env);
  const control: Control = {
    db: drizzle(env.DB),
    blobs: env.BLOBS,
    tenant: tenantsOf(env),
    ring: settings.KEY_SECRETS,
    encryptionSecret: settings.ENCRYPTION_SECRET,
    now: realNow(),
    forgetDoorplate: forgetPlates,
  };
  const told = await pushWaiting(control);
  if (told > 0) console.log(`told tenants of ${told} changes of keys that a crash had left untold`);
  const purged = await purgeExpired(control);
  if (purged > 0) console.log(`purged ${purged} sandboxes`);
}
