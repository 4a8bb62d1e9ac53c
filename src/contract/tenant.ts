// A tenant as the other rooms call it: the object's methods, by name, whatever class stands behind them.
import type { SeriesSpan, StepCounts } from "./series.ts";
import type { ExportBegun, ExportCursor, ExportRow } from "./export.ts";
import type { JsonObject } from "#lib/json.ts";
import type { Result } from "#lib/result.ts";
import type { KeyClaims, Mode } from "#lib/key.ts";
import type { KeyDenial } from "#lib/key-state.ts";
import type { TailTicket } from "#lib/tail-ticket.ts";
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
} from "./call.ts";
import type {
  AuditEntry,
  CallDetail,
  EndpointTest,
  DeliveryRow,
  EventView,
  ClockMoved,
  ClockView,
  EndpointView,
  Evidence,
  LegalMoves,
  Metrics,
  RecordPage,
  RecordView,
  RecordsFile,
  Recovered,
  ResourceCount,
  SnapshotView,
  RateOverride,
  TenantStatus,
  TimerFilter,
  TimerView,
  Triggered,
} from "./views.ts";
import type { AlarmReport } from "./alarm.ts";
import type { FaultView, FaultRule } from "./faults.ts";
import type { ForkFrom } from "./fork.ts";
import type { Receipt } from "./receipts.ts";
import type { ResetRule, ResetSchedule } from "./reset-schedule.ts";
import type { Calls, ReplayedCall } from "./rehearsal.ts";

