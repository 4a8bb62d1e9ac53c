// Metrics of one tenant, computed on request from the latest calls in its log and from its deliveries.
import type { Metrics } from "#contract/views.ts";

const BY_OPERATION = `SELECT coalesce(operation, '') AS operation, status, count(*) AS n FROM requests WHERE at >= ? AND status > 0 GROUP BY 1, 2 ORDER BY n DESC, 1, 2`;
const DURATIONS = "SELECT duration FROM requests WHERE at >= ? AND status > 0 ORDER BY duration";
const DELIVERIES =
  "SELECT d.state, count(*) AS n FROM deliveries d JOIN events e ON e.seq = d.event WHERE e.created >= ? AND d.tamper IS NULL GROUP BY d.state";

export function metricsSince(sql: SqlStorage, since: number): Omit<Metrics, "mode" | "since"> {
  const rows = sql.exec<{ operation: string; status: number; n: number }>(BY_OPERATION, since).toArray();
  const durations = sql
    .exec<{ duration: number }>(DURATIONS, since)
    .toArray()
    .map((row) => row.duration);
  const states = sql.exec<{ state: string; n: number }>(DELIVERIES, since).toArray();
  const calls = rows.reduce((sum, row) => sum + row.n, 0);
  const failed = rows.filter((row) => row.status >= 500).reduce((sum, row) => sum + row.n, 0);
  const settled = states.filter((row) => row.state === "delivered" || row.state === "failed");
  const total = settled.reduce((sum, row) => sum + row.n, 0);
  return {
    calls,
    errorRate: calls === 0 ? 0 : failed / calls,
    durationMs: { p50: quantile(durations, 0.5), p95: quantile(durations, 0.95) },
    operations: rows.map(({ operation, status, n }) => ({
      operation: operation === "" ? null : operation,
      status,
      count: n,
    })),
    deliveries: {
      ...Object.fromEntries(states.map((row) => [row.state, row.n])),
      successRate: total === 0 ? null : (settled.find((row) => row.state === "delivered")?.n ?? 0) / total,
    },
  };
}

const quantile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
