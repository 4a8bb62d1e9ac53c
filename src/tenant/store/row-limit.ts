// The size of a row. A Durable Object's SQLite refuses rows, and single values, of more than 2 MB; local workerd takes
// them, so every statement of a tenant goes through here and is refused alike in both.

/** Durable Object SQLite: 2 MB a row, values bound to a statement included; something is left for the row's own header. */
export const MAX_ROW_BYTES = 2 * 1024 * 1024 - 4096;

/** What would be stored does not fit a row; the transaction it stands in is undone. */
export class RowTooLarge extends Error {
  constructor(message = "What this call would store takes more than 2 MB in one place.") {
    super(message);
  }
}

/** The same database, held to the limit. */
export function heldToRows(sql: SqlStorage): SqlStorage {
  return {
    exec: (query: string, ...bindings: SqlStorageValue[]) => {
      requireRow(bindings);
      return sql.exec(query, ...bindings);
    },
    get databaseSize() {
      return sql.databaseSize;
    },
    // An abstract class of the platform's; these two members are all that is used of it.
  } as unknown as SqlStorage;
}

function requireRow(bindings: readonly SqlStorageValue[]): void {
  let most = 0;
  for (const value of bindings) most += typeof value === "string" ? value.length * 3 : sizeOf(value);
  if (most <= MAX_ROW_BYTES) return;
  const size = bindings.reduce<number>((sum, value) => sum + sizeOf(value), 0);
  if (size > MAX_ROW_BYTES) throw new RowTooLarge();
}

const sizeOf = (value: SqlStorageValue): number =>
  typeof value === "string"
    ? utf8Size(value)
    : value instanceof ArrayBuffer || ArrayBuffer.isView(value)
      ? value.byteLength
      : 8;

const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export const utf8Size = (text: string): number => encoder.encode(text).byteLength;

/** A text in pieces of so many characters at most; no character is cut in two. */
export function piecesOf(text: string, most: number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + most);
    const last = text.charCodeAt(end - 1);
    // The first half of a surrogate pair goes with its second.
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end--;
    pieces.push(text.slice(at, end));
    at = end;
  }
  return pieces;
}
