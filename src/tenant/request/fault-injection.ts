// Step 6 of a call (R42): failures that a tester asked for. The first match wins: an armed fault, a header, a value in the call.
// Counted here, in the one turn between steps 4 and 9, so that parallel calls cannot use one count twice.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import { isCalled, isEventNamed } from "#blueprint/known-names.ts";
import {
  type Effect,
  type DeliveryFault,
  magicEmail,
  magicText,
  scenariosOf,
} from "#blueprint/format/scenarios.ts";
import type { Fault, FaultRule } from "#contract/faults.ts";
import { type Json, canonical, isObject, own } from "#lib/json.ts";
import type { Reason } from "#lib/reason.ts";
import { SIMULATED_STATUS, type SimulatedCode } from "#lib/problem.ts";
import { type OperationContext, Refused, refuse } from "#engine/context.ts";
import { liveFaults, stillHolds, useFault } from "../store/faults.ts";
import type { Tenant } from "../tenant.ts";

export type FaultOutcome = {
  /** What asked for it. */
  reason: Reason;
  /** The scenario it comes from, if it is one. */
  scenario?: string;
  refusal?: Refused;
  delay?: number;
  drop?: boolean;
  acts?: boolean;
  /** How the webhooks of the call misbehave. */
  webhook?: DeliveryFault;
  /** The item of a batch that is refused, and the refusal. */
  item?: { place: number; refusal: Refused };
};

export type Asked = {
  tenant: Tenant;
  now: number;
  key: string;
  headers: ReadonlyMap<string, string>;
  idempotencyKey?: string;
};

const MAX_LATENCY = 60_000;
const COUNT_TTL = 24 * 3_600_000;
const ERROR_NAMES: Readonly<Record<string, string>> = {
  rate_limit: "rate_limited",
  auth: "unauthorized",
  bad_request: "validation_error",
};

export function matchFault(context: OperationContext, asked: Asked): FaultOutcome | undefined {
  const found = byFault(context, asked) ?? byHeader(context, asked) ?? byValue(context, asked);
  const latency = Number(asked.headers.get("x-sandbox-latency") ?? Number.NaN);
  if (!(latency > 0)) return found;
  const delay = Math.min(latency, MAX_LATENCY);
  return found
    ? { ...found, delay }
    : { reason: { kind: "latency", name: "delayed", facts: { milliseconds: delay } }, delay, acts: true };
}

/** A value in the path that calls a scenario up is looked at before anybody asks whether such a record exists. */
export function matchFaultByPath(context: OperationContext, asked: Asked): FaultOutcome | undefined {
  const name = named(context, Object.entries(context.path));
  return name === undefined
    ? undefined
    : byName(context, asked, { kind: "magic_value", name, facts: { in: "path" } });
}

function byFault(context: OperationContext, asked: Asked): FaultOutcome | undefined {
  const { tenant } = asked;
  if (tenant.armed === false) return undefined;
  const { sql } = tenant;
  const live = liveFaults(sql, asked.now);
  tenant.armed = live.length > 0;
  const fault = live.find(({ rule }) => rule.match.event === undefined && matches(rule, context, asked));
  if (!fault) return undefined;
  const { scenario, effect } = nextEffect(asked.tenant, context.index, fault, asked.now);
  const facts = scenario === undefined ? {} : { scenario };
  return faultOutcomeOf(context, { kind: "fault", name: fault.id, facts }, effect, scenario);
}

/** The effect whose turn it is; using it counts. A sequence that is counted longer than it is begins again. */
function nextEffect(
  tenant: Tenant,
  index: BlueprintIndex,
  fault: Fault,
  now: number,
): { scenario?: string; effect: Effect } {
  const total = Array.isArray(fault.effect) ? fault.effect.length : 1;
  const list = [fault.effect].flat();
  const used = (fault.count ?? total) - fault.remaining;
  const effect = list[used % list.length] ?? {};
  useFault(tenant.sql, fault.id, now);
  if (!("scenario" in effect)) return { effect };
  const scenario = own(scenariosOf(index.scenarios), effect.scenario);
  return { scenario: effect.scenario, effect: scenario?.effect ?? {} };
}

