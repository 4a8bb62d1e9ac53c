// A partner's webhook endpoint as a real HTTP server on loopback, for servers that run as processes of their own.
import { type IncomingHttpHeaders, createServer } from "node:http";
import { expect, vi } from "vitest";

export type Listener = {
  url: string;
  received: { headers: IncomingHttpHeaders; body: string }[];
  /** Waits until so many requests have come. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
};

export async function openListener(): Promise<Listener> {
  const received: Listener["received"] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    until: (count) =>
      vi.waitFor(() => expect(received.length).toBeGreaterThanOrEqual(count), { timeout: 20_000 }),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
