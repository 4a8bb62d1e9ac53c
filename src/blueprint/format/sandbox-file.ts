// sandbox.yaml (R53): what a document does not say about its API's behaviour. One zod schema, checked strictly, so that
// a misspelt word is a diagnostic and is not ignored. Editors and docs/sandbox-yaml-reference.md have its descriptions.
import { z } from "zod";
import type { Json } from "#lib/json.ts";
import { Scenario } from "./scenarios.ts";
import { Progress, Transition } from "./resource.ts";
import { ErrorModel, OperationKind, Scheme } from "./operation.ts";
import {
  Cel,
  AnswerHeader,
  Case,
  DeclaredFunction,
  DeclaredOperation,
  EffectRule,
  MagicKeys,
  MemberRule,
  Table,
} from "./behaviour.ts";
import { PayloadFormat, Signing } from "./signing.ts";
import { PlatformBody } from "./blueprint.ts";

const Any = z.custom<Json>(() => true);

const ResourceOverride = z
  .strictObject({
    id: z
      .strictObject({
        property: z.string().optional().describe("The member that is the key"),
        prefix: z.string().max(64).optional().describe("What made-up keys begin with: `cus_`"),
        length: z.number().int().min(1).max(128).optional().describe("Characters after the prefix"),
        alphabet: z.string().min(1).max(96).optional().describe("The characters that may be in it"),
        md5_of: z.string().optional().describe("The key is the MD5 of this member in lower case"),
        client_chosen: z.boolean().optional().describe("The caller may choose it"),
        value: Cel.optional().describe(
          "The key itself, worked out from the call (`next` is what will be stored); where it gives none, the key is made",
        ),
      })
      .optional()
      .describe("The key of a record"),
    lifecycle: z
      .strictObject({
        field: z.string().describe("The member that holds the state"),
        initial: z.string().optional().describe("The state of a new record"),
        transitions: z
          .array(
            z.strictObject({
              ...Case.shape,
              ...Transition.shape,
              to: z.string().optional().describe("The state it leads to; without it, a case that stays"),
            }),
          )
          .default([])
          .describe("What calls do to the state; of one action, the first that holds is taken"),
        progress: z
          .array(z.strictObject({ ...Case.shape, ...Progress.shape }))
          .default([])
          .describe("What happens by itself, on the sandbox's clock"),
      })
      .optional()
      .describe("The states of a record and how it goes from one to another"),
    on: z
      .strictObject({
        create: z.array(Case).optional().describe("When one is made"),
        update: z.array(Case).optional().describe("When one is changed"),
        delete: z.array(Case).optional().describe("When one is deleted"),
      })
      .optional()
      .describe("Cases beside the lifecycle"),
    members: z
      .record(z.string(), MemberRule)
      .optional()
      .describe("Members that get or are worked out a value"),
    lookup_by: z
      .array(z.string())
      .optional()
      .describe("Further keys that a record is found by: expressions over `next`"),
    row: z
      .string()
      .optional()
      .describe("What `row` is in its cases, an expression, where that is not the row that the body names"),
    magic_keys: MagicKeys.optional().describe(
      "A key that is a row of the table makes, wherever a call names it, a record of its own",
    ),
    unique: z.array(z.string()).optional().describe("Members that no two records share"),
    newest_first: z.boolean().optional().describe("Lists begin with the newest record"),
    references: z
      .record(z.string(), z.string())
      .optional()
      .describe("Members that name a record, and of which resource; what they name must exist"),
    maps: z
      .array(z.string())
      .optional()
      .describe("Members that merge key by key on update; null or an empty value deletes a key"),
    derived: z
      .record(z.string(), z.string())
      .optional()
      .describe("Members that follow from others of the record: `sum(lines.amount)`, `count(lines)`"),
    subscription: z
      .strictObject({
        url: z.string().describe("The member that holds the URL"),
        events: z.string().optional().describe("The one that lists event names"),
        secret: z.string().optional().describe("The one that shows the signing secret"),
        active: z.string().optional().describe("The one that switches it on and off"),
        topic: z.string().optional().describe("The one that names a topic (`events.topic`)"),
      })
      .optional()
      .describe("Its records are the API's own webhook endpoints"),
    credential: z
      .strictObject({
        secret: z.string().describe("The member that is the key; the call that makes the record shows it"),
        restricted: z
          .strictObject({
            by: z.string().describe("The member that says what the key may do"),
            to: z
              .record(z.string(), z.array(z.string()))
              .describe(
                "By its value: the scopes (`orders:read`, `orders:write`); any other value restricts nothing",
              ),
          })
          .optional()
          .describe("Keys that may not do everything"),
      })
      .optional()
      .describe("Its records are keys of the API: each opens it until its record is deleted"),
    scope: z.string().optional().describe("What a restricted key needs to read or write it"),
    on_first_access: z
      .boolean()
      .optional()
      .describe("Any well-formed key names a record, which is made when it is first met"),
    seed: z
      .number()
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .describe("How many records the default seed profile has; 0 for none"),
  })
  .meta({ id: "Resource", description: "What is said of one resource" });

const OperationOverride = z
  .strictObject({
    ...DeclaredOperation.shape,
    does: OperationKind.exclude(["sampled", "unsupported", "declared"])
      .optional()
      .describe("What it does, where that is not what its path says"),
    resource: z
      .string()
      .optional()
      .describe("To which resource; with `cases` or `returns`, whose record the path ends in"),
    action: z.string().optional().describe("It is this action of its resource"),
    answer: Any.optional().describe("The answer, as it is"),
    status: z.number().int().optional().describe("The status of its answer"),
  })
  .meta({ id: "Operation", description: "What is said of one operation" });

