// Real time in milliseconds since 1970, and the text forms of a moment. Sandbox time is the tenant's own.

export const realNow = (): number => Date.now();

/** `2026-03-04T10:00:00Z`: whole seconds, as most APIs print. */
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const isoMillis = (ms: number): string => new Date(ms).toISOString();

/** An ISO 8601 duration without months and years, in milliseconds: `P1W`, `P2DT3H`, `PT0.5S`. */
export function parseDuration(text: string): number | undefined {
  const parts = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!parts || parts.slice(1).every((part) => part === undefined)) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  return ((((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** How an API writes a moment. */
export type TimeForm =
  | "iso"
  | "iso-millis"
  | "iso-offset"
  | "date"
  | "sql"
  | "rfc2822"
  | "seconds"
  | "millis";

/** A moment in the API's own form: text for dates, a number for epochs. */
export function formatTime(ms: number, form: TimeForm): string | number {
  switch (form) {
    case "iso":
      return isoSeconds(ms);
    case "iso-millis":
      return isoMillis(ms);
    case "iso-offset":
      return `${isoMillis(ms).slice(0, 19)}+00:00`;
    case "date":
      return isoMillis(ms).slice(0, 10);
    case "sql":
      return isoMillis(ms).slice(0, 19).replace("T", " ");
    case "rfc2822":
      return new Date(ms).toUTCString().replace("GMT", "+0000");
    case "seconds":
      return Math.floor(ms / 1000);
    case "millis":
      return ms;
  }
}
