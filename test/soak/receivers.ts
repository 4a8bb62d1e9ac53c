// Webhook consumers that are as unreliable as real ones: most take a delivery, some fail, some never answer, and now and
// then the whole server is down. What came is written down, with how it was answered.
import http from "node:http";

export type Arrival = { tenant: string; event: string; status: number | "hung"; at: number; body: string };

export class Receivers {
  readonly arrivals: Arrival[] = [];
  /** Shares of deliveries that are answered 500, and that are never answered. */
  failing = 0.15;
  hanging = 0.01;
  /** A tenant whose consumer never takes anything. */
  dead = "";
  private server: http.Server | undefined;
  private readonly port: number;

  constructor(port: number) {
    this.port = port;
  }

  url(tenant: string): string {
    return `http://127.0.0.1:${this.port}/${tenant}`;
  }

  up(): Promise<void> {
    this.server = http.createServer((request, response) => {
      const event = String(request.headers["webhook-id"]);
      const tenant = (request.url ?? "/").slice(1);
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const dice = Math.random();
        const fails = tenant === this.dead || dice < this.hanging + this.failing;
        const status = dice < this.hanging ? "hung" : fails ? 500 : 200;
        this.arrivals.push({ tenant, event, status, at: Date.now(), body });
        if (status !== "hung") response.writeHead(status).end();
      });
    });
    return new Promise((resolve) => this.server?.listen(this.port, "127.0.0.1", resolve));
  }

  down(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    return new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }
}
