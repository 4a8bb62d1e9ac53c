// A bounded load over keep-alive connections to loopback, and what it measured.
import http from "node:http";

export type Call = { method: string; path: string; headers: Record<string, string>; body?: string };
export type Measured = {
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
  failed: number;
  lastBody: string;
};

const CONNECTIONS = 16;

/** Sends `count` calls over 16 connections and waits for all. Times are milliseconds; `expect` is the status wanted, 0 any success. */
export async function load(
  port: number,
  count: number,
  callAt: (i: number) => Call,
  expect = 0,
): Promise<Measured> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  let next = 0;
  let failed = 0;
  let lastBody = "";
  const worker = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      const begun = performance.now();
      const answer = await send(agent, port, callAt(i));
      times.push(performance.now() - begun);
      if (expect === 0 ? answer.status >= 300 : answer.status !== expect) failed++;
      lastBody = answer.body;
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - begun) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: count / seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99), failed, lastBody };
}

const send = (agent: http.Agent, port: number, call: Call): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const request = http.request(
      {
        agent,
        host: "127.0.0.1",
        port,
        method: call.method,
        path: call.path,
        headers: {
          ...call.headers,
          ...(call.body === undefined ? {} : { "content-length": Buffer.byteLength(call.body) }),
        },
      },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => (body += chunk));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      },
    );
    request.on("error", reject);
    request.end(call.body);
  });
