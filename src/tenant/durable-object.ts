// The Durable Object classes: two namespaces, one implementation. No logic: every method calls the file that does the work.
import { DurableObject } from "cloudflare:workers";
import type {
  Activation,
  CallAnswer,
  CallRequest,
  ClockChange,
  EndpointInput,
  LogFilter,
  RateOverrideRule,
  TenantFailure,
  TenantKey,
} from "#contract/call.ts";
import type {
  AuditEntry,
  CallDetail,
  EndpointTest,
  DeliveryRow,
  ClockMoved,
  ClockView,
  EndpointView,
  LegalMoves,
  Metrics,
  RecordsFile,
  Recovered,
  SnapshotView,
  RateOverride,
  TenantStatus,
  TimerFilter,
  TimerView,
  Triggered,
} from "#contract/views.ts";
import type { AlarmReport } from "#contract/alarm.ts";
import type { AttemptReport, Claim } from "#contract/delivery.ts";
import type { ExportBegun, ExportCursor, ExportRow } from "#contract/export.ts";
import type { Fault, FaultRule } from "#contract/faults.ts";
import type {
  EditCursor,
  EditPage,
  ForkFile,
  ForkFrom,
  ForkKey,
  ForkPort,
  ForkRow,
  ForkSource,
} from "#contract/fork.ts";
import type { Calls, ReplayedCall } from "#contract/rehearsal.ts";
import { isoMillis, realNow } from "#lib/clock.ts";
import type { KeyClaims } from "#lib/key.ts";
import type { KeyDenial } from "#lib/key-state.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { TailTicket } from "#lib/tail-ticket.ts";
import { checkKey } from "./request/authenticate.ts";
import { beginEndpointTest, endpointTestReport } from "./testing/endpoint-test.ts";
import { moveClock, viewClock } from "./state/clock.ts";
import {
  deliveryBlocker,
  ENDPOINT_NOT_FOUND,
  addEndpoint,
  claim,
  keyInUrl,
  recover,
  report,
  requeue,
  resend,
  resendSince,
  rotateSecret,
  viewOf,
} from "./events/deliveries.ts";
import { onAlarm } from "./jobs/alarm.ts";
import { beginExport, endExport, exportPage, importRecords } from "./state/import-export.ts";
import { explain, legalMoves, replay } from "./testing/explain.ts";
import { armFault, disarmFault, listFaults } from "./testing/faults.ts";
import { becomeFork, beginFork, endFork } from "./state/fork.ts";
import { statusOf } from "./state/status.ts";
import {
  activate,
  deactivate,
  keyUses,
  previewReset,
  pinRelease,
  purge,
  putKey,
  reset,
} from "./state/lifecycle.ts";
import { undo } from "./state/generations.ts";
import { listRateOverrides, removeRateOverride, setRateOverride } from "./request/rate-limit.ts";
import { createSnapshot, deleteSnapshot, restore, snapshotsOf } from "./state/snapshots.ts";
import { callsOf, replayAgainstRelease } from "./testing/replay-against-release.ts";
import { serve } from "./request/serve.ts";
import { changeEndpoint, findEndpoint, listEndpoints, removeEndpoint } from "./store/endpoints.ts";
import { editsBefore, fileAfter, rowsAfter, sequencesOf } from "./store/forks.ts";
import { listAudit, listEvidence } from "./store/counters.ts";
import { metricsSince } from "./store/metrics.ts";
import { redactedDeliveries, redactedLog } from "./testing/redacted-views.ts";
import { endTail, hangUp, issueTicket, listen, notifyListeners } from "./testing/log-tail.ts";
import { INACTIVE } from "./require-active.ts";
import { Tenant, type TenantEnv } from "./tenant.ts";
import { dropTimer, retryTimer, timersOf } from "./jobs/timer-views.ts";
import { type TriggerRequest, trigger } from "./testing/trigger.ts";
import { checkAlarm, watchAlarm } from "./jobs/schedule-alarm.ts";

export class Sandbox extends DurableObject<TenantEnv> {
  private readonly opened: Tenant;

  constructor(ctx: DurableObjectState, env: TenantEnv) {
    super(ctx, env);
    const isWatched = ctx.getWebSockets().length > 0;
    this.opened = new Tenant(ctx.storage, env, isWatched, () => notifyListeners(this.opened, ctx));
  }

  /** The tenant, for a call of whatever kind: each one finds out whether the alarm was lost. */
  private get tenant(): Tenant {
    watchAlarm(this.opened);
    return this.opened;
  }

  async serve(request: CallRequest): Promise<CallAnswer> {
    return serve(this.tenant, request);
  }

  async activate(activation: Activation): Promise<TenantStatus | undefined> {
    return activate(this.tenant, activation);
  }

  async reset(seed: {
    profile?: string;
    number?: number;
    release?: string;
  }): Promise<Result<TenantStatus, TenantFailure>> {
    const status = await reset(this.tenant, seed);
    return status
      ? succeed(status)
      : fail(
          this.tenant.meta?.mode === "live"
            ? { code: "live_mode", message: "Live data is never reset." }
            : INACTIVE,
        );
  }

