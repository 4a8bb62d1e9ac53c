// A tenant as the other rooms call it: the object's methods, by name, whatever class stands behind them.
import type { ExportBegun, ExportCursor, ExportRow } from "./export.ts";
import type { JsonObject } from "../lib/json.ts";
import type { Result } from "../lib/result.ts";
import type { Mode } from "../lib/key.ts";
import type {
  Activation,
  CallAnswer,
  CallRequest,
  ClockChange,
  EndpointInput,
  LogFilter,
  Policy,
  SqueezeRule,
  TenantFailure,
  TenantKey,
} from "./call.ts";
import type {
  AuditEntry,
  CallDetail,
  CheckUp,
  DeliveryRow,
  ClockMoved,
  ClockView,
  EndpointView,
  Evidence,
  LegalMoves,
  Metrics,
  RecordsFile,
  SnapshotView,
  Squeeze,
  TenantStatus,
  Triggered,
} from "./views.ts";
import type { Fault, FaultRule } from "./faults.ts";
import type { ForkFrom } from "./fork.ts";
import type { Calls, Rehearsed } from "./rehearsal.ts";

export type TenantPort = {
  serve(request: CallRequest): Promise<CallAnswer>;
  activate(activation: Activation): Promise<TenantStatus>;
  reset(seed: {
    profile?: string;
    number?: number;
    release?: string;
  }): Promise<Result<TenantStatus, TenantFailure>>;
  deactivate(): Promise<Result<TenantStatus, TenantFailure>>;
  purge(): Promise<void>;
  status(): Promise<TenantStatus | undefined>;
  putKey(key: TenantKey): Promise<void>;
  keyUses(): Promise<Record<string, number>>;
  pinRelease(release: string): Promise<Result<TenantStatus, TenantFailure>>;
  loggedCalls(most: number): Promise<Calls>;
  rehearse(calls: Calls, base: string): Promise<Rehearsed[]>;
  claimed(): Promise<void>;
  callsThisMonth(): Promise<number>;
  setPolicy(policy: Policy): Promise<void>;
  addEndpoint(input: EndpointInput): Promise<Result<EndpointView & { secret: string }, TenantFailure>>;
  endpoints(): Promise<EndpointView[]>;
  changeEndpoint(
    id: string,
    change: { active?: boolean; events?: string[]; url?: string },
  ): Promise<Result<EndpointView, TenantFailure>>;
  removeEndpoint(id: string): Promise<boolean>;
  deliveries(limit: number): Promise<DeliveryRow[]>;
  log(filter: LogFilter): Promise<unknown[]>;
  explain(request: string): Promise<Result<CallDetail, TenantFailure>>;
  replay(
    request: string,
    base: string,
  ): Promise<Result<{ request: string; status: number; body: string | null }, TenantFailure>>;
  legalMoves(resource: string, id: string): Promise<LegalMoves | undefined>;
  beginExport(): Promise<ExportBegun | undefined>;
  exportPage(generation: number, after?: ExportCursor): Promise<ExportRow[]>;
  endExport(begun: ExportBegun): Promise<void>;
  importRecords(
    records: RecordsFile["records"],
  ): Promise<Result<{ imported: number }, TenantFailure & { details?: string[] }>>;
  beginCheckUp(endpoint: string): Promise<Result<{ id: string }, TenantFailure>>;
  checkUpReport(id: string): Promise<CheckUp | undefined>;
  resend(delivery: number): Promise<number | undefined>;
  recover(endpoint: string): Promise<number>;
  resendSince(endpoint: string, since: number): Promise<number>;
  rotateSecret(
    endpoint: string,
    overlap: number,
    secret?: string,
  ): Promise<Result<EndpointView & { secret: string }, TenantFailure>>;
  metrics(since: number): Promise<Metrics | undefined>;
  audit(limit: number): Promise<AuditEntry[]>;
  evidence(): Promise<Evidence[]>;
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
  tailTicket(): Promise<{ ticket: string; expires: number } | undefined>;
  squeeze(rule: SqueezeRule): Promise<Result<Squeeze, TenantFailure>>;
  squeezes(): Promise<Squeeze[]>;
  release(key: string): Promise<boolean>;
  armFault(rule: FaultRule): Promise<Result<Fault, TenantFailure>>;
  faults(): Promise<Fault[]>;
  disarmFault(id: string): Promise<boolean>;
};

/** Finds the object of a tenant: owner is a sandbox id in test mode, a partner id in live mode. */
export type TenantOf = (mode: Mode, name: string) => TenantPort;

export const tenantName = (owner: string, api: string): string => `${owner}:${api}`;
