// A time in the reader's zone; in UTC for whoever points at it.
const SHOWN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const SHOWN_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

export function Moment({ at, day = false }: { at: string | number; day?: boolean }) {
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={`${date.toISOString()} (UTC)`}>
      {(day ? SHOWN_DAY : SHOWN).format(date)}
    </time>
  );
}
