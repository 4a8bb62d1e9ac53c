// Tickets of the live tail: each opens one socket, once.
export function addTicket(sql: SqlStorage, secret: string, expires: number, now: number): void {
  sql.exec("DELETE FROM tickets WHERE expires <= ?", now);
  sql.exec("INSERT INTO tickets (secret, expires) VALUES (?, ?)", secret, expires);
}

/** Uses a ticket up; false when it was none that holds. */
export const takeTicket = (sql: SqlStorage, secret: string, now: number): boolean =>
  sql.exec("DELETE FROM tickets WHERE secret = ? AND expires > ? RETURNING 1", secret, now).toArray().length >
  0;
