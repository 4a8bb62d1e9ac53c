// What the runtime asks of a Durable Object: to be made, to be woken by its alarm, and to hold the sockets of the live tail.
import { DurableObject } from "cloudflare:workers";
// oxlint-disable-next-line no-restricted-imports -- the one place where real time comes in
import { realNow } from "#lib/clock.ts";
import { onAlarm } from "./jobs/alarm.ts";
import { checkAlarm, watchAlarm } from "./jobs/schedule-alarm.ts";
import { Tenant, type TenantEnv } from "./tenant.ts";
import { hangUp, listen, notifyListeners } from "./testing/log-tail.ts";

/** A Durable Object that holds one tenant. */
export abstract class TenantObject extends DurableObject<TenantEnv> {
  private readonly opened: Tenant;

  constructor(ctx: DurableObjectState, env: TenantEnv) {
    super(ctx, env);
    const isWatched = ctx.getWebSockets().length > 0;
    this.opened = new Tenant(ctx.storage, env, realNow, {
      isWatched,
      notifyListeners: () => notifyListeners(this.opened, ctx),
    });
  }

  /** The tenant, for a call of whatever kind: each one finds out whether the alarm was lost. */
  protected get tenant(): Tenant {
    watchAlarm(this.opened);
    return this.opened;
  }

  /** Only the live tail comes by HTTP: a socket cannot be handed over by a method. */
  override async fetch(request: Request): Promise<Response> {
    return listen(this.tenant, this.ctx, new URL(request.url).searchParams.get("ticket") ?? "");
  }

  override webSocketClose(socket: WebSocket): void {
    hangUp(socket);
  }

  override webSocketError(socket: WebSocket): void {
    hangUp(socket, 1011);
  }

  override async alarm(again?: AlarmInvocationInfo): Promise<void> {
    await onAlarm(this.opened, again?.isRetry);
  }

  async checkAlarm() {
    return checkAlarm(this.opened);
  }
}
