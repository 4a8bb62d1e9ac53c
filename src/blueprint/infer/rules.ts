// All rules of inference. Comments elsewhere cite them by id; test/blueprint/rules.test.ts holds this table, the comments, the
// titles of tests and the README against each other.
import { DOCUMENTS_AND_RESOURCES } from "./rules/documents-and-resources.ts";
import { ERRORS_AND_ENCODINGS } from "./rules/errors-and-encodings.ts";
import { EVENTS_AND_TRUST } from "./rules/events-and-trust.ts";
import { PAYLOADS_AND_KEYS } from "./rules/payloads-and-keys.ts";
import { WRITES_AND_STATES } from "./rules/writes-and-states.ts";
import type { Rule } from "./rules/rule.ts";

export const RULES = [
  ...DOCUMENTS_AND_RESOURCES,
  ...PAYLOADS_AND_KEYS,
  ...WRITES_AND_STATES,
  ...ERRORS_AND_ENCODINGS,
  ...EVENTS_AND_TRUST,
] as const satisfies readonly Rule[];

export type RuleId = (typeof RULES)[number]["id"];
