// What is known of one API call on its way through `serve.ts`; the log row is written from it.
import type { CallRequest } from "#contract/call.ts";
import type { FaultOutcome } from "./fault-injection.ts";
import type { LoadedBlueprint } from "../blueprint-cache.ts";
import { type AnswerContext } from "./respond.ts";
import type { Changes } from "../store/changes.ts";
import type { KnownKey } from "../store/keys.ts";
import type { Tenant } from "../tenant.ts";

export type Call = {
  tenant: Tenant;
  request: CallRequest;
  headers: ReadonlyMap<string, string>;
  blueprint: LoadedBlueprint;
  key: KnownKey | undefined;
  now: number;
  context: AnswerContext;
  operation?: string;
  idempotencyKey?: string;
  /** It was answered with the first answer of its idempotency key. */
  isReplay?: boolean;
  /** What was asked to go wrong, when something was. */
  faultOutcome?: FaultOutcome;
  /** What it changed, once it has. */
  changes?: Changes;
};
