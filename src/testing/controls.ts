// The controls of one sandbox, over the platform's documented routes.
import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import { type Client, Refusal } from "#client/client.ts";
import { readAll } from "#client/pages.ts";
import type { FaultView } from "#contract/faults.ts";
import type {
  ClockMoved,
  EndpointWithSecret,
  EventView,
  LogRow,
  SnapshotView,
  Triggered,
} from "#contract/views.ts";
import { durationOf } from "#lib/duration.ts";
import { explain } from "./explain.ts";
import type { Sandbox, SandboxEvent } from "./types.ts";

const FIRST_LOOK_MS = 10;
const LAST_LOOK_MS = 250;
const PATIENCE_MS = 5000;

/** `at` is the path of everything that belongs to the sandbox. */
export function controlsOf(client: Client, at: string): Omit<Sandbox, "id" | "baseUrl" | "key" | "close"> {
  /** The last event and the last call of before the latest reset. */
  const since = { event: 0, request: 0 };
  const events = (): Promise<EventView[]> => readAll(client, `${at}/events`, since.event);
  const requests = (): Promise<LogRow[]> => readAll(client, `${at}/log`, since.request);
  return {
    async reset() {
      await client("POST", `${at}/reset`, {});
      const { data: faults } = await client<{ data: FaultView[] }>("GET", `${at}/faults`);
      for (const { id } of faults) await disarm(client, `${at}/faults/${id}`);
      since.event = (await events()).at(-1)?.seq ?? since.event;
      since.request = (await requests()).at(-1)?.seq ?? since.request;
    },
    async fault(rule) {
      const { id } = await client<FaultView>("POST", `${at}/faults`, rule);
      return { id, disarm: () => disarm(client, `${at}/faults/${id}`) };
    },
    async advance(by) {
      const duration = typeof by === "number" ? by : durationOf(by);
      if (duration === undefined)
        throw new Error(`'${by}' is no duration: write one such as 90m, 2h, 3d, 1w or PT1H30M.`);
      return client<ClockMoved>("POST", `${at}/clock`, { by: duration, retries: true });
    },
    trigger: (event, options = {}) => client<Triggered>("POST", `${at}/trigger`, { event, ...options }),
    events,
    async waitForEvent(wanted, { timeoutMs = PATIENCE_MS } = {}) {
      const holds =
        typeof wanted === "string" ? ({ type }: SandboxEvent): boolean => type === wanted : wanted;
      const until = performance.now() + timeoutMs;
      for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LAST_LOOK_MS)) {
        const seen = await events();
        const found = seen.find(holds);
        if (found) return found;
        if (performance.now() >= until) throw new Error(missed(wanted, timeoutMs, seen));
        await wait(pause);
      }
    },
    requests,
    explainRequests: async () => explain(await requests()),
    async snapshot() {
      const { id } = await client<SnapshotView>("POST", `${at}/snapshots`, {});
      return { id, restore: async () => void (await client("POST", `${at}/snapshots/${id}/restore`, {})) };
    },
    async webhook(url, wanted = []) {
      const { id, secret } = await client<z.infer<typeof EndpointWithSecret>>("POST", `${at}/endpoints`, {
        url,
        events: wanted,
      });
      return { id, secret, remove: () => client("DELETE", `${at}/endpoints/${id}`) };
    },
  };
}

/** One that has held as often as it should is gone by itself. */
async function disarm(client: Client, path: string): Promise<void> {
  try {
    await client("DELETE", path);
  } catch (error) {
    if (!(error instanceof Refusal && error.status === 404)) throw error;
  }
}

function missed(wanted: unknown, timeoutMs: number, seen: readonly SandboxEvent[]): string {
  const what = typeof wanted === "string" ? `No event '${wanted}'` : "No such event";
  const instead = seen.map((one) => one.type).join(", ");
  return `${what} in ${timeoutMs} ms. What happened: ${instead === "" ? "nothing" : instead}.`;
}
