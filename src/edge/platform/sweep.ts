// Cron: what is due for removal goes. Each run is bounded; the next one takes the rest.
import { drizzle } from "drizzle-orm/d1";
import type { DeadLetter } from "../../contract/delivery.ts";
import type { Rollup } from "../../contract/rollup.ts";
import { saveRollup } from "../../control/rollups.ts";
import { checkAlarms } from "../../control/alarms.ts";
import type { Control } from "../../control/context.ts";
import { pushWaiting } from "../../control/pushes.ts";
import { forgetTokens } from "../../control/tokens.ts";
import { forgetPictures } from "../../control/bundles.ts";
import { forgetClaims } from "../../control/claims.ts";
import { forgetMails, mailer } from "../../control/mail.ts";
import { forgetDeadLetters, saveDeadLetters } from "../../control/dead-letters.ts";
import { runSweep } from "../../control/sweeps.ts";
import { deleteExpired, purgeExpired, stopIdle } from "../../control/upkeep.ts";
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
  const send = mailer(control.db, control.now, env.EMAIL, `no-reply@${settings.DOMAIN}`);
  // One step that fails ends no other; what each did is kept for the overview.
  await runSweep(control.db, realNow, {
    alarms: () => checkAlarms(control),
    pushes: () => pushWaiting(control),
    idle: () => stopIdle(control, send),
    expired: () => deleteExpired(control),
    tokens: () => forgetTokens(control),
    claims: () => forgetClaims(control),
    pictures: () => forgetPictures(control),
    mails: () => forgetMails(control.db, control.now),
    purged: () => purgeExpired(control),
    dead_letters: () => forgetDeadLetters(control.db, control.now),
  });
}

/** What a tenant tells of its use. */
export const keepRollup = (env: EdgeEnv, rollup: Rollup): Promise<void> =>
  saveRollup({ db: drizzle(env.DB) }, rollup);

/** Messages that the queue gave up. */
export const keepDeadLetters = (env: EdgeEnv, letters: readonly DeadLetter[]): Promise<void> =>
  saveDeadLetters(drizzle(env.DB), letters, realNow());
