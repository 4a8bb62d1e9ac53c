// Receipts of workflow runs: they outlive reset and restore, as evidence does.
import { Receipt } from "#contract/receipts.ts";
import { readColumn } from "#lib/json-column.ts";
import { hideKeys } from "#lib/redact-keys.ts";

const MOST_RECEIPTS = 200;

const KEEP = "INSERT INTO receipts (id, receipt) VALUES (?, ?)";
const FORGET_OLD =
  "DELETE FROM receipts WHERE seq <= (SELECT seq FROM receipts ORDER BY seq DESC LIMIT 1 OFFSET ?)";

/** Keeps the newest ones only. */
export function keepReceipt(sql: SqlStorage, receipt: Receipt): void {
  sql.exec(KEEP, receipt.id, hideKeys(JSON.stringify(receipt)));
  sql.exec(FORGET_OLD, MOST_RECEIPTS);
}

/** Newest first. */
export const listReceipts = (sql: SqlStorage, limit: number): Receipt[] =>
  sql
    .exec<{ receipt: string }>("SELECT receipt FROM receipts ORDER BY seq DESC LIMIT ?", limit)
    .toArray()
    .map((row) => readColumn(Receipt, row.receipt));

export const findReceipt = (sql: SqlStorage, id: string): Receipt | undefined =>
  sql
    .exec<{ receipt: string }>("SELECT receipt FROM receipts WHERE id = ?", id)
    .toArray()
    .map((row) => readColumn(Receipt, row.receipt))[0];
