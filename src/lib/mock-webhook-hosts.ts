// Mock webhook hosts under `webhook.test`: nothing is sent to them, and the name says how they answer.
// `.test` resolves nowhere (RFC 6761), so no real host can be meant.

export type MockAnswer = { status: number | null; error: string | null; latency: number };

/** What each name answers, by the number of the attempt. */
const HOSTS: Readonly<Record<string, (attempt: number) => number | "timed out" | "connection failed">> = {
  ok: () => 200,
  slow: () => 200,
  timeout: () => "timed out",
  refused: () => "connection failed",
  redirect: () => 302,
  unauthorized: () => 401,
  gone: () => 410,
  rate_limited: () => 429,
  server_error: () => 500,
  unavailable: () => 503,
  recovery: (attempt) => (attempt <= 2 ? 500 : 200),
};
const LATENCY: Readonly<Record<string, number>> = { timeout: 15_000, slow: 5000 };

export const MOCK_WEBHOOK_HOSTS = Object.keys(HOSTS).map((name) => `${name}.webhook.test`);

const nameIn = (url: string): string | undefined =>
  /^https?:\/\/([a-z0-9_-]+)\.webhook\.test(?::\d+)?(?:[/?#]|$)/i
    .exec(url)?.[1]
    ?.toLowerCase()
    .replaceAll("-", "_");

/** How a mock host answers a delivery; undefined for any other. A three-digit name is a status. */
export function mockAnswer(url: string, attempt: number): MockAnswer | undefined {
  const name = nameIn(url);
  if (name === undefined) return undefined;
  const status = /^[2-5]\d\d$/.test(name) ? Number(name) : undefined;
  const answer = status ?? (Object.hasOwn(HOSTS, name) ? HOSTS[name]?.(attempt) : undefined);
  if (answer === undefined) return undefined;
  const latency = LATENCY[name] ?? 0;
  return typeof answer === "number"
    ? { status: answer, error: null, latency }
    : { status: null, error: answer, latency };
}
