// What a step leaves behind in the sandbox of its run: events that must and must not happen, and records as they are stored.
import { isEventNamed } from "#blueprint/known-names.ts";
import type { EventExpectation, RecordExpectation, SandboxExpectation } from "#blueprint/workflows/arazzo.ts";
import { type Scope, fill } from "#blueprint/workflows/expressions.ts";
import { parseDuration } from "#lib/clock.ts";
import { type Json, isObject, textOf } from "#lib/json.ts";
import type { Check } from "./results.ts";
import { type RunSandbox, type SeenEvent, hasMembers } from "./run-sandbox.ts";

const WITHIN_MS = 10_000;
/** How long an event is waited for as time goes; what comes later is brought about by moving the sandbox's clock. */
const PATIENCE_MS = 2000;
const AFTER_THE_CLOCK_MS = 5000;
const POLL_MS = 100;

export type Wait = (milliseconds: number) => Promise<void>;

/** Checks of one run: an event counts once, and what was forbidden stays so. */
export class Expectations {
  private readonly counted = new Set<string>();
  private readonly forbidden = new Set<string>();
  private readonly sandbox: RunSandbox;
  private readonly wait: Wait;

  constructor(sandbox: RunSandbox, wait: Wait) {
    this.sandbox = sandbox;
    this.wait = wait;
  }

  async check(expectation: SandboxExpectation, scope: Scope): Promise<Check[]> {
    const checks: Check[] = [];
    for (const one of expectation.events ?? []) checks.push(await this.checkEvent(one, scope));
    for (const one of expectation.noEvents ?? []) this.forbidden.add(one);
    checks.push(...(await this.checkForbidden()));
    for (const one of expectation.records ?? []) checks.push(await this.checkRecord(one, scope));
    return checks;
  }

  private async checkEvent({ type, data, within }: EventExpectation, scope: Scope): Promise<Check> {
    const members = fill(data ?? {}, scope);
    const limit = within === undefined ? WITHIN_MS : (parseDuration(within) ?? WITHIN_MS);
    const here = (): Promise<SeenEvent | undefined> => this.find(type, members);
    const patience = Math.min(limit, PATIENCE_MS);
    let found = await this.poll(here, patience);
    if (!found && limit > patience) {
      await this.sandbox.advance((limit - patience) / 1000);
      found = await this.poll(here, AFTER_THE_CLOCK_MS);
    }
    const check = { kind: "event" as const, what: `Webhook: ${type} fired` };
    if (found) {
      this.counted.add(found.id);
      return { ...check, passed: true };
    }
    const types = [...new Set((await this.sandbox.events()).map((one) => one.type))];
    const others = types.length === 0 ? "no event fired" : `there were ${types.join(", ")}`;
    const having = Object.keys(members as object).length === 0 ? "" : ` with ${JSON.stringify(members)}`;
    return { ...check, passed: false, detail: `not${having} within ${limit / 1000} s; ${others}` };
  }

  private async find(type: string, members: Json): Promise<SeenEvent | undefined> {
    const events = await this.sandbox.events();
    return events.find(
      (one) => isEventNamed(type, one.type) && !this.counted.has(one.id) && carries(one.payload, members),
    );
  }

  private async poll<T>(look: () => Promise<T | undefined>, milliseconds: number): Promise<T | undefined> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const found = await look();
      if (found !== undefined || performance.now() >= end) return found;
      await this.wait(POLL_MS);
    }
  }

  private async checkForbidden(): Promise<Check[]> {
    if (this.forbidden.size === 0) return [];
    const events = await this.sandbox.events();
    return [...this.forbidden].map((pattern) => {
      const fired = events.find((one) => isEventNamed(pattern, one.type));
      const check = { kind: "forbidden event" as const, what: `Webhook: ${pattern} does not fire` };
      return fired ? { ...check, passed: false, detail: `${fired.type} fired` } : { ...check, passed: true };
    });
  }

  private async checkRecord(expectation: RecordExpectation, scope: Scope): Promise<Check> {
    const { resource, absent = false } = expectation;
    const id = fill(expectation.id, scope);
    const wanted = fill(expectation.has ?? {}, scope);
    const stored = await this.sandbox.recordsOf(resource);
    // The key is mostly `id`; else it is whichever member has it.
    const record =
      stored.find((one) => one["id"] === id) ?? stored.find((one) => Object.values(one).includes(id));
    const check = { kind: "record" as const, what: `Stored: ${resource} ${textOf(id)}` };
    if (absent)
      return record ? { ...check, passed: false, detail: "is still there" } : { ...check, passed: true };
    if (!record) return { ...check, passed: false, detail: "is not there" };
    if (hasMembers(record, wanted)) return { ...check, passed: true };
    const names = isObject(wanted) ? Object.keys(wanted) : [];
    const actual = Object.fromEntries(names.map((name) => [name, record[name] ?? null]));
    return {
      ...check,
      passed: false,
      detail: `has ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`,
    };
  }
}

/** How an API wraps what an event tells of is its own matter: some object in the payload has the members. A payload may be a text. */
function carries(payload: Json, members: Json, depth = 0): boolean {
  if (hasMembers(payload, members) || Object.keys(members as object).length === 0) return true;
  return (
    depth < 4 && isObject(payload) && Object.values(payload).some((one) => carries(one, members, depth + 1))
  );
}
