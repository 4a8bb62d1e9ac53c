// Arazzo 1.x as it is read here (https://spec.openapis.org/arazzo/latest.html), with this project's one extension: what a step
// leaves behind in a sandbox, `x-sandbox-expect`. zod schemas; what refers to what is checked in `check.ts`.
import { z } from "zod";
import { parseDuration } from "#lib/clock.ts";
import { JsonValue } from "../format/schema.ts";

const Name = z.string().regex(/^[\w-]+$/, "is no id: letters, digits, _ and - only");

/** A condition, by itself or in a context. */
export const Criterion = z.looseObject({
  context: z.string().optional(),
  condition: z.string().min(1),
  type: z
    .union([z.enum(["simple", "regex", "jsonpath", "xpath"]), z.looseObject({ type: z.string() })])
    .optional(),
});
export type Criterion = z.infer<typeof Criterion>;

/** `workflows`, `parameters` and actions may be named instead of written: `reference: $components.…`. */
const Reference = z.looseObject({ reference: z.string(), value: JsonValue.optional() });

const Parameter = z.looseObject({
  name: z.string().min(1),
  in: z.enum(["path", "query", "header", "cookie"]).optional(),
  value: JsonValue,
});
export type Parameter = z.infer<typeof Parameter>;

const action = {
  name: z.string().min(1),
  workflowId: z.string().optional(),
  stepId: z.string().optional(),
  criteria: z.array(Criterion).optional(),
};
const SuccessAction = z.looseObject({ ...action, type: z.enum(["end", "goto"]) });
const FailureAction = z.looseObject({
  ...action,
  type: z.enum(["end", "goto", "retry"]),
  retryAfter: z.number().min(0).max(86_400).optional(),
  retryLimit: z.int().min(0).max(100).optional(),
});
export type Action = z.infer<typeof SuccessAction> | z.infer<typeof FailureAction>;

const Pointer = z.string().regex(/^(\/.*)?$/s, "is no JSON Pointer");
const Body = z.looseObject({
  contentType: z.string().optional(),
  payload: JsonValue.optional(),
  replacements: z.array(z.looseObject({ target: Pointer, value: JsonValue })).optional(),
});

const Duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "is no ISO 8601 duration such as PT10S or P1D");

export const EventExpectation = z.strictObject({
  type: z.string().min(1),
  /** Members that the payload has at least. */
  data: z.record(z.string(), JsonValue).optional(),
  /** By when, on the sandbox's own clock; ten seconds if nothing is said. */
  within: Duration.optional(),
});
export type EventExpectation = z.infer<typeof EventExpectation>;

export const RecordExpectation = z.strictObject({
  resource: z.string().min(1),
  /** Its key, mostly an expression. */
  id: JsonValue,
  /** Members that it has at least. */
  has: z.record(z.string(), JsonValue).optional(),
  absent: z.boolean().optional(),
});
export type RecordExpectation = z.infer<typeof RecordExpectation>;

/** What a step leaves behind: checked in a sandbox only, because no API tells it. */
export const SandboxExpectation = z.strictObject({
  events: z.array(EventExpectation).optional(),
  /** Events that must not have happened, by their names or beginnings and `*`. */
  noEvents: z.array(z.string().min(1)).optional(),
  records: z.array(RecordExpectation).optional(),
});
export type SandboxExpectation = z.infer<typeof SandboxExpectation>;

const outputs = z.record(z.string().regex(/^[\w.-]+$/), JsonValue).optional();

export const Step = z.looseObject({
  stepId: Name,
  description: z.string().optional(),
  operationId: z.string().optional(),
  operationPath: z.string().optional(),
  workflowId: z.string().optional(),
  parameters: z.array(z.union([Reference, Parameter])).optional(),
  requestBody: Body.optional(),
  successCriteria: z.array(Criterion).optional(),
  onSuccess: z.array(z.union([Reference, SuccessAction])).optional(),
  onFailure: z.array(z.union([Reference, FailureAction])).optional(),
  outputs,
  "x-sandbox-expect": SandboxExpectation.optional(),
});
export type Step = z.infer<typeof Step>;

export const Workflow = z.looseObject({
  workflowId: Name,
  summary: z.string().optional(),
  description: z.string().optional(),
  inputs: z.record(z.string(), JsonValue).optional(),
  dependsOn: z.array(z.string()).optional(),
  steps: z.array(Step).min(1).max(200),
  successActions: z.array(z.union([Reference, SuccessAction])).optional(),
  failureActions: z.array(z.union([Reference, FailureAction])).optional(),
  outputs,
  parameters: z.array(z.union([Reference, Parameter])).optional(),
});
export type Workflow = z.infer<typeof Workflow>;

export const Arazzo = z.looseObject({
  arazzo: z.string().regex(/^1\.\d+\.\d+/, "is no version 1.x of Arazzo"),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  sourceDescriptions: z
    .array(z.looseObject({ name: Name, url: z.string(), type: z.string().optional() }))
    .min(1),
  workflows: z.array(Workflow).min(1).max(200),
  components: z
    .looseObject({
      inputs: z.record(z.string(), JsonValue).optional(),
      parameters: z.record(z.string(), Parameter).optional(),
      successActions: z.record(z.string(), SuccessAction).optional(),
      failureActions: z.record(z.string(), FailureAction).optional(),
    })
    .optional(),
});
export type Arazzo = z.infer<typeof Arazzo>;
