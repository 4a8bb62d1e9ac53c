// The Worker's doors: HTTP, queue, cron, and the two object classes.
import { DeliveryMessage } from "./contract/delivery.ts";
import { consume } from "./delivery/consume.ts";
import type { DeliveryTenant } from "./delivery/consume.ts";
import { app } from "./edge/app.ts";
import type { EdgeEnv } from "./edge/ports.ts";
import { readSettings } from "./env.ts";
import { log } from "./lib/log.ts";
import { ownHosts } from "./lib/url-guard.ts";

export { Live, Sandbox } from "./tenant/object.ts";

const DEAD = "deliveries-dead";

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),

  async queue(batch, env) {
    if (batch.queue === DEAD) {
      // What failed is marked in its tenant, which sends it again; this queue only raises the alarm.
      for (const message of batch.messages) {
        const { data } = DeliveryMessage.safeParse(message.body);
        log("error", "delivery.dead_lettered", { ...data, message: message.id });
      }
      return batch.ackAll();
    }
    const settings = readSettings(env);
    await consume(batch, {
      tenant: (mode, name) =>
        (mode === "live" ? env.LIVE : env.TEST).getByName(name) as unknown as DeliveryTenant,
      post: (input, init) => fetch(input, init),
      async rollup(rollup) {
        const { keepRollup } = await import("./edge/platform/sweep.ts");
        await keepRollup(env, rollup);
      },
      reach: settings.REACH,
      ownHosts: ownHosts(settings),
    });
  },

  async scheduled(_event, env) {
    const { sweep } = await import("./edge/platform/sweep.ts");
    await sweep(env);
  },
} satisfies ExportedHandler<EdgeEnv>;
