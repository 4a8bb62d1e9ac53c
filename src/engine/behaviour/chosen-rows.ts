// Lists whose rows sandbox.yaml chooses one by one (`where`), in place of what the path says of them.
import type { OperationContext } from "../context.ts";
import { recordsInPath } from "../records/lookup.ts";
import type { PageQuery, RecordReader, Stored } from "../record-reader.ts";
import { holds, scopeOf } from "./scope.ts";

const MOST = 10_000;

/** The rows of a list for which an expression holds; the record that the path names is its `record`. */
export function chosenRows(context: OperationContext, where: string): Pick<RecordReader, "page" | "count"> {
  const before = namedRecord(context);
  // Page and count ask for the same rows, in another order at most: each is looked at once.
  const verdicts = new Map<number, boolean>();
  const isChosen = (row: Stored): boolean => {
    const known = verdicts.get(row.seq) ?? holds(where, scopeOf(context, { before, item: row.doc }));
    verdicts.set(row.seq, known);
    return known;
  };
  const rows = (query: PageQuery): Stored[] =>
    context.reader.page({ ...query, limit: MOST, offset: 0 }).filter(isChosen);
  return {
    page: (query) => rows(query).slice(query.offset, query.offset + query.limit),
    count: (query) => rows({ ...query, descending: false, limit: MOST, offset: 0 }).length,
  };
}

/** The last record that the path names. */
export const namedRecord = (context: OperationContext): Stored | undefined =>
  [...recordsInPath(context).values()].at(-1);
