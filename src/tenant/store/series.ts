// Calls and deliveries of one tenant over time, counted from its log and its deliveries on request.
import type { SeriesSpan, StepCounts } from "#contract/series.ts";

const CALLS = `SELECT CAST((at - ?) / ? AS INTEGER) AS step, count(*) AS calls,
    count(*) FILTER (WHERE status BETWEEN 400 AND 499) AS refused, count(*) FILTER (WHERE status >= 500) AS failed
  FROM requests WHERE at >= ? AND at < ? AND status > 0 GROUP BY 1`;
const DELIVERIES = `SELECT CAST((e.created - ?) / ? AS INTEGER) AS step,
    count(*) FILTER (WHERE d.state = 'delivered') AS delivered, count(*) FILTER (WHERE d.state = 'failed') AS undelivered
  FROM deliveries d JOIN events e ON e.seq = d.event WHERE e.created >= ? AND e.created < ? AND d.tamper IS NULL GROUP BY 1`;

export function countSteps(sql: SqlStorage, { since, step, steps }: SeriesSpan): StepCounts[] {
  const bounds = [since, step, since, since + step * steps] as const;
  const counts = Array.from({ length: steps }, (): StepCounts => ({
    calls: 0,
    refused: 0,
    failed: 0,
    delivered: 0,
    undelivered: 0,
  }));
  const rows: ({ step: number } & Partial<StepCounts>)[] = [
    ...sql.exec<{ step: number; calls: number; refused: number; failed: number }>(CALLS, ...bounds),
    ...sql.exec<{ step: number; delivered: number; undelivered: number }>(DELIVERIES, ...bounds),
  ];
  for (const { step: at, ...row } of rows) Object.assign(counts[at] ?? {}, row);
  return counts;
}
