// The Durable Object classes: two namespaces, one implementation. No logic: every method calls the file that does the work.
import type { SeriesSpan } from "#contract/series.ts";
import type {
  Activation,
  CallRequest,
  ClockChange,
  EndpointInput,
  LogFilter,
  RateOverrideRule,
  TenantKey,
} from "#contract/call.ts";
import type { RecordsFile, TimerFilter } from "#contract/views.ts";
import type { AttemptReport, DeliveryPort } from "#contract/delivery.ts";
import type { ExportBegun, ExportCursor } from "#contract/export.ts";
import type { FaultRule } from "#contract/faults.ts";
import type { EditCursor, ForkFrom, ForkKey, ForkPort, ForkSource } from "#contract/fork.ts";
import type { Receipt } from "#contract/receipts.ts";
import type { ResetRule } from "#contract/reset-schedule.ts";
import type { Calls } from "#contract/rehearsal.ts";
import type { RecordPlace, TailPort, TenantPort } from "#contract/tenant.ts";
import type { KeyClaims } from "#lib/key.ts";
import { checkKey } from "./request/authenticate.ts";
import { beginEndpointTest, endpointTestReport } from "./testing/endpoint-test.ts";
import { moveClock, viewClock } from "./state/clock.ts";
import { claim, recover, report, requeue, resend, resendSince } from "./events/deliveries.ts";
import { addEndpoint, changeEndpoint, rotateSecret, viewOf } from "./events/endpoints.ts";
import { beginExport, endExport, exportPage, importRecords } from "./state/import-export.ts";
import { browseRecords, deleteRecord, readRecord, resourceCounts } from "./state/browse-records.ts";
import { explain, legalMoves, replay } from "./testing/explain.ts";
import { armFault, disarmFault, listFaults } from "./testing/faults.ts";
import { becomeFork, beginFork, endFork } from "./state/fork.ts";
import { metricsOf, seriesIn, statusOf } from "./state/status.ts";
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
import { resetScheduleOf, setResetSchedule } from "./state/reset-schedule.ts";
import { createSnapshot, deleteSnapshot, restore, snapshotsOf } from "./state/snapshots.ts";
import { keepReceipt } from "./testing/receipts.ts";
import { callsOf, replayAgainstRelease } from "./testing/replay-against-release.ts";
import { serve } from "./request/serve.ts";
import { listEndpoints, removeEndpoint } from "./store/endpoints.ts";
import { editsBefore, fileAfter, rowsAfter, sequencesOf } from "./store/forks.ts";
import { listAudit, listEvidence } from "./store/counters.ts";
import { findReceipt, listReceipts } from "./store/receipts.ts";
import type { Listing } from "./store/records.ts";
import { redactedDeliveries, redactedEvents, redactedLog } from "./testing/redacted-views.ts";
import { endTail, issueTicket, notifyListeners } from "./testing/log-tail.ts";
import { TenantObject } from "./tenant-object.ts";
import { dropTimer, retryTimer, timersOf } from "./jobs/timer-views.ts";
import { type TriggerRequest, trigger } from "./testing/trigger.ts";

/** What its methods answer is said by the ports it implements; nothing else is to be called from outside. */
export class Sandbox extends TenantObject implements TenantPort, ForkPort, DeliveryPort, TailPort {
  async serve(request: CallRequest) {
    return serve(this.tenant, request);
  }

  async activate(activation: Activation) {
    return activate(this.tenant, activation);
  }

  async reset(seed: { profile?: string; number?: number; release?: string }) {
    return reset(this.tenant, seed);
  }

  async resetSchedule() {
    return resetScheduleOf(this.tenant);
  }

  async setResetSchedule(rule?: ResetRule) {
    return setResetSchedule(this.tenant, rule);
  }

  async deactivate(version?: number) {
    const done = deactivate(this.tenant, version);
    if (!done.ok || !done.value.active) endTail(this.ctx);
    return done;
  }

  async purge(version?: number) {
    return purge(this.tenant, version);
  }

  async status() {
    return this.tenant.meta && statusOf(this.tenant, this.tenant.meta);
  }

  async putKey(key: TenantKey) {
    putKey(this.tenant, key);
  }

  /** Why a key does not work here; undefined when it does. */
  async checkKey(claims: KeyClaims, address: string) {
    return checkKey(this.tenant, claims, address, this.tenant.now());
  }

  async keyUses() {
    return keyUses(this.tenant);
  }

  async pinRelease(release: string) {
    return pinRelease(this.tenant, release);
  }

  async loggedCalls(most: number) {
    return callsOf(this.tenant, most);
  }

  async replayCalls(calls: Calls, base: string) {
    return replayAgainstRelease(this.tenant, calls, base);
  }

  async callsThisMonth() {
    const { meta, counters, now } = this.tenant;
    return meta ? counters.used(now()) : 0;
  }

  async addEndpoint(input: EndpointInput) {
    return addEndpoint(this.tenant, input);
  }

  async endpoints() {
    return this.tenant.meta
      ? listEndpoints(this.tenant.sql).map((one) => viewOf(one, this.tenant.now()))
      : [];
  }

  async changeEndpoint(id: string, change: { active?: boolean; events?: string[]; url?: string }) {
    return changeEndpoint(this.tenant, id, change);
  }

  async removeEndpoint(id: string) {
    return this.tenant.meta !== undefined && removeEndpoint(this.tenant.sql, id);
  }

  async deliveries(limit: number, before?: number) {
    return redactedDeliveries(this.tenant, limit, before);
  }

  async events(after: number, limit: number) {
    return redactedEvents(this.tenant, after, limit);
  }

  async log(filter: LogFilter) {
    return redactedLog(this.tenant, filter);
  }

