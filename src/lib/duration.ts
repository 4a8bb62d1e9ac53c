// Durations as people write them at a command line and in tests.

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds for `90`, `90m`, `2h`, `3d` and `1w`; an ISO 8601 text stays as it is. Undefined for what is neither. */
export function durationOf(text: string): number | string | undefined {
  if (/^P/i.test(text)) return text.toUpperCase();
  const [, digits, unit = "s"] = /^(\d+(?:\.\d+)?)([smhdw])?$/.exec(text) ?? [];
  const seconds = SECONDS[unit];
  return digits === undefined || seconds === undefined ? undefined : Number(digits) * seconds;
}
