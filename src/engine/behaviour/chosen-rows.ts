// Lists whose rows sandbox.yaml chooses one by one (`where`), in place of what the path says of them.
import type { OperationContext } from "../context.ts";
import { recordsInPath } from "../records/lookup.ts";
import type { PageQuery, RecordReader, Stored } from "../record-reader.ts";
import { holds, scopeOf } from "./scope.ts";

const MOST = 10_000;

/** The rows of a list for which an expression holds; the record that the path names is its `record`. */
export function chosenRows(context: OperationContext, where: string): Pick<RecordReader, "page" | "count"> {
  const before = namedRecord(context);
  const rows = (query: PageQuery): Stored[] =>
    context.reader
      .page({ ...query, limit: MOST, offset: 0 })
      .filter((row) => holds(where, scopeOf(context, { before, item: row.doc })));
  return {
    page: (query) => rows(query).slice(query.offset, query.offset + query.limit),
    count: (query) => rows({ ...query, descending: false, limit: MOST, offset: 0 }).length,
  };
}

/** The last record that the path names. */
export const namedRecord = (context: OperationContext): Stored | undefined =>
  [...recordsInPath(context).values()].at(-1);
