// The Worker's entry points: HTTP, queue, cron, and the two Durable Object classes.

import type { DeliveryMode, DeliveryPort } from "#contract/delivery.ts";
import { consume } from "#delivery/consume.ts";
import { consumeDead } from "#delivery/dead-letters.ts";
import { app } from "#edge/gateway.ts";
import type { EdgeEnv } from "#edge/ports.ts";
import { readSettings } from "./env.ts";
import { ownHosts } from "#lib/url-guard.ts";

export { Live, Sandbox } from "#tenant/durable-object.ts";

const DEAD = "deliveries-dead";

/** The platform's own webhooks are in D1, which an API call's isolate need not know. */
const platformDeliveries = (env: EdgeEnv): DeliveryPort => {
  const port = async (): Promise<DeliveryPort> =>
    (await import("#edge/platform/run-scheduled-jobs.ts")).webhookDeliveriesOf(env);
  return {
    claim: async (delivery) => (await port()).claim(delivery),
    report: async (report) => (await port()).report(report),
    requeue: async (delivery) => (await port()).requeue(delivery),
  };
};

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),

  async queue(batch, env, context) {
    const tenant = (mode: DeliveryMode, name: string): DeliveryPort =>
      mode === "platform" ? platformDeliveries(env) : (mode === "live" ? env.LIVE : env.TEST).getByName(name);
    if (batch.queue.endsWith(DEAD))
      return consumeDead(batch, {
        tenant,
        async save(letters) {
          const { recordDeadLetters } = await import("#edge/platform/run-scheduled-jobs.ts");
          await recordDeadLetters(env, letters);
        },
      });
    const settings = readSettings(env);
    await consume(batch, {
      tenant,
      post: (input, init) => fetch(input, init),
      async rollup(rollup) {
        const { recordRollup } = await import("#edge/platform/run-scheduled-jobs.ts");
        await recordRollup(env, rollup);
      },
      waitUntil: (promise) => context.waitUntil(promise),
      reach: settings.REACH,
      ownHosts: ownHosts(settings),
    });
  },

  async scheduled(_event, env) {
    const { runScheduled } = await import("#edge/platform/run-scheduled-jobs.ts");
    await runScheduled(env);
  },
} satisfies ExportedHandler<EdgeEnv>;
