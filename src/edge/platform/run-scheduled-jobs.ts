// What runs outside of requests: cron, rollups and dead letters, handed to control. Each run is bounded; the next takes the rest.
import { drizzle } from "drizzle-orm/d1";
import type { DeadLetter, DeliveryPort } from "#contract/delivery.ts";
import type { Rollup } from "#contract/rollup.ts";
import { saveRollup } from "#control/sandboxes/rollups.ts";
import type { Control } from "#control/context.ts";
import { saveDeadLetters } from "#control/jobs/dead-letters.ts";
import { mailer } from "#control/accounts/mail.ts";
import { type StepReport, runScheduledJobs } from "#control/jobs/scheduled-jobs.ts";
import { noteFailing } from "#control/webhooks/failing-endpoints.ts";
import { webhookPort } from "#control/webhooks/delivery-port.ts";
import { realNow } from "#lib/clock.ts";
import { clearGatewayConfigs } from "../gateway-configs.ts";
import { type EdgeEnv, enqueueIn, settingsOf, tenantsOf } from "../ports.ts";

/** One run of cron; answers what each step did. */
export async function runScheduled(env: EdgeEnv): Promise<Record<string, StepReport>> {
  const settings = settingsOf(env);
  const control: Control = {
    db: drizzle(env.DB),
    blobs: env.BLOBS,
    tenant: tenantsOf(env),
    signingKeys: settings.KEY_SECRETS,
    encryptionSecret: settings.ENCRYPTION_SECRET,
    now: realNow(),
    enqueue: enqueueIn(env),
    forgetGatewayConfig: clearGatewayConfigs,
  };
  return runScheduledJobs(control, mailer(control.db, control.now, env.EMAIL, `no-reply@${settings.DOMAIN}`));
}

/** What a tenant tells of its use. */
export async function recordRollup(env: EdgeEnv, rollup: Rollup): Promise<void> {
  const db = drizzle(env.DB);
  await saveRollup({ db }, rollup);
  await noteFailing({ db, now: realNow(), enqueue: enqueueIn(env) }, rollup);
}

/** Messages that the queue gave up. */
export const recordDeadLetters = (env: EdgeEnv, letters: readonly DeadLetter[]): Promise<void> =>
  saveDeadLetters(drizzle(env.DB), letters, realNow());

/** The platform's own webhooks, as the queue's consumer calls them. */
export const webhookDeliveriesOf = (env: EdgeEnv): DeliveryPort =>
  webhookPort(drizzle(env.DB), settingsOf(env).ENCRYPTION_SECRET, realNow);