/** How the webhooks of an event misbehave: an armed fault that waits for it. */
export function deliveryFaultOf(
  tenant: Tenant,
  index: BlueprintIndex,
  event: { type: string; resource: string | null; record: string | null },
  now: number,
): DeliveryFault | undefined {
  if (tenant.armed === false) return undefined;
  const live = liveFaults(tenant.sql, now);
  tenant.armed = live.length > 0;
  const fault = live.find(({ rule: { match } }) =>
    match.event === undefined
      ? false
      : isEventNamed(match.event, event.type) &&
        (match.resource === undefined || match.resource === event.resource) &&
        (match.record === undefined || match.record === event.record),
  );
  return fault && nextEffect(tenant, index, fault, now).effect.webhook;
}

function matches({ match }: FaultRule, context: OperationContext, asked: Asked): boolean {
  const { operation } = context;
  return (
    (match.operation === undefined || isCalled(context.index, operation, match.operation)) &&
    (match.resource === undefined || match.resource === operation.resource) &&
    (match.key === undefined || match.key === asked.key) &&
    (match.record === undefined || Object.values(context.path).includes(match.record)) &&
    (match.body === undefined || holds(context.body, match.body))
  );
}

/** Whether a body has the members of a pattern, nested ones included. */
function holds(body: Json | undefined, pattern: Json): boolean {
  if (!isObject(pattern)) return body !== undefined && canonical(body) === canonical(pattern);
  return isObject(body) && Object.entries(pattern).every(([name, value]) => holds(own(body, name), value));
}

/** `X-Sandbox-Scenario: name`, and `X-Sandbox-Error: name or status`. */
function byHeader(context: OperationContext, asked: Asked): FaultOutcome | undefined {
  const scenario = asked.headers.get("x-sandbox-scenario");
  if (scenario !== undefined) {
    const known = byName(context, asked, byHeaderNamed(scenario.trim()));
    if (!known)
      throw refuse(context, "invalid", `There is no scenario '${scenario}'.`, {
        param: "X-Sandbox-Scenario",
      });
    return known;
  }
  const error = asked.headers.get("x-sandbox-error")?.trim();
  if (error === undefined) return undefined;
  const status = Number(error);
  if (status >= 400 && status <= 599)
    return faultOutcomeOf(context, { kind: "error", name: String(status), facts: {} }, { status });
  const known = byName(context, asked, byHeaderNamed(ERROR_NAMES[error] ?? error));
  if (!known) throw refuse(context, "invalid", `There is no error '${error}'.`, { param: "X-Sandbox-Error" });
  return known;
}

const byHeaderNamed = (name: string): Reason => ({ kind: "scenario", name, facts: {} });

function byValue(context: OperationContext, asked: Asked): FaultOutcome | undefined {
  const key = asked.idempotencyKey;
  const byKey = key?.startsWith(magicText(""))
    ? Object.keys(scenariosOf(context.index.scenarios)).find((name) => key.startsWith(magicText(name)))
    : undefined;
  const name = byKey ?? named(context, membersOf({ query: context.query, body: context.body ?? null }));
  return name === undefined
    ? undefined
    : byName(context, asked, { kind: "magic_value", name, facts: { in: "call" } });
}

const MAX_MEMBERS = 500;

/** Scalars of a value with the names they stand under. */
function membersOf(value: Json, name = "", found: [string, Json][] = []): [string, Json][] {
  if (found.length > MAX_MEMBERS) return found;
  if (Array.isArray(value)) for (const item of value) membersOf(item, name, found);
  else if (isObject(value)) for (const [key, member] of Object.entries(value)) membersOf(member, key, found);
  else if (value !== null) found.push([name, value]);
  return found;
}

