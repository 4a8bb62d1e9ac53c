// The operation context: the operation, the decoded call, the record reader, and the random source and sandbox time it may use.
// Also the outcome an operation answers, and refusals in the API's own shape.
import type { Resource } from "#blueprint/format/resource.ts";
import type { Details, Operation } from "#blueprint/format/operation.ts";
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { Refusal } from "#blueprint/runtime/error-model.ts";
import type { Random } from "#lib/random.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Reason } from "#lib/reason.ts";
import type { SimulatedCode } from "#lib/problem.ts";
import { SIMULATED_STATUS } from "#lib/problem.ts";
import type { Schemas } from "./schemas.ts";
import type { EffectRule } from "#blueprint/format/behaviour.ts";
import type { Effect, Stored, Upload, RecordReader } from "./record-reader.ts";

export type OperationContext = {
  index: BlueprintIndex;
  operation: Operation;
  details: Details;
  schemas: Schemas;
  reader: RecordReader;
  random: Random;
  /** Sandbox time, milliseconds. */
  now: number;
  /** Path parameter values by name. */
  path: Record<string, string>;
  query: JsonObject;
  body: Json | undefined;
  /** Files that came with the body. */
  files: readonly Upload[];
  /** Origin and base path that links in answers begin with. */
  base: string;
  /** The request as it came: method, headers, body as a text, and where the API is reached with a key (`base`) and without (`open`). */
  request(): JsonObject;
  /** The call's own path and query, below the base. */
  url: { path: string; query: string };
  mode: "test" | "live";
  /** Records created on the way (the principal, a singleton); committed before the operation's own effects. */
  created: Effect[];
  /** The key that came with the call, sealed, where the API signs callbacks with it. */
  credential?: string;
  /** A key that opens the API, for the record that the call makes of it. */
  newKey?: string;
  /** The media type of the body. */
  media: string;
  /** The item of a batch that was asked to be refused, from 1. */
  failing?: { place: number; refusal: Refused };
  /** `If-Match` and `If-None-Match`. */
  conditions: { match?: string; noneMatch?: string };
  /** Changes other records as sandbox.yaml says (`behaviour/effects.ts`; handed in, since it makes and changes records itself). */
  runEffect(run: Run, rule: EffectRule, item?: Json): void;
  /** Records made because the call named a magic key, by resource and key: named twice it is one record. */
  magic?: Map<string, Stored>;
};

/** A change under way: the record as it will be, what was made beside it, and what follows. */
export type Run = {
  context: OperationContext;
  resource: Resource;
  before: Stored | undefined;
  record: Stored;
  /** Records made by effects, by the name that expressions find them by. */
  created: JsonObject;
  /** Changes of other records, in order. */
  effects: Effect[];
  /** Announcements, made when everything is as it will be. */
  events: (() => Effect[])[];
  /** Whether a case names its events, so that the usual one is not announced. */
  named: boolean;
  refusal?: { code: string; facts: JsonObject; members: JsonObject };
  /** The status that the case which was taken answers with. */
  status?: number | undefined;
};

export type Outcome = {
  status: number;
  body: Json | undefined;
  /** An answer that is no JSON; its media type stands among the headers. */
  bytes?: Uint8Array<ArrayBuffer>;
  headers: [string, string][];
  effects: Effect[];
  /** Why this answer, for the log. */
  reason: Reason;
};

/** A refusal in the API's own shape, thrown while an operation is handled and caught by `serve`. */
export class Refused extends Error {
  readonly refusal: Refusal;
  readonly headers: [string, string][];
  /** What the refusal changes all the same: a declined payment is kept. Committed with the answer, once. */
  readonly effects: Effect[];

  constructor(refusal: Refusal, headers: [string, string][] = [], effects: Effect[] = []) {
    super(refusal.message);
    this.refusal = refusal;
    this.headers = headers;
    this.effects = effects;
  }
}

/** Builds a refusal: the API's own status for the code, else one the operation declares (R34, R40), else the usual. */
export function refuse(
  context: Pick<OperationContext, "index"> & { details?: Details },
  code: SimulatedCode,
  message: string,
  more: Partial<Refusal> = {},
): Refused {
  const declared = context.details?.refusals ?? [];
  const usual = SIMULATED_STATUS[code];
  const choices: Partial<Record<SimulatedCode, number[]>> = {
    invalid: [422, 400],
    conflict: [409, 422, 400],
    illegal_transition: [409, 422, 400],
    reference_missing: [400, 422, 404],
  };
  const status =
    context.index.errors.cases[code]?.status ??
    choices[code]?.find((one) => declared.includes(one)) ??
    (code === "invalid" ? 400 : usual);
  const model =
    context.details?.errors[String(status)] ??
    (declared.includes(status) ? undefined : context.details?.errors["0"]);
  const always = (model ?? context.index.errors).always;
  return new Refused({ code, status: always ?? status, message, ...(model ? { model } : {}), ...more });
}

export function resourceOf(context: OperationContext, name = context.operation.resource): Resource {
  const resource = name === undefined ? undefined : context.index.resources[name];
  if (!resource) throw new Error(`operation ${context.operation.id} has no resource`);
  return resource;
}
