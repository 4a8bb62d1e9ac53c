// Deliveries of one endpoint in the order in which they were made, each once, however often the connection is lost.
import { setTimeout as wait } from "node:timers/promises";
import type { DeliveryRow } from "#contract/views.ts";
import type { Client } from "#client/client.ts";
import { type Following, followLog } from "../shell/follow-log.ts";

const PAGE = 100;
/** What a call does is logged before its deliveries are signed: looked for again so much later. */
const LOOK_AGAIN_MS = [100, 400, 1500];

export async function followDeliveries(
  following: Following,
  endpoint: string,
  take: (row: DeliveryRow) => Promise<void>,
): Promise<void> {
  const { client, at, signal } = following;
  let known = (await newest(client, at))?.id ?? 0;
  /** Made, but not signed yet. */
  const open = new Set<number>();
  const read = async (): Promise<void> => {
    const oldestOpen = Math.min(known, ...[...open].map((id) => id - 1));
    const rows = await after(client, at, oldestOpen);
    for (const row of rows.filter((one) => one.endpoint === endpoint)) {
      if (row.id <= known && !open.has(row.id)) continue;
      open.add(row.id);
      if (row.attempts.length === 0 && row.state === "pending") continue;
      open.delete(row.id);
      // One that a fault loses is never signed, and reaches nobody.
      if (row.attempts.length > 0) await take(row);
    }
    known = Math.max(known, rows.at(-1)?.id ?? 0);
  };
  await followLog(following, async () => {
    await read();
    for (const pause of LOOK_AGAIN_MS) {
      if (open.size === 0 && pause !== LOOK_AGAIN_MS[0]) return;
      await wait(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await read();
    }
  });
}

const newest = async (client: Client, at: string): Promise<DeliveryRow | undefined> =>
  (await client<{ data: DeliveryRow[] }>("GET", `${at}/deliveries?limit=1`)).data[0];

/** Those that follow a number, oldest first. */
async function after(client: Client, at: string, id: number): Promise<DeliveryRow[]> {
  const rows: DeliveryRow[] = [];
  for (let before: number | undefined; ;) {
    const query = `limit=${PAGE}${before === undefined ? "" : `&before=${before}`}`;
    const { data } = await client<{ data: DeliveryRow[] }>("GET", `${at}/deliveries?${query}`);
    const later = data.filter((row) => row.id > id);
    rows.push(...later);
    before = data.at(-1)?.id;
    if (later.length < PAGE || before === undefined) return rows.reverse();
  }
}
