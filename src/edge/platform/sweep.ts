// Cron: what is due for removal goes. Each run is bounded; the next one takes the rest.
import { drizzle } from "drizzle-orm/d1";
import type { Rollup } from "../../contract/rollup.ts";
import { saveRollup } from "../../control/rollups.ts";
import type { Control } from "../../control/context.ts";
import { pushWaiting } from "../../control/keys.ts";
import { forgetPictures } from "../../control/bundles.ts";
import { forgetAttempts } from "../../control/attempts.ts";
import { forgetClaims } from "../../control/claims.ts";
import { forgetMails, mailer } from "../../control/mail.ts";
import { deleteExpired, purgeExpired, stopIdle } from "../../control/upkeep.ts";
import { realNow } from "../../lib/clock.ts";
import { log } from "../../lib/log.ts";
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
  if (told > 0) log("warn", "sweep.pushed", { keys: told });
  const send = mailer(control.db, control.now, env.EMAIL, `no-reply@${settings.DOMAIN}`);
  const stopped = await stopIdle(control, send);
  if (stopped > 0) log("info", "sweep.stopped_idle", { sandboxes: stopped });
  const expired = await deleteExpired(control);
  if (expired > 0) log("info", "sweep.deleted_expired", { sandboxes: expired });
  await forgetClaims(control);
  await forgetPictures(control);
  await forgetMails(control.db, control.now);
  await forgetAttempts(control);
  const purged = await purgeExpired(control);
  if (purged > 0) log("info", "sweep.purged", { sandboxes: purged });
}

/** What a tenant tells of its use. */
export const keepRollup = (env: EdgeEnv, rollup: Rollup): Promise<void> =>
  saveRollup({ db: drizzle(env.DB), now: realNow() }, rollup);
