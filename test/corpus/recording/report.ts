// What a replay showed: one line an API, the totals, and the failures by cause.
import type { Json } from "#lib/json.ts";
import type { Played } from "./replay.ts";

export type Totals = {
  exchanges: number;
  aside: number;
  played: number;
  sameStatus: number;
  fields: number;
  present: number;
  undeclared: number;
  scalars: number;
  sameType: number;
  sameValue: number;
  echoes: number;
  echoed: number;
  ours: number;
  extra: number;
  forbiddenNulls: number;
};

export function totalsOf(all: readonly Played[]): Totals {
  const totals: Totals = {
    exchanges: all.length,
    aside: 0,
    played: 0,
    sameStatus: 0,
    fields: 0,
    present: 0,
    undeclared: 0,
    scalars: 0,
    sameType: 0,
    sameValue: 0,
    echoes: 0,
    echoed: 0,
    ours: 0,
    extra: 0,
    forbiddenNulls: 0,
  };
  for (const one of all) {
    if (one.aside !== undefined) {
      totals.aside++;
      continue;
    }
    totals.played++;
    if (one.status === one.exchange.status) totals.sameStatus++;
    if (one.forbiddenNull !== undefined) totals.forbiddenNulls++;
    const { comparison } = one;
    if (!comparison) continue;
    totals.fields += comparison.fields;
    totals.undeclared += comparison.undeclared;
    totals.present += comparison.fields - comparison.missing.length;
    totals.scalars += comparison.scalars;
    totals.sameType += comparison.sameType;
    totals.sameValue += comparison.sameValue;
    totals.echoes += comparison.echoes;
    totals.echoed += comparison.echoes - comparison.lost.length;
    totals.ours += comparison.ours;
    totals.extra += comparison.extra.length;
  }
  return totals;
}

const percent = (part: number, whole: number): string =>
  (whole === 0 ? "–" : `${((part / whole) * 100).toFixed(1)}%`).padStart(8);

export const HEADER =
  "api             exchanges  aside  status   fields  unknown    types   values     echo    extra    nulls";

export const lineOf = (name: string, totals: Totals): string =>
  `${name.padEnd(16)} ${String(totals.exchanges).padStart(8)} ${String(totals.aside).padStart(6)}${percent(totals.sameStatus, totals.played)} ${percent(totals.present, totals.fields)} ${percent(totals.undeclared, totals.undeclared + totals.fields)} ${percent(totals.sameType, totals.scalars)} ${percent(totals.sameValue, totals.scalars)} ${percent(totals.echoed, totals.echoes)} ${percent(totals.extra, totals.ours)} ${String(totals.forbiddenNulls).padStart(8)}`;

export type Failures = {
  /** Other statuses than the recorded one. */
  statuses: {
    operation: string;
    recorded: number;
    ours: number;
    count: number;
    path: string;
    sent: Json;
    body: Json;
  }[];
  /** Recorded members that ours lacks, and sent ones that ours does not show, with how often. */
  missing: [string, number][];
  lost: [string, number][];
  extra: [string, number][];
  nulls: [string, number][];
  aside: [string, number][];
};

export function failuresOf(all: readonly Played[]): Failures {
  const statuses = new Map<string, Failures["statuses"][number]>();
  const counted = all.filter((one) => one.aside === undefined);
  for (const { exchange, status, path, ours } of counted) {
    if (status === exchange.status) continue;
    const key = `${exchange.operation} ${exchange.status} ${status}`;
    const group = statuses.get(key) ?? {
      operation: exchange.operation,
      recorded: exchange.status,
      ours: status,
      count: 0,
      path,
      sent: exchange.requestBody,
      body: ours ?? null,
    };
    group.count++;
    statuses.set(key, group);
  }
  const places = (pick: (one: Played) => readonly string[]): [string, number][] =>
    tally(all.flatMap((one) => pick(one).map((place) => `${one.exchange.operation} ${place}`)));
  return {
    statuses: [...statuses.values()].sort((a, b) => b.count - a.count),
    missing: places((one) => one.comparison?.missing ?? []),
    lost: places((one) => one.comparison?.lost ?? []),
    extra: places((one) => one.comparison?.extra ?? []),
    nulls: places((one) => (one.forbiddenNull === undefined ? [] : [one.forbiddenNull])),
    aside: places((one) => (one.aside === undefined ? [] : [one.aside])),
  };
}

function tally(keys: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
