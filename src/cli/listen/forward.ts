// One delivery, sent on to a receiver on this machine exactly as it was signed.
import type { DeliveryRow } from "#contract/views.ts";
import { reasonOf } from "#client/client.ts";

export type Forwarded = {
  delivery: number;
  event: string;
  type: string;
  /** What the receiver answered; null where it did not. */
  status: number | null;
  error: string | null;
  milliseconds: number;
  deliveryFault: string | null;
};

const RECEIVER_MS = 15_000;

export async function forward(row: DeliveryRow, to: URL): Promise<Forwarded> {
  const about = { delivery: row.id, event: row.event, type: row.type, deliveryFault: row.deliveryFault };
  const sent = row.attempts[0];
  const begun = performance.now();
  const took = (): number => Math.round(performance.now() - begun);
  try {
    const response = await fetch(to, {
      method: "POST",
      headers: sent?.headers ?? {},
      body: sent?.body ?? row.body,
      redirect: "manual",
      signal: AbortSignal.timeout(RECEIVER_MS),
    });
    await response.arrayBuffer();
    return { ...about, status: response.status, error: null, milliseconds: took() };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return {
      ...about,
      status: null,
      error: timedOut ? `no answer in ${RECEIVER_MS / 1000} s` : reasonOf(error),
      milliseconds: took(),
    };
  }
}
