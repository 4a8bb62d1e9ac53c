// Holds what the tenants say of their deliveries, and what arrived, against what was acknowledged.
import type { Arrival } from "./receivers.ts";
import type { Tester } from "./tester.ts";

export type Delivery = {
  id: number;
  event: string;
  type: string;
  state: string;
  body: string;
  attempts: { attempt: number; status: number | null; at: string }[];
};

export function judge(
  testers: readonly Tester[],
  deliveries: ReadonlyMap<string, Delivery[]>,
  arrivals: readonly Arrival[],
): { wrong: string[]; figures: Record<string, number> } {
  const wrong: string[] = [];
  const all = [...deliveries.values()].flat();
  const taken = new Set(arrivals.filter((one) => one.status === 200).map((one) => one.event));
  for (const tester of testers) {
    const mine = (deliveries.get(tester.name) ?? []).toSorted((a, b) => a.id - b.id);
    const told = new Map<string, Delivery[]>();
    for (const one of mine) {
      const { data } = JSON.parse(one.body) as { data: { id: string } };
      told.set(data.id, [...(told.get(data.id) ?? []), one]);
      if (one.state === "pending") wrong.push(`${tester.name} ${one.event}: still pending`);
      if (one.state === "delivered" && !taken.has(one.event))
        wrong.push(`${one.event}: delivered, and never arrived`);
    }
    for (const [id, { events, publishedAt, version }] of tester.expected) {
      const names = (told.get(id) ?? []).map(nameOf);
      const archived = names.filter((one) => one.startsWith("book.archived")).length;
      if (archived > 1 || (publishedAt !== undefined && version !== null && archived === 0))
        wrong.push(`${tester.name} ${id}: archived by itself ${archived} times`);
      // What was sent and never acknowledged may have happened as well; what was acknowledged must have, in this order.
      let place = -1;
      for (const event of events) {
        const next = names.indexOf(event, place + 1);
        if (next < 0)
          wrong.push(`${tester.name} ${id}: no event "${event}" after ${place} of ${names.join(", ")}`);
        place = Math.max(place, next);
      }
      if (new Set(names).size !== names.length)
        wrong.push(`${tester.name} ${id}: doubled among ${names.join(", ")}`);
    }
    for (const [id, list] of told)
      if (!isInOrder(list)) wrong.push(`${tester.name} ${id}: attempted out of order`);
  }
  for (const { tenant, event, body } of arrivals)
    if (!body.includes(` of ${tenant}"`))
      wrong.push(`${event}: ${tenant} was told of somebody else's record`);
  const copies = arrivals.filter((one) => one.status === 200).length - taken.size;
  return {
    wrong,
    figures: {
      events: all.length,
      delivered: all.filter((one) => one.state === "delivered").length,
      "marked as failed": all.filter((one) => one.state === "failed" || one.state === "canceled").length,
      attempts: all.reduce((sum, one) => sum + one.attempts.length, 0),
      "arrived twice": copies,
    },
  };
}

/** The event with the version of the book that it tells of: titles are "<version> of <sandbox>". */
const nameOf = ({ type, body }: Delivery): string =>
  `${type} ${(JSON.parse(body) as { data: { title: string } }).data.title.split(" ")[0]}`;

/** First attempts come in the order of events. One that a kill swallowed was never reported: it says nothing. */
function isInOrder(list: readonly Delivery[]): boolean {
  const first = list.flatMap((one) => one.attempts.find((attempt) => attempt.attempt === 1)?.at ?? []);
  return first.every((at, i) => i === 0 || at >= (first[i - 1] ?? ""));
}
