// Step 5, first half: the records a path names exist, parents first (R9), before anything of the body is judged.
import type { OperationContext } from "../context.ts";
import { enterScope, makesWhatItNames, theRecord } from "../records/lookup.ts";

export function nameRecords(context: OperationContext): void {
  const { operation, index } = context;
  // A key that is asked for in the query or the body and is not there is the validation's to name.
  if (operation.parameters.some((one) => one.in !== undefined && (context.path[one.name] ?? "") === ""))
    return;
  const resource = operation.resource === undefined ? undefined : index.resources[operation.resource];
  const scope = enterScope(context, resource);
  const keyed = operation.parameters.some((parameter) => parameter.role === "key");
  if (!keyed || !resource) return;
  // Joins say themselves what is there; putting in and taking out ask for no record.
  if (operation.kind === "join" || (operation.kind === "delete" && resource.member !== undefined)) return;
  // A delivery is no record: its own operations look it up.
  if (resource.deliveries || makesWhatItNames(context, resource)) return;
  theRecord(context, scope);
}
