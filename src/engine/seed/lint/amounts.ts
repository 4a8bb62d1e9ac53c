// Numbers that cannot be: totals that do not add up, counts of something else than their lists, a smallest above the largest.
import { own } from "#lib/json.ts";
import { boundsOf, expectedCounts, expectedTotals, pairsOf } from "../facts/sums.ts";
import { type Place, shown } from "./finding.ts";

export function lintAmounts(place: Place): void {
  const { object } = place;
  for (const { name, value } of expectedTotals(object)) {
    const told = Number(own(object, name));
    if (Math.abs(told - value) > Math.max(0.011, Math.abs(value) * 1e-9))
      place.find("total", name, `is ${told}, but what it is the sum of makes ${value}`);
  }
  for (const { name, value } of expectedCounts(object))
    if (own(object, name) !== value)
      place.find("count", name, `is ${shown(own(object, name))}, but the list has ${value}`);
  for (const [smaller, larger] of pairsOf(object)) {
    const [low, high] = [Number(own(object, smaller)), Number(own(object, larger))];
    if (low > high) place.find("range", smaller, `is ${low}, above ${larger} (${high})`);
  }
  for (const [name, value] of Object.entries(object)) {
    const bounds = typeof value === "number" ? boundsOf(name) : undefined;
    if (typeof value === "number" && bounds && (value < bounds.low || value > bounds.high))
      place.find("range", name, `is ${value}, which no such number can be`);
  }
}
