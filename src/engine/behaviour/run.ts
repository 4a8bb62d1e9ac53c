// A change under way, before anything has happened in it.
import type { Resource } from "#blueprint/format/resource.ts";
import type { OperationContext, Run } from "../context.ts";
import type { Stored } from "../record-reader.ts";

export const beginRun = (
  context: OperationContext,
  resource: Resource,
  before: Stored | undefined,
  record: Stored,
): Run => ({
  context,
  resource,
  before,
  record,
  created: {},
  effects: [],
  events: [],
  named: false,
});