export type TenantPort = {
  serve(request: CallRequest): Promise<CallAnswer>;
  activate(activation: Activation): Promise<TenantStatus | undefined>;
  reset(seed: {
    profile?: string;
    number?: number;
    release?: string;
  }): Promise<Result<TenantStatus, TenantFailure>>;
  resetSchedule(): Promise<ResetSchedule | null>;
  /** Without a rule it ends. */
  setResetSchedule(rule?: ResetRule): Promise<Result<ResetSchedule | null, TenantFailure>>;
  deactivate(version?: number): Promise<Result<TenantStatus, TenantFailure>>;
  /** False where it is active, or was told something newer: then everything stays. */
  purge(version?: number): Promise<boolean>;
  status(): Promise<TenantStatus | undefined>;
  putKey(key: TenantKey): Promise<void>;
  checkKey(claims: KeyClaims, address: string): Promise<KeyDenial | undefined>;
  keyUses(): Promise<Record<string, number>>;
  pinRelease(release: string): Promise<Result<TenantStatus, TenantFailure>>;
  loggedCalls(most: number): Promise<Calls>;
  replayCalls(calls: Calls, base: string): Promise<ReplayedCall[]>;
  callsThisMonth(): Promise<number>;
  addEndpoint(input: EndpointInput): Promise<Result<EndpointView & { secret: string }, TenantFailure>>;
  endpoints(): Promise<EndpointView[]>;
  changeEndpoint(
    id: string,
    change: { active?: boolean; events?: string[]; url?: string },
  ): Promise<Result<EndpointView, TenantFailure>>;
  removeEndpoint(id: string): Promise<boolean>;
  deliveries(limit: number, before?: number): Promise<DeliveryRow[]>;
  /** Those that follow a number, oldest first. */
  events(after: number, limit: number): Promise<EventView[]>;
  log(filter: LogFilter): Promise<unknown[]>;
  explain(request: string): Promise<Result<CallDetail, TenantFailure>>;
  replay(
    request: string,
    base: string,
  ): Promise<Result<{ request: string; status: number; body: string | null }, TenantFailure>>;
  legalMoves(resource: string, id: string): Promise<LegalMoves | undefined>;
  resourceCounts(): Promise<ResourceCount[] | undefined>;
  browseRecords(listing: {
    resource: string;
    search?: string;
    below?: number;
    limit: number;
  }): Promise<Result<RecordPage, TenantFailure>>;
  readRecord(place: RecordPlace): Promise<Result<RecordView, TenantFailure>>;
  deleteRecord(place: RecordPlace): Promise<Result<null, TenantFailure>>;
  beginExport(): Promise<ExportBegun | undefined>;
  exportPage(generation: number, after?: ExportCursor): Promise<ExportRow[]>;
  endExport(begun: ExportBegun): Promise<void>;
  importRecords(
    records: RecordsFile["records"],
  ): Promise<Result<{ imported: number }, TenantFailure & { details?: string[] }>>;
  beginEndpointTest(endpoint: string): Promise<Result<{ id: string }, TenantFailure>>;
  endpointTestReport(id: string): Promise<EndpointTest | undefined>;
  resend(delivery: number): Promise<number | undefined>;
  recover(endpoint: string): Promise<Result<Recovered, TenantFailure>>;
  resendSince(endpoint: string, since: number): Promise<number>;
  rotateSecret(
    endpoint: string,
    overlap: number,
    secret?: string,
  ): Promise<Result<EndpointView & { secret: string }, TenantFailure>>;
  metrics(since: number): Promise<Metrics | undefined>;
  series(span: SeriesSpan): Promise<StepCounts[] | undefined>;
  audit(limit: number): Promise<AuditEntry[]>;
  evidence(): Promise<Evidence[]>;
  keepReceipt(receipt: Receipt): Promise<Result<null, TenantFailure>>;
  receipts(limit: number): Promise<Receipt[]>;
  receipt(id: string): Promise<Receipt | undefined>;
  previewReset(seed: {
    profile?: string;
    number?: number;
  }): Promise<Record<string, { now: number; after: number }> | undefined>;
  createSnapshot(name: string): Promise<Result<SnapshotView, TenantFailure>>;
  snapshots(): Promise<SnapshotView[]>;
  deleteSnapshot(id: string): Promise<boolean>;
  restore(snapshot: string): Promise<Result<TenantStatus, TenantFailure>>;
  fork(activation: Activation, source: string, from: ForkFrom): Promise<Result<TenantStatus, TenantFailure>>;
  undo(): Promise<Result<TenantStatus, TenantFailure>>;
  clock(): Promise<ClockView | undefined>;
  moveClock(change: ClockChange): Promise<Result<ClockMoved, TenantFailure>>;
  trigger(asked: {
    event: string;
    record?: string;
    data?: JsonObject;
  }): Promise<Result<Triggered, TenantFailure>>;
  tailTicket(): Promise<TailTicket | undefined>;
  setRateOverride(rule: RateOverrideRule): Promise<Result<RateOverride, TenantFailure>>;
  rateOverrides(): Promise<RateOverride[]>;
  release(key: string): Promise<boolean>;
  armFault(rule: FaultRule): Promise<Result<FaultView, TenantFailure>>;
  faults(): Promise<FaultView[]>;
  disarmFault(id: string): Promise<boolean>;
  timers(filter: TimerFilter): Promise<TimerView[]>;
  retryTimer(timer: number): Promise<TimerView | undefined>;
  dropTimer(timer: number): Promise<boolean>;
  checkAlarm(): Promise<AlarmReport>;
};

/** Where a record is; without a scope, the one of any scope that has this id. */
export type RecordPlace = { resource: string; parent?: string; id: string };

/** The live tail comes by HTTP: a socket cannot be handed over by a method. */
export type TailPort = { fetch(request: Request): Promise<Response> };

/**
 * A namespace of tenants' objects, as far as one room calls them. The binding cannot tell which class stands behind it; the
 * class implements every port.
 */
export type Namespace<Port> = { getByName(name: string): Port };

/** Finds the object of a tenant: owner is a sandbox id in test mode, a partner id in live mode. */
export type TenantOf = (mode: Mode, name: string) => TenantPort;

export const tenantName = (owner: string, api: string): string => `${owner}:${api}`;
