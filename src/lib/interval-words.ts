// An interval in words: "every day", "every 90 minutes".
const UNITS: readonly [string, number][] = [
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** In the largest unit of which it is a whole number. */
export function everyInWords(seconds: number): string {
  const [name, length] = UNITS.find(([, one]) => seconds % one === 0) ?? ["second", 1];
  const count = seconds / length;
  return count === 1 ? `every ${name}` : `every ${count} ${name}s`;
}