/** What this compiler reads; a file without a version is of this one. */
const SANDBOX_FILE_VERSION = 1;

const EventsOverride = z.strictObject({
  scheme: z
    .string()
    .optional()
    .describe("A signing scheme by name, as files of before have it; `signing` declares one now"),
  signing: Signing.strict()
    .optional()
    .describe("How deliveries are signed; Standard Webhooks where nothing is said"),
  format: PayloadFormat.optional(),
  retries: z
    .array(z.number().positive().max(604_800))
    .min(1)
    .max(50)
    .optional()
    .describe("Seconds between the attempts of a delivery"),
  names: z
    .record(z.string(), z.string())
    .optional()
    .describe("Names of events in place of the usual `<resource>.created`, `.updated` and `.deleted`"),
  payload: Any.optional().describe(
    "The payload of every event. Filled are `{id}`, `{type}`, `{created}`, `{createdSeconds}`, `{data}`, `{previous}`, `{resource}`, `{request}`",
  ),
  resource: z.string().optional().describe("The resource whose records are the events that happened"),
  payloads: z
    .record(z.string(), Any)
    .optional()
    .describe(
      "Payloads of their own, by the event's name or else its resource; `{data.order.id}` is a member of the record",
    ),
  bodies: z
    .record(z.string(), Any)
    .optional()
    .describe(
      "The same as templates of expressions, which see `item` (the record as readers see it), `next` (as it is stored) and `event`",
    ),
  topic: z
    .string()
    .optional()
    .describe(
      "What an event belongs to, an expression: a subscription with a topic is told of that one alone",
    ),
});

export const SandboxFile = z.strictObject({
  version: z
    .literal(SANDBOX_FILE_VERSION, {
      error: `This compiler reads version ${SANDBOX_FILE_VERSION} of sandbox.yaml. Update it, or leave the version out.`,
    })
    .optional()
    .describe("Of these words. Words of before stay readable, with a notice on each in the report"),
  key: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[a-z][a-z0-9]{0,15}$/)
        .describe("How keys begin: `sk` gives `sk_test_…` and `sk_live_…`"),
      places: z
        .array(Scheme)
        .optional()
        .describe("Where a request carries its key, when the document does not say"),
    })
    .optional()
    .describe("The API's keys"),
  errors: ErrorModel.partial().strict().optional().describe("How the API says that something is wrong"),
  platform: z
    .record(z.string(), PlatformBody.strict())
    .optional()
    .describe("What the platform itself says in this API's name, by its code: `exact` body or `message`"),
  live: z
    .union([
      z.enum(["none", "hosted"]),
      z.strictObject({
        upstream: z.url().describe("The provider's own API, which live calls are forwarded to"),
        idempotency_header: z
          .string()
          .default("Idempotency-Key")
          .describe("The header by which it knows a repeat"),
      }),
    ])
    .optional()
    .describe("Production: none (the default), hosted here, or the provider's own API"),
  limits: z
    .strictObject({
      per_minute: z.number().int().positive().optional().describe("Calls of one key"),
      per_minute_in_all: z.number().int().positive().optional().describe("Calls of all keys of a sandbox"),
      max_records: z.number().int().positive().optional().describe("Records of a sandbox"),
      max_megabytes: z.number().int().positive().max(8192).optional().describe("Its database"),
      max_uploads: z.number().int().positive().optional().describe("Uploaded files"),
    })
    .optional()
    .describe("The same in test and live"),
  scenarios: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,59}$/), Scenario)
    .optional()
    .describe("Failures with names of the API's own"),
  idempotency: z
    .strictObject({
      header: z.string().optional().describe("The API's name for it"),
      per: z
        .enum(["key", "account"])
        .optional()
        .describe("Who shares what is repeated: `key` is the default"),
    })
    .optional()
    .describe("How calls are repeated safely"),
  rate_headers: z
    .strictObject({
      limit: z.string().describe("The header of the limit"),
      remaining: z.string().describe("The one of what is left"),
      reset: z.string().describe("The one that says when all is there again"),
      moment: z
        .boolean()
        .optional()
        .describe("The reset is a moment (seconds since 1970), not so many seconds from now"),
    })
    .optional()
    .describe("The API's own rate headers, where the document does not declare them"),
  resources: z.record(z.string(), ResourceOverride).optional().describe("By the name that was inferred"),
  operations: z
    .record(z.string(), OperationOverride)
    .optional()
    .describe('By `"<METHOD> <path>"`, as the document writes it'),
  effects: z
    .record(z.string(), EffectRule)
    .optional()
    .describe("Changes of other records, by the names that cases refer to"),
  tables: z.record(z.string(), Table).optional().describe("Magic values"),
  functions: z
    .record(z.string().regex(/^[a-z]\w{0,59}$/), DeclaredFunction)
    .optional()
    .describe("What expressions call as `functions.call('name', …)`"),
  headers: z.record(z.string(), AnswerHeader).optional().describe("Headers that every answer carries"),
  events: EventsOverride.optional().describe("What is told by webhooks, and how"),
});
export type SandboxFile = z.infer<typeof SandboxFile>;
export type ResourceOverride = z.infer<typeof ResourceOverride>;
export type OperationOverride = z.infer<typeof OperationOverride>;