  async deactivate(version?: number): Promise<Result<TenantStatus, TenantFailure>> {
    const status = deactivate(this.tenant, version);
    if (status?.active) return succeed(status);
    endTail(this.ctx);
    return status ? succeed(status) : fail(INACTIVE);
  }

  async purge(version?: number): Promise<boolean> {
    return purge(this.tenant, version);
  }

  async status(): Promise<TenantStatus | undefined> {
    return this.tenant.meta && statusOf(this.tenant, this.tenant.meta);
  }

  async putKey(key: TenantKey): Promise<void> {
    putKey(this.tenant, key);
  }

  /** What was known of keys is asked for in D1 again. */

  /** Why a key does not work here; undefined when it does. */
  async checkKey(claims: KeyClaims, address: string): Promise<KeyDenial | undefined> {
    return checkKey(this.tenant, claims, address, realNow());
  }

  async keyUses(): Promise<Record<string, number>> {
    return keyUses(this.tenant);
  }

  async pinRelease(release: string): Promise<Result<TenantStatus, TenantFailure>> {
    return pinRelease(this.tenant, release);
  }

  async loggedCalls(most: number): Promise<Calls> {
    return callsOf(this.tenant, most);
  }

  async replayCalls(calls: Calls, base: string): Promise<ReplayedCall[]> {
    return replayAgainstRelease(this.tenant, calls, base);
  }

  async callsThisMonth(): Promise<number> {
    return this.tenant.meta ? this.tenant.counters.used(realNow()) : 0;
  }

  async addEndpoint(input: EndpointInput): Promise<Result<EndpointView & { secret: string }, TenantFailure>> {
    return addEndpoint(this.tenant, input);
  }

  async endpoints(): Promise<EndpointView[]> {
    return this.tenant.meta ? listEndpoints(this.tenant.sql).map(viewOf) : [];
  }

  async changeEndpoint(
    id: string,
    change: { active?: boolean; events?: string[]; url?: string },
  ): Promise<Result<EndpointView, TenantFailure>> {
    const url = change.url ?? (this.tenant.meta && findEndpoint(this.tenant.sql, id)?.url);
    const silent = deliveryBlocker(this.tenant.meta, url ?? "");
    if (silent && change.active !== false) return fail(silent);
    const named = change.url === undefined ? undefined : keyInUrl(change.url);
    if (named) return fail(named);
    const changed = this.tenant.meta && changeEndpoint(this.tenant.sql, id, change);
    return changed ? succeed(viewOf(changed)) : fail(ENDPOINT_NOT_FOUND);
  }

  async removeEndpoint(id: string): Promise<boolean> {
    return this.tenant.meta !== undefined && removeEndpoint(this.tenant.sql, id);
  }

  async deliveries(limit: number, before?: number): Promise<DeliveryRow[]> {
    return redactedDeliveries(this.tenant, limit, before);
  }

  async log(filter: LogFilter): Promise<unknown[]> {
    return redactedLog(this.tenant, filter);
  }

  async explain(request: string): Promise<Result<CallDetail, TenantFailure>> {
    return explain(this.tenant, request);
  }

  async replay(
    request: string,
    base: string,
  ): Promise<Result<{ request: string; status: number; body: string | null }, TenantFailure>> {
    return replay(this.tenant, request, base);
  }

  async legalMoves(resource: string, id: string): Promise<LegalMoves | undefined> {
    return legalMoves(this.tenant, resource, id);
  }

  async beginExport(): Promise<ExportBegun | undefined> {
    return beginExport(this.tenant);
  }

  async exportPage(generation: number, after?: ExportCursor): Promise<ExportRow[]> {
    return exportPage(this.tenant, generation, after);
  }

  async endExport(begun: ExportBegun): Promise<void> {
    endExport(this.tenant, begun);
  }

  async importRecords(
    records: RecordsFile["records"],
  ): Promise<Result<{ imported: number }, TenantFailure & { details?: string[] }>> {
    return importRecords(this.tenant, records);
  }

  async metrics(since: number): Promise<Metrics | undefined> {
    const { meta } = this.tenant;
    if (!meta) return undefined;
    this.tenant.flush();
    return { mode: meta.mode, since: isoMillis(since), ...metricsSince(this.tenant.sql, since) };
  }

  async audit(limit: number): Promise<AuditEntry[]> {
    return this.tenant.meta ? listAudit(this.tenant.sql, limit) : [];
  }

  async beginEndpointTest(endpoint: string): Promise<Result<{ id: string }, TenantFailure>> {
    return beginEndpointTest(this.tenant, endpoint);
  }

  async endpointTestReport(id: string): Promise<EndpointTest | undefined> {
    return endpointTestReport(this.tenant, id);
  }

  async resend(delivery: number): Promise<number | undefined> {
    return this.tenant.meta && resend(this.tenant, delivery);
  }

  async resendSince(endpoint: string, since: number): Promise<number> {
    return this.tenant.meta ? resendSince(this.tenant, endpoint, since) : 0;
  }

