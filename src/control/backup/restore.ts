// The beginning of a restore: into an installation of the same tables that is empty, or is emptied.
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";
import { NEWEST_MIGRATION } from "../database-ready.ts";
import { forgetApis } from "./files.ts";
import { emptyTables, isEmpty } from "./tables.ts";

export async function beginRestore(
  control: Pick<Control, "db" | "blobs">,
  { migration, replace }: { migration: string; replace: boolean },
): Promise<void> {
  if (migration !== NEWEST_MIGRATION)
    throw new Problem(
      "conflict",
      `The backup was made with the migration ${migration}, and this installation has ${NEWEST_MIGRATION}. Deploy the version that made it, restore, then deploy this one.`,
    );
  if (replace) {
    await forgetApis(control);
    await emptyTables(control);
  } else if (!(await isEmpty(control)))
    throw new Problem(
      "conflict",
      "There are accounts or APIs here already. Say `replace` to delete them first.",
    );
}