/** The scenario that one of these values calls up. */
function named(context: OperationContext, members: readonly (readonly [string, Json])[]): string | undefined {
  const declared = Object.entries(context.index.scenarios);
  for (const [member, value] of members) {
    const own = declared.find(([, one]) =>
      one.when.some((when) => when.value === value && (when.member === undefined || when.member === member)),
    );
    if (own) return own[0];
    const text =
      typeof value === "string" && value.includes("sandbox")
        ? (/^sandbox_(\w+)$/.exec(value) ?? /^(\w+)@sandbox\.test$/.exec(value))?.[1]
        : undefined;
    const known = text === undefined ? undefined : knownScenario(context, text);
    if (known !== undefined && (value === magicText(known) || value === magicEmail(known))) return known;
  }
  return undefined;
}

const knownScenario = (context: OperationContext, name: string): string | undefined =>
  own(scenariosOf(context.index.scenarios), name) === undefined ? undefined : name;

/** The scenario that a reason names; undefined where there is none. */
function byName(context: OperationContext, asked: Asked, reason: Reason): FaultOutcome | undefined {
  const { name } = reason;
  const scenario = own(scenariosOf(context.index.scenarios), name);
  if (!scenario) return undefined;
  const { times } = scenario.effect;
  const counter = `${asked.key} ${name} ${context.operation.id} ${canonical(context.path)}`;
  if (times !== undefined && !stillHolds(asked.tenant.sql, counter, times, asked.now + COUNT_TTL))
    return { reason: { ...reason, facts: { ...reason.facts, recovered: true } }, acts: true };
  return faultOutcomeOf(context, reason, scenario.effect, name);
}

function faultOutcomeOf(
  context: OperationContext,
  reason: Reason,
  effect: Effect,
  scenario?: string,
): FaultOutcome {
  const faultOutcome: FaultOutcome = {
    reason,
    ...(scenario === undefined ? {} : { scenario }),
    ...(effect.delay === undefined ? {} : { delay: effect.delay }),
    ...(effect.drop ? { drop: true } : {}),
    ...(effect.acts ? { acts: true } : {}),
    ...(effect.webhook === undefined ? {} : { webhook: effect.webhook }),
  };
  if (effect.code === undefined && effect.status === undefined)
    return { acts: !effect.drop, ...faultOutcome };
  const code = simulated(effect.code) ?? codeOf(effect.status) ?? "server_error";
  const said = refuse(
    context,
    code,
    effect.message ?? MESSAGES[code] ?? "The sandbox was asked to refuse this call.",
  );
  const always = context.index.errors.always;
  const refused = { ...said.refusal, ...(effect.code === undefined ? {} : { code: effect.code }) };
  if (effect.status !== undefined && always === undefined) refused.status = effect.status;
  const waits = refused.status === 429 || refused.status === 503;
  const refusal = new Refused(refused, waits ? [["retry-after", "1"]] : []);
  return effect.item === undefined
    ? { ...faultOutcome, refusal }
    : { ...faultOutcome, acts: true, item: { place: effect.item, refusal } };
}

const isSimulated = (code: string): code is SimulatedCode => Object.hasOwn(SIMULATED_STATUS, code);

const simulated = (code: string | undefined): SimulatedCode | undefined =>
  code !== undefined && isSimulated(code) ? code : undefined;

const codeOf = (status: number | undefined): SimulatedCode | undefined =>
  Object.keys(SIMULATED_STATUS)
    .filter(isSimulated)
    .find((code) => SIMULATED_STATUS[code] === status);

const MESSAGES: Partial<Record<SimulatedCode, string>> = {
  rate_limited: "Too many requests. Retry later.",
  unauthorized: "The API key is not valid.",
  expired_token: "The credential has expired.",
  forbidden: "This key may not do this.",
  not_found: "No such resource.",
  invalid: "The request is not valid.",
  conflict: "The request clashes with the present state.",
  server_error: "Something went wrong.",
  unavailable: "The service is not available. Retry later.",
};
