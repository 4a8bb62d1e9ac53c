// Messages that could not reach their tenant as often as the queue retries: each is handed back to its tenant, which sends the
// delivery again, and counted for the administrator. Nothing is lost if the tenant is unreachable even now: the mark
// that the message is under way expires, and the tenant's alarm sends the delivery again.
import { log } from "#lib/log.ts";
import {
  type DeadLetter,
  DeliveryMessage,
  type DeliveryMode,
  type DeliveryPort,
} from "#contract/delivery.ts";
import { within } from "./consume.ts";

export type DeadLetterPorts = {
  tenant(mode: DeliveryMode, name: string): Pick<DeliveryPort, "requeue">;
  save(letters: readonly DeadLetter[]): Promise<void>;
};

const REQUEUE_MS = 10_000;
const AGAIN_SECONDS = 60;

export async function consumeDead(batch: MessageBatch, ports: DeadLetterPorts): Promise<void> {
  const letters = (await Promise.all(batch.messages.map((message) => handBack(message.body, ports)))).flat();
  try {
    if (letters.length > 0) await ports.save(letters);
  } catch (error) {
    log("error", "dead letters could not be counted", { count: letters.length, error: String(error) });
    return batch.retryAll({ delaySeconds: AGAIN_SECONDS });
  }
  batch.ackAll();
}

async function handBack(body: unknown, ports: DeadLetterPorts): Promise<DeadLetter[]> {
  const read = DeliveryMessage.safeParse(body);
  if (!read.success) {
    log("error", "a dead letter is no delivery");
    return [];
  }
  const { mode, tenant, delivery } = read.data;
  try {
    await within(REQUEUE_MS, ports.tenant(mode, tenant).requeue(delivery));
    log("error", "a delivery message was given up and handed back", { tenant, delivery });
    return [{ ...read.data, requeued: true }];
  } catch (error) {
    log("error", "a delivery message was given up; its tenant cannot be reached", {
      tenant,
      delivery,
      error: String(error),
    });
    return [{ ...read.data, requeued: false }];
  }
}
