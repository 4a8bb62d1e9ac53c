// The numbers of one object: in the bounds that their names set, smaller before larger, counts as long as their lists, totals as large as
// their lines together.
import { own } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import { boundsOf, expectedCounts, expectedTotals, pairsOf } from "../facts/sums.ts";
import type { Life, Part } from "./part.ts";

const PART_OF_TOTAL = /^(amount|total)?(refunded|captured|paid|received|capturable|remaining|due)(amount)?$/;

export function agreeAmounts(part: Part, life: Life): void {
  const { object } = part;
  for (const name of part.names) {
    const value = own(object, name);
    const bounds = typeof value === "number" ? boundsOf(name) : undefined;
    if (typeof value === "number" && bounds)
      part.set(name, Math.min(Math.max(value, bounds.low), bounds.high));
  }
  for (const [smaller, larger] of pairsOf(object)) {
    const [low, high] = [own(object, smaller), own(object, larger)];
    if (typeof low !== "number" || typeof high !== "number" || low <= high) continue;
    if (part.set(smaller, high) && !part.set(larger, low)) part.set(smaller, low);
  }
  for (const { name, value } of expectedCounts(object)) part.set(name, value);
  // A total follows from a subtotal that was itself just set.
  for (let round = 0; round < 2; round++)
    for (const { name, value } of expectedTotals(object)) part.set(name, value);
  agreeParts(part, life);
}

/** What was paid, captured or refunded is no more than there is, and nothing before it happened. */
function agreeParts(part: Part, life: Life): void {
  const total = part.names.find((name) => /^(amount|total|totalamount|grandtotal)$/.test(flat(name)));
  const whole = own(part.object, total ?? "");
  if (typeof whole !== "number") return;
  for (const name of part.names) {
    const which = PART_OF_TOTAL.exec(flat(name))?.[2];
    if (which === undefined || name === total || typeof own(part.object, name) !== "number") continue;
    const isPaid =
      life.state !== undefined &&
      /^(paid|succeeded|captured|complete|completed|refunded|settled|fulfilled|delivered|shipped|closed)$/.test(
        life.state,
      );
    const isAll =
      which === "refunded"
        ? life.state === "refunded"
        : which === "remaining" || which === "due" || which === "capturable"
          ? !isPaid
          : isPaid;
    part.set(name, isAll ? whole : 0);
  }
}
