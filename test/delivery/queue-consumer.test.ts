// The queue consumer against ports of the test's own: when it claims, posts, acknowledges and gives up.
import { describe, expect, it, vi } from "vitest";
import { STANDARD_WEBHOOKS } from "#blueprint/format/signing.ts";
import type { AttemptReport, Claim, DeadLetter } from "#contract/delivery.ts";
import { type DeliveryPorts, POSTS_AT_ONCE, consume } from "#delivery/consume.ts";
import { consumeDead } from "#delivery/dead-letters.ts";

type Fate = { acked: boolean; retried: boolean };

function batchOf(count: number, queue = "deliveries"): { batch: MessageBatch; fates: Fate[] } {
  const fates = Array.from({ length: count }, () => ({ acked: false, retried: false }));
  const messages = fates.map((fate, i) => ({
    id: String(i),
    timestamp: new Date(),
    attempts: 1,
    body: { mode: "test", tenant: `owner${i}:api`, delivery: i + 1 },
    ack: () => void (fate.acked = true),
    retry: () => void (fate.retried = true),
  }));
  const batch = {
    queue,
    messages,
    ackAll: () => fates.forEach((fate) => (fate.acked = true)),
    retryAll: () => fates.forEach((fate) => (fate.retried = true)),
  } as unknown as MessageBatch;
  return { batch, fates };
}

const claimOf = (delivery: number): Claim => ({
  delivery,
  attempt: 1,
  url: `http://127.0.0.1:9/${delivery}`,
  signing: STANDARD_WEBHOOKS,
  format: "json",
  secrets: ["whsec_c2VjcmV0"],
  eventId: `evt_${delivery}`,
  eventType: "x.y",
  body: "{}",
  tamper: null,
});

type Stage = {
  ports: DeliveryPorts;
  claimed: number[];
  reports: AttemptReport[];
  posts: { delivery: number; signal: AbortSignal; answer: (response: Response) => void }[];
  behind: Promise<unknown>[];
};

function stage(tenant: Partial<ReturnType<DeliveryPorts["tenant"]>> = {}): Stage {
  const made: Stage = { claimed: [], reports: [], posts: [], behind: [] } as never;
  made.ports = {
    tenant: () => ({
      claim: async (delivery) => {
        made.claimed.push(delivery);
        return claimOf(delivery);
      },
      report: async (report) => void made.reports.push(report),
      requeue: async () => true,
      ...tenant,
    }),
    post: (url, init) =>
      new Promise((resolve, reject) => {
        const signal = init?.signal ?? new AbortController().signal;
        signal.addEventListener("abort", () => reject(signal.reason as Error));
        made.posts.push({
          delivery: Number(/\d+$/.exec(new Request(url).url)?.[0]),
          signal,
          answer: resolve,
        });
      }),
    rollup: async () => undefined,
    waitUntil: (promise) => void made.behind.push(promise),
    reach: "loopback",
    ownHosts: [],
  };
  return made;
}
/** Signing takes a turn or more before a post is made. */
const posted = (stage: Stage, count: number) =>
  vi.waitFor(() => expect(stage.posts.length).toBeGreaterThanOrEqual(count));
const settled = async (stage: Stage) => {
  while (stage.behind.length > 0) await stage.behind.shift();
};

