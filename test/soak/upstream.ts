// Live mode over a provider's own origin in the soak: an origin that acts and answers, acts and hangs, acts and hangs up, or
// refuses without acting; and partners who send each write again until they know what became of it.
import { randomUUID } from "node:crypto";
import http from "node:http";

const CALL_TIMEOUT_MS = 45_000;

export class Upstream {
  /** How often the origin acted for each title. */
  readonly acts = new Map<string, number>();
  /** Everything that arrived, to search for what must not leave the sandbox. */
  readonly seen: string[] = [];
  isCalm = false;
  private readonly server: http.Server;
  private readonly port: number;

  constructor(port: number) {
    this.port = port;
    this.server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        this.seen.push(`${request.url} ${JSON.stringify(request.headers)} ${body}`);
        this.answer(body, response);
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  up(): Promise<void> {
    return new Promise((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
  }

  down(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private answer(body: string, response: http.ServerResponse): void {
    const { title } = JSON.parse(body) as { title: string };
    const json = (status: number): void =>
      void response
        .writeHead(status, { "content-type": "application/json" })
        .end(JSON.stringify({ id: `up_${title}`, title, status: "draft" }));
    const dice = this.isCalm ? 1 : Math.random();
    if (dice < 0.1) return json(429);
    this.acts.set(title, (this.acts.get(title) ?? 0) + 1);
    if (dice < 0.14) return;
    if (dice < 0.2) return void response.destroy();
    json(201);
  }
}

/** A partner with a live key. What it was told of each write is held against what the origin did. */
export class LivePartner {
  readonly told = new Map<string, "made" | "unknown">();
  readonly wrong: string[] = [];
  readonly key: string;
  private readonly url: string;

  constructor(url: string, key: string) {
    this.url = url;
    this.key = key;
  }

  /** Makes one book, and sends the call again with its idempotency key until its outcome is known or is said not to be. */
  async act(until: number): Promise<void> {
    const title = randomUUID();
    for (;;) {
      try {
        const response = await fetch(`${this.url}/books`, {
          method: "POST",
          headers: {
            authorization: `Bearer ${this.key}`,
            "x-api-key": this.key,
            "content-type": "application/json",
            "idempotency-key": title,
          },
          body: JSON.stringify({ title }),
          signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        });
        const text = await response.text();
        if (response.status === 201) return void this.told.set(title, "made");
        if (response.status === 409 && text.includes("outcome_unknown"))
          return void this.told.set(title, "unknown");
        if (response.status >= 500) this.wrong.push(`${title}: ${response.status} ${text.slice(0, 200)}`);
      } catch {
        // the server was killed, or the answer was lost: the same key again
      }
      if (Date.now() > until) return;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

export function judgeUpstream(
  upstream: Upstream,
  partners: readonly LivePartner[],
  secrets: readonly string[],
): string[] {
  const wrong = partners.flatMap((one) => one.wrong);
  for (const { told } of partners)
    for (const [title, what] of told)
      if (what === "made" && upstream.acts.get(title) !== 1)
        wrong.push(`${title}: answered 201, and the origin acted ${upstream.acts.get(title) ?? 0} times`);
  for (const [title, times] of upstream.acts)
    if (times > 1) wrong.push(`${title}: the origin acted ${times} times`);
  for (const secret of secrets)
    if (upstream.seen.some((one) => one.includes(secret))) wrong.push("a key of ours reached the origin");
  return wrong;
}
