// One partner's client in the soak: mixed calls on its own sandbox, each write with an idempotency key and sent again until
// it is answered, as a correct client does. It remembers what was acknowledged, and notices what is not its own.
import { randomUUID } from "node:crypto";

/** What is known of a book: its last acknowledged version (null when deleted), and the events that must have happened. */
export type Expected = Map<
  string,
  { version: number | null; events: string[]; publishedAt?: number | undefined }
>;
export type Counts = Map<string, number>;
type Answer = { status: number; body: { id: string; title?: string; data?: { title: string }[] } };

const RETRY_MS = 250;
/** How long a book stays published before it is archived by itself. */
export const ARCHIVED_AFTER_MS = 3000;

export class Tester {
  readonly expected: Expected = new Map();
  /** What was seen that belongs to somebody else, or was answered as it must not be. */
  readonly wrong: string[] = [];
  readonly name: string;
  readonly key: string;
  private readonly base: string;
  private readonly counts: Counts;
  private readonly busy = new Set<string>();

  constructor(name: string, base: string, key: string, counts: Counts) {
    this.name = name;
    this.base = base;
    this.key = key;
    this.counts = counts;
  }

  /** Every title says whose it is, so that a record in a foreign answer or delivery is noticed. */
  private title(version: number): string {
    return `${version} of ${this.name}`;
  }

  /** One call of some kind; answers when it is acknowledged, however often it has to be sent. */
  async act(until: number): Promise<void> {
    const dice = Math.random();
    const id = this.anyFree();
    if (dice < 0.28 || id === undefined) return this.create(until);
    if (dice < 0.5) return this.look(until, "GET", `/books/${id}`);
    if (dice < 0.58) return this.look(until, "GET", "/books?limit=10");
    if (dice < 0.62) return this.refused(until, "GET", `/books/${randomUUID()}`, 404);
    if (dice < 0.66) return this.refused(until, "POST", "/books", 422, { pages: 3 });
    this.busy.add(id);
    try {
      if (dice < 0.86) await this.change(id, until);
      else if (dice < 0.92) await this.publish(id, until);
      else await this.remove(id, until);
    } finally {
      this.busy.delete(id);
    }
  }

  private async create(until: number): Promise<void> {
    const answer = await this.send("POST", "/books", { title: this.title(0) }, until);
    if (answer?.status !== 201) return;
    if (this.expected.has(answer.body.id)) this.wrong.push(`${answer.body.id} was made twice`);
    this.expected.set(answer.body.id, { version: 0, events: ["book.created 0"] });
  }

  private async look(until: number, method: string, path: string): Promise<void> {
    const answer = await this.send(method, path, undefined, until);
    for (const { title } of [answer?.body, ...(answer?.body.data ?? [])].filter((one) => one !== undefined))
      if (title?.includes(" of org_") && !title.endsWith(this.name))
        this.wrong.push(`${path} of ${this.name} answered "${title}"`);
  }

  private async refused(
    until: number,
    method: string,
    path: string,
    status: number,
    body?: object,
  ): Promise<void> {
    const answer = await this.send(method, path, body, until);
    if (answer && answer.status !== status)
      this.wrong.push(`${method} ${path}: ${answer.status}, not ${status}`);
  }

  private async change(id: string, until: number): Promise<void> {
    const known = this.expected.get(id);
    if (!known || known.version === null) return;
    const version = known.version + 1;
    const answer = await this.send("PATCH", `/books/${id}`, { title: this.title(version) }, until);
    if (answer?.status !== 200) return;
    known.version = version;
    known.events.push(`book.updated ${version}`);
  }

  private async publish(id: string, until: number): Promise<void> {
    const known = this.expected.get(id);
    if (!known || known.version === null) return;
    const answer = await this.send("POST", `/books/${id}/publish`, undefined, until);
    const wanted = known.publishedAt === undefined ? 200 : 409;
    if (answer && answer.status !== wanted)
      this.wrong.push(`publishing ${id} again: ${answer.status}, not ${wanted}`);
    if (answer?.status !== 200) return;
    known.publishedAt = Date.now();
    known.events.push(`book.published ${known.version}`);
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
  ): Promise<Answer | undefined> {
    const idempotencyKey = randomUUID();
    // Now and then the sandbox is asked to fail: a correct client sends such a call again with the same key.
    let failure = Math.random() < 0.02 ? "server_error" : undefined;
    for (;;) {
      try {
        const response = await fetch(`${this.base}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${this.key}`,
            "content-type": "application/json",
            ...(method === "GET" ? {} : { "idempotency-key": idempotencyKey }),
            ...(failure === undefined ? {} : { "x-sandbox-scenario": failure }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(20_000),
        });
        const text = await response.text();
        this.count(`${method} ${response.status}${failure === undefined ? "" : " as asked"}`);
        if (failure === undefined && response.status >= 500 && response.status !== 503)
          this.wrong.push(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
        if (response.status < 500)
          return { status: response.status, body: JSON.parse(text || "{}") as Answer["body"] };
        failure = undefined;
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
      const body = (await response.json()) as { title?: string; status?: string };
      const right = version === null ? response.status === 404 : body.title === this.title(version);
      if (!right)
        wrong.push(`${this.name} ${id}: ${response.status} ${body.title ?? ""}, not ${version ?? "deleted"}`);
      const { publishedAt } = this.expected.get(id) ?? {};
      const late = publishedAt !== undefined && Date.now() - publishedAt > 4 * ARCHIVED_AFTER_MS;
      if (version !== null && late && body.status !== "archived")
        wrong.push(`${this.name} ${id}: ${body.status}, though its timer is long due`);
    }
    return wrong;
  }
}