describe("consume", () => {
  it("returns when all is claimed and acknowledges that, while the posts still hang", async () => {
    const { batch, fates } = batchOf(POSTS_AT_ONCE);
    const made = stage();
    await consume(batch, made.ports);
    await posted(made, POSTS_AT_ONCE);
    expect(fates.every((fate) => fate.acked)).toBe(true);
    expect(made.reports).toEqual([]);
    for (const post of made.posts) post.answer(new Response("ok"));
    await settled(made);
    expect(made.reports.map((one) => one.status)).toEqual(made.posts.map(() => 200));
  });

  it("claims no delivery before its post can start, of 20 at once", async () => {
    const { batch, fates } = batchOf(20);
    const made = stage();
    const handled = consume(batch, made.ports);
    for (let answered = 0; answered < 20; answered++) {
      await posted(made, Math.min(20, answered + POSTS_AT_ONCE));
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(made.posts.length - made.reports.length).toBeLessThanOrEqual(POSTS_AT_ONCE);
      expect(made.claimed).toHaveLength(made.posts.length);
      expect(fates.filter((fate) => fate.acked)).toHaveLength(made.posts.length);
      made.posts[answered]?.answer(new Response("ok"));
    }
    await handled;
    await settled(made);
    expect(made.reports).toHaveLength(20);
    expect(made.reports.every((one) => one.status === 200)).toBe(true);
  });

  it("counts the deadline of a post from when that post is sent", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    const timeouts = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(new DOMException("late", "TimeoutError")), ms);
      return controller.signal;
    });
    const { batch } = batchOf(POSTS_AT_ONCE * 2);
    const made = stage();
    const handled = consume(batch, made.ports);
    // Signing is done by the platform, which no fake clock moves.
    while (made.posts.length < POSTS_AT_ONCE) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(made.reports.map((one) => one.error)).toEqual(Array(POSTS_AT_ONCE).fill("timed out"));
    while (made.posts.length < 2 * POSTS_AT_ONCE) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(made.posts.slice(POSTS_AT_ONCE).map((post) => post.signal.aborted)).toEqual(
      Array(POSTS_AT_ONCE).fill(false),
    );
    for (const post of made.posts) post.answer(new Response("ok"));
    await handled;
    await settled(made);
    timeouts.mockRestore();
    vi.useRealTimers();
  });

  it("tries a report again that did not reach the tenant, and never the post", async () => {
    vi.useFakeTimers();
    let tries = 0;
    const made = stage({
      report: async () => {
        if (++tries < 3) throw new Error("unreachable");
      },
    });
    const { batch, fates } = batchOf(1);
    await consume(batch, made.ports);
    await posted(made, 1);
    made.posts[0]?.answer(new Response("ok"));
    await vi.advanceTimersByTimeAsync(3000);
    await settled(made);
    expect([tries, made.posts.length, fates[0]?.retried]).toEqual([3, 1, false]);
    vi.useRealTimers();
  });

  it("gives up a report after a while without failing the invocation", async () => {
    vi.useFakeTimers();
    const made = stage({ report: () => Promise.reject(new Error("unreachable")) });
    await consume(batchOf(1).batch, made.ports);
    await posted(made, 1);
    made.posts[0]?.answer(new Response("ok"));
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(settled(made)).resolves.toBeUndefined();
    vi.useRealTimers();
  });

  it("leaves a message to the queue whose tenant does not answer a claim, and does the others", async () => {
    vi.useFakeTimers();
    const { batch, fates } = batchOf(POSTS_AT_ONCE + 1);
    const made = stage();
    const { tenant } = made.ports;
    made.ports.tenant = (mode, name) =>
      name === "owner0:api"
        ? { ...tenant(mode, name), claim: () => new Promise(() => {}) }
        : tenant(mode, name);
    const handled = consume(batch, made.ports);
    await vi.advanceTimersByTimeAsync(10_000);
    await handled;
    expect(fates[0]).toEqual({ acked: false, retried: true });
    expect(fates.slice(1).every((fate) => fate.acked)).toBe(true);
    await posted(made, POSTS_AT_ONCE);
    for (const post of made.posts) post.answer(new Response("ok"));
    vi.useRealTimers();
    await settled(made);
  });
});

describe("consumeDead", () => {
  it("hands each delivery back to its tenant and counts it, whether the tenant answers or not", async () => {
    const { batch, fates } = batchOf(2, "deliveries-dead");
    const handed: number[] = [];
    const saved: DeadLetter[] = [];
    await consumeDead(batch, {
      tenant: (_mode, name) => ({
        requeue: async (delivery) => {
          if (name === "owner1:api") throw new Error("unreachable");
          handed.push(delivery);
          return true;
        },
      }),
      save: async (letters) => void saved.push(...letters),
    });
    expect(handed).toEqual([1]);
    expect(saved.map((one) => [one.delivery, one.requeued])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(fates.every((fate) => fate.acked)).toBe(true);
  });

  it("keeps messages that could not be counted", async () => {
    const { batch, fates } = batchOf(1, "deliveries-dead");
    await consumeDead(batch, {
      tenant: () => ({ requeue: async () => true }),
      save: () => Promise.reject(new Error("no D1")),
    });
    expect(fates).toEqual([{ acked: false, retried: true }]);
  });
});
