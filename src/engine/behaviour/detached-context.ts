// A context for a change that no caller asked for by itself: an effect's, a timer's. Nothing of the call's own body, files, conditions
// and declared refusals speaks of it.
import type { Operation, Details } from "#blueprint/format/operation.ts";
import type { OperationContext } from "../context.ts";

const OPERATION: Operation = {
  id: "",
  method: "",
  path: "",
  kind: "action",
  parameters: [],
  tier: "stateful",
  reasons: [],
  security: [],
  details: 0,
  schemas: [],
};

const DETAILS: Details = {
  parameters: [],
  answer: { status: 200, envelope: { kind: "bare" }, headers: [], also: [] },
  refusals: [],
  errors: {},
};

/** The same records, sandbox time and random source, and nothing of the call. */
export const detachedContext = (
  context: Pick<OperationContext, "index" | "schemas" | "reader" | "random" | "now" | "runEffect"> &
    Partial<OperationContext>,
): OperationContext => ({
  base: "",
  request: () => ({}),
  mode: "test",
  ...context,
  operation: OPERATION,
  details: DETAILS,
  path: {},
  query: {},
  body: undefined,
  files: [],
  url: { path: "", query: "" },
  created: context.created ?? [],
  media: "",
  conditions: {},
});
