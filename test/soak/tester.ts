// One partner's client in the soak: mixed calls on its own sandbox, each write with an idempotency key and sent again until
// it is answered, as a correct client does. It remembers what was acknowledged.
import { randomUUID } from "node:crypto";

/** A book as it must be: its title is the number of its last acknowledged write; null when it was deleted. */
export type Expected = Map<string, { version: number | null; events: string[] }>;
export type Counts = Map<string, number>;

const RETRY_MS = 250;

export class Tester {
  readonly expected: Expected = new Map();
  readonly name: string;
  private readonly base: string;
  private readonly key: string;
  private readonly counts: Counts;
  private busy = new Set<string>();

  constructor(name: string, base: string, key: string, counts: Counts) {
    this.name = name;
    this.base = base;
    this.key = key;
    this.counts = counts;
  }

  /** One call of some kind; answers when it is acknowledged, however often it has to be sent. */
  async act(until: number): Promise<void> {
    const dice = Math.random();
    const id = this.anyFree();
    if (dice < 0.3 || id === undefined) return this.create(until);
    if (dice < 0.5) return void (await this.send("GET", `/books/${id}`, undefined, until));
    if (dice < 0.6) return void (await this.send("GET", "/books?limit=10", undefined, until));
    this.busy.add(id);
    try {
      if (dice < 0.9) await this.change(id, until);
      else await this.remove(id, until);
    } finally {
      this.busy.delete(id);
    }
  }

  private async create(until: number): Promise<void> {
    const answer = await this.send("POST", "/books", { title: "0" }, until);
    if (answer?.status === 201) this.expected.set(answer.body.id, { version: 0, events: ["book.created 0"] });
  }

  private async change(id: string, until: number): Promise<void> {
    const known = this.expected.get(id);
    if (!known || known.version === null) return;
    const version = known.version + 1;
    const answer = await this.send("PATCH", `/books/${id}`, { title: String(version) }, until);
    if (answer?.status !== 200) return;
    known.version = version;
    known.events.push(`book.updated ${version}`);
  }

  private async remove(id: string, until: number): Promise<void> {
    const known = this.expected.get(id);
    if (!known || known.version === null) return;
    const answer = await this.send("DELETE", `/books/${id}`, undefined, until);
    if (!answer || answer.status >= 300) return;
    known.events.push(`book.deleted ${known.version}`);
    known.version = null;
  }

  private anyFree(): string | undefined {
    const ids = [...this.expected].filter(([id, one]) => one.version !== null && !this.busy.has(id));
    return ids[Math.floor(Math.random() * ids.length)]?.[0];
  }

  /** Sends a call until it is answered, or so long that the soak is over; then what it did is not known. */
  private async send(
    method: string,
    path: string,
    body: object | undefined,
    until: number,
  ): Promise<{ status: number; body: { id: string } } | undefined> {
    const idempotencyKey = randomUUID();
    for (;;) {
      try {
        const response = await fetch(`${this.base}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${this.key}`,
            "content-type": "application/json",
            ...(method === "GET" ? {} : { "idempotency-key": idempotencyKey }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(20_000),
        });
        const text = await response.text();
        this.count(`${method} ${response.status}`);
        if (response.status < 500)
          return { status: response.status, body: JSON.parse(text || "{}") as { id: string } };
      } catch {
        this.count(`${method} without an answer`);
      }
      if (Date.now() > until + 60_000) return undefined;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  private count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  /** What is not as it was acknowledged. */
  async lost(): Promise<string[]> {
    const wrong: string[] = [];
    for (const [id, { version }] of this.expected) {
      const response = await fetch(`${this.base}/books/${id}`, {
        headers: { authorization: `Bearer ${this.key}` },
      });
      const body = (await response.json()) as { title?: string };
      const right = version === null ? response.status === 404 : body.title === String(version);
      if (!right)
        wrong.push(`${this.name} ${id}: ${response.status} ${body.title ?? ""}, not ${version ?? "deleted"}`);
    }
    return wrong;
  }
}
