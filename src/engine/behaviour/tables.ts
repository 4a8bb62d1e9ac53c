// Tables of magic values: the row that a key or a body names.
import { type JsonObject, at, own, textOf } from "#lib/json.ts";
import type { OperationContext } from "../context.ts";

/** A row of a table by one of its names; blanks in it do not count. */
export function rowNamed(context: OperationContext, table: string, key: string): JsonObject | undefined {
  const name = key.replaceAll(" ", "");
  const row = own(context.index.tables.find((one) => one.name === table)?.rows ?? {}, name);
  return row && { key: name, ...row };
}

/** The row of magic values that the body names, with its own key beside its facts. */
export function rowOf(context: OperationContext, body: JsonObject): JsonObject | undefined {
  for (const table of context.index.tables)
    for (const path of table.key) {
      const named = at(body, path.split("."));
      const row = typeof named === "string" ? table.rows[named.replaceAll(" ", "")] : undefined;
      if (row) return { key: textOf(named), ...row };
    }
  return undefined;
}