  async explain(request: string) {
    return explain(this.tenant, request);
  }

  async replay(request: string, base: string) {
    return replay(this.tenant, request, base);
  }

  async legalMoves(resource: string, id: string) {
    return legalMoves(this.tenant, resource, id);
  }

  async resourceCounts() {
    return resourceCounts(this.tenant);
  }

  async browseRecords(listing: Listing) {
    return browseRecords(this.tenant, listing);
  }

  async readRecord(place: RecordPlace) {
    return readRecord(this.tenant, place);
  }

  async deleteRecord(place: RecordPlace) {
    return deleteRecord(this.tenant, place);
  }

  async beginExport() {
    return beginExport(this.tenant);
  }

  async exportPage(generation: number, after?: ExportCursor) {
    return exportPage(this.tenant, generation, after);
  }

  async endExport(begun: ExportBegun) {
    endExport(this.tenant, begun);
  }

  async importRecords(records: RecordsFile["records"]) {
    return importRecords(this.tenant, records);
  }

  async metrics(since: number) {
    return metricsOf(this.tenant, since);
  }

  async series(span: SeriesSpan) {
    return seriesIn(this.tenant, span);
  }

  async audit(limit: number) {
    return this.tenant.meta ? listAudit(this.tenant.sql, limit) : [];
  }

  async beginEndpointTest(endpoint: string) {
    return beginEndpointTest(this.tenant, endpoint);
  }

  async endpointTestReport(id: string) {
    return endpointTestReport(this.tenant, id);
  }

  async resend(delivery: number) {
    return this.tenant.meta && resend(this.tenant, delivery);
  }

  async resendSince(endpoint: string, since: number) {
    return this.tenant.meta ? resendSince(this.tenant, endpoint, since) : 0;
  }

  async rotateSecret(endpoint: string, overlap: number, secret?: string) {
    return rotateSecret(this.tenant, endpoint, overlap, secret);
  }

  async recover(endpoint: string) {
    return recover(this.tenant, endpoint);
  }

  async evidence() {
    return this.tenant.meta ? listEvidence(this.tenant.sql) : [];
  }

  async keepReceipt(receipt: Receipt) {
    return keepReceipt(this.tenant, receipt);
  }

  async receipts(limit: number) {
    return this.tenant.meta ? listReceipts(this.tenant.sql, limit) : [];
  }

  async receipt(id: string) {
    return this.tenant.meta && findReceipt(this.tenant.sql, id);
  }

  async previewReset(seed: { profile?: string; number?: number }) {
    return previewReset(this.tenant, seed);
  }

  async createSnapshot(name: string) {
    return createSnapshot(this.tenant, name);
  }

  async snapshots() {
    return this.tenant.meta ? snapshotsOf(this.tenant) : [];
  }

  async deleteSnapshot(id: string) {
    return this.tenant.meta !== undefined && deleteSnapshot(this.tenant, id);
  }

  async restore(snapshot: string) {
    return restore(this.tenant, snapshot);
  }

  /** Makes this tenant a fork of another one. */
  async fork(activation: Activation, source: string, from: ForkFrom) {
    return becomeFork(this.tenant, activation, this.tenant.env.TEST.getByName(source), from);
  }

  async beginFork(from: ForkFrom) {
    return beginFork(this.tenant, from);
  }

  async forkRows(generation: number, after: ForkKey) {
    return rowsAfter(this.tenant.sql, generation, after);
  }

  async forkFile(generation: number, after: ForkKey) {
    return fileAfter(this.tenant.sql, generation, after);
  }

  async forkSequences(generation: number) {
    return sequencesOf(this.tenant.sql, generation);
  }

  async forkEdits(turnBack: NonNullable<ForkSource["turnBack"]>, after?: EditCursor) {
    return editsBefore(this.tenant.sql, turnBack, after);
  }

  async endFork(generation: number) {
    endFork(this.tenant, generation);
  }

  async undo() {
    return undo(this.tenant);
  }

  async clock() {
    return this.tenant.meta && viewClock(this.tenant.meta, this.tenant.now());
  }

  async moveClock(change: ClockChange) {
    return moveClock(this.tenant, change);
  }

  async setRateOverride(rule: RateOverrideRule) {
    return setRateOverride(this.tenant, rule);
  }

  async rateOverrides() {
    return this.tenant.meta ? listRateOverrides(this.tenant) : [];
  }

  async release(key: string) {
    return this.tenant.meta !== undefined && removeRateOverride(this.tenant, key);
  }

  async armFault(rule: FaultRule) {
    return armFault(this.tenant, rule);
  }

  async faults() {
    return this.tenant.meta ? listFaults(this.tenant) : [];
  }

  async disarmFault(id: string) {
    return this.tenant.meta !== undefined && disarmFault(this.tenant, id);
  }

  async trigger(asked: TriggerRequest) {
    return trigger(this.tenant, asked);
  }

  async tailTicket() {
    return issueTicket(this.tenant);
  }

  async claim(delivery: number) {
    return claim(this.tenant, delivery);
  }

  async requeue(delivery: number) {
    return requeue(this.tenant, delivery);
  }

  async report(attempt: AttemptReport) {
    await report(this.tenant, attempt);
    if (this.tenant.isWatched) notifyListeners(this.tenant, this.ctx);
  }

  async timers(filter: TimerFilter) {
    return this.tenant.meta ? timersOf(this.tenant, filter) : [];
  }

  async retryTimer(timer: number) {
    return this.tenant.meta && retryTimer(this.tenant, timer);
  }

  async dropTimer(timer: number) {
    return this.tenant.meta !== undefined && dropTimer(this.tenant, timer);
  }
}

/** Live data: the same code with its own namespace, so that no mix-up of ids can cross. */
export class Live extends Sandbox {}