  async rotateSecret(
    endpoint: string,
    overlap: number,
    secret?: string,
  ): Promise<Result<EndpointView & { secret: string }, TenantFailure>> {
    return rotateSecret(this.tenant, endpoint, overlap, secret);
  }

  async recover(endpoint: string): Promise<Result<Recovered, TenantFailure>> {
    return recover(this.tenant, endpoint);
  }

  async evidence(): Promise<{ operation: string; fact: string; request: string; at: number }[]> {
    return this.tenant.meta ? listEvidence(this.tenant.sql) : [];
  }

  async previewReset(seed: {
    profile?: string;
    number?: number;
  }): Promise<Record<string, { now: number; after: number }> | undefined> {
    return previewReset(this.tenant, seed);
  }

  async createSnapshot(name: string): Promise<Result<SnapshotView, TenantFailure>> {
    return createSnapshot(this.tenant, name);
  }

  async snapshots(): Promise<SnapshotView[]> {
    return this.tenant.meta ? snapshotsOf(this.tenant) : [];
  }

  async deleteSnapshot(id: string): Promise<boolean> {
    return this.tenant.meta !== undefined && deleteSnapshot(this.tenant, id);
  }

  async restore(snapshot: string): Promise<Result<TenantStatus, TenantFailure>> {
    return restore(this.tenant, snapshot);
  }

  /** Makes this tenant a fork of another one. */
  async fork(
    activation: Activation,
    source: string,
    from: ForkFrom,
  ): Promise<Result<TenantStatus, TenantFailure>> {
    // The namespace cannot tell its class; the port says what is asked of it.
    const port = this.tenant.env.TEST.getByName(source) as unknown as ForkPort;
    return becomeFork(this.tenant, activation, port, from);
  }

  async beginFork(from: ForkFrom): Promise<Result<ForkSource, TenantFailure>> {
    return beginFork(this.tenant, from);
  }

  async forkRows(generation: number, after: ForkKey): Promise<ForkRow[]> {
    return rowsAfter(this.tenant.sql, generation, after);
  }

  async forkFile(generation: number, after: ForkKey): Promise<ForkFile | undefined> {
    return fileAfter(this.tenant.sql, generation, after);
  }

  async forkSequences(generation: number): Promise<[string, number][]> {
    return sequencesOf(this.tenant.sql, generation);
  }

  async forkEdits(turnBack: NonNullable<ForkSource["turnBack"]>, after?: EditCursor): Promise<EditPage> {
    return editsBefore(this.tenant.sql, turnBack, after);
  }

  async endFork(generation: number): Promise<void> {
    endFork(this.tenant, generation);
  }

  async undo(): Promise<Result<TenantStatus, TenantFailure>> {
    return undo(this.tenant);
  }

  async clock(): Promise<ClockView | undefined> {
    return this.tenant.meta && viewClock(this.tenant.meta);
  }

  async moveClock(change: ClockChange): Promise<Result<ClockMoved, TenantFailure>> {
    return moveClock(this.tenant, change);
  }

  async setRateOverride(rule: RateOverrideRule): Promise<Result<RateOverride, TenantFailure>> {
    return setRateOverride(this.tenant, rule);
  }

  async rateOverrides(): Promise<RateOverride[]> {
    return this.tenant.meta ? listRateOverrides(this.tenant) : [];
  }

  async release(key: string): Promise<boolean> {
    return this.tenant.meta !== undefined && removeRateOverride(this.tenant, key);
  }

  async armFault(rule: FaultRule): Promise<Result<Fault, TenantFailure>> {
    return armFault(this.tenant, rule);
  }

  async faults(): Promise<Fault[]> {
    return this.tenant.meta ? listFaults(this.tenant) : [];
  }

  async disarmFault(id: string): Promise<boolean> {
    return this.tenant.meta !== undefined && disarmFault(this.tenant, id);
  }

  async trigger(asked: TriggerRequest): Promise<Result<Triggered, TenantFailure>> {
    return trigger(this.tenant, asked);
  }

  async tailTicket(): Promise<TailTicket | undefined> {
    return issueTicket(this.tenant);
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

  async claim(delivery: number): Promise<Claim | undefined> {
    return claim(this.tenant, delivery);
  }

  async requeue(delivery: number): Promise<boolean> {
    return requeue(this.tenant, delivery);
  }

  async report(attempt: AttemptReport): Promise<void> {
    return report(this.tenant, attempt);
  }

  async timers(filter: TimerFilter): Promise<TimerView[]> {
    return this.tenant.meta ? timersOf(this.tenant, filter) : [];
  }

  async retryTimer(timer: number): Promise<TimerView | undefined> {
    return this.tenant.meta && retryTimer(this.tenant, timer);
  }

  async dropTimer(timer: number): Promise<boolean> {
    return this.tenant.meta !== undefined && dropTimer(this.tenant, timer);
  }

  async checkAlarm(): Promise<AlarmReport> {
    return checkAlarm(this.opened);
  }

  override async alarm(again?: AlarmInvocationInfo): Promise<void> {
    await onAlarm(this.opened, again?.isRetry);
  }
}

/** Live data: the same code with its own namespace, so that no mix-up of ids can cross. */
export class Live extends Sandbox {}
