// From sandbox to production: plans, subscriptions and their phases, submissions, readiness.
import { z } from "zod";

const Moment = z.iso.datetime();

/** What must be proved before a submission: a fact, of one operation or of any. */
export const Requirement = z.strictObject({
  /** An operationId, `event <name>`, or nothing for any. */
  operation: z.string().max(300).optional(),
  /** As in a sandbox's evidence (`contract/facts.ts`): succeeded, recovered_from_429, acknowledged … */
  fact: z.string().min(1).max(100),
  title: z.string().max(200).optional(),
});
export type Requirement = z.infer<typeof Requirement>;

export const TestDataRow = z.strictObject({
  type: z.string().max(50),
  name: z.string().max(200),
  description: z.string().max(1000).default(""),
  value: z.string().max(4000),
});
export type TestDataRow = z.infer<typeof TestDataRow>;

const Limit = z.number().int().positive().nullable();
export const PlanLimits = z.strictObject({
  perMinute: Limit.default(null),
  perMonth: Limit.default(null),
  /** Test keys that work at once. */
  keys: Limit.default(null),
  sandboxes: Limit.default(null),
});
export type PlanLimits = z.infer<typeof PlanLimits>;

/** One step of a submission form: a title and the JSON Schema of its members. */
const FormStep = z.strictObject({
  title: z.string().min(1).max(200),
  schema: z.record(z.string(), z.json()),
});

/** What an organisation has, and a partner of an API without plans. */
export const BuiltInPlan = z.enum(["free", "pro"]);

export const PlanTerms = z.strictObject({
  sandbox: z.boolean().default(true).describe("Whether the plan has a sandbox"),
  review: z.boolean().default(true).describe("Whether production is reviewed; else it is open at once"),
  paid: z.boolean().default(false).describe("Whether live keys wait for payment"),
  limits: PlanLimits.default({ perMinute: null, perMonth: null, keys: null, sandboxes: null }),
  form: z.array(FormStep).max(20).default([]).describe("The steps of the submission form"),
  evidence: z.array(Requirement).max(100).default([]).describe("What must be proved before Submit opens"),
  testData: z.array(TestDataRow).max(500).default([]).describe("What the partner reads while testing"),
  approvers: z
    .array(z.string().max(100))
    .max(50)
    .default([])
    .describe("Users who may decide; none is every reviewer"),
});
export type PlanTerms = z.infer<typeof PlanTerms>;

export const PlanView = PlanTerms.extend({
  slug: z.string(),
  name: z.string(),
  isDefault: z.boolean(),
  builtIn: z.boolean(),
}).meta({ id: "Plan" });
export type PlanView = z.infer<typeof PlanView>;

/** What a plan of an API can ask for. */
export const PlanChoices = z
  .object({
    operations: z.array(z.object({ id: z.string(), method: z.string(), path: z.string() })),
    events: z.array(z.string()).describe("A requirement names one as `event <name>`"),
    workflows: z.array(z.string()).describe("A requirement names one as `workflow <id>`"),
    facts: z
      .object({
        operation: z.array(z.string()),
        event: z.array(z.string()),
        workflow: z.array(z.string()),
      })
      .describe("The usual facts of each; answered_<status> and the like take other statuses too"),
  })
  .meta({ id: "PlanChoices" });
export type PlanChoices = z.infer<typeof PlanChoices>;

/** Whether a live key can ever be made under a plan. */
export const Production = z.object({
  live: z.enum(["none", "hosted", "upstream"]).describe("What the latest release says of production"),
  reachable: z.boolean(),
  whyNot: z.string().nullable().describe("What stands in the way, and who can remove it"),
  notices: z.array(z.string()).describe("What the provider still has to do for each partner"),
});
export type Production = z.infer<typeof Production>;

/** A plan as it is offered. */
export const PlanOffer = PlanView.extend({ production: Production }).meta({ id: "PlanOffer" });

export const Phase = z.enum(["sandbox", "in_review", "production"]);
export type Phase = z.infer<typeof Phase>;

export const Notice = z.object({
  kind: z.enum(["approved", "changes_requested", "rejected"]),
  title: z.string(),
  notes: z.string().nullable(),
});
export type Notice = z.infer<typeof Notice>;

/** One requirement: proved or not, and by which request. */
export const ReadinessItem = z.object({
  title: z.string(),
  operation: z.string().nullable(),
  fact: z.string(),
  met: z.boolean(),
  proof: z
    .object({ request: z.string(), sandbox: z.string(), at: Moment })
    .nullable()
    .describe("The request, or event, that shows it first"),
});
export type ReadinessItem = z.infer<typeof ReadinessItem>;

export const Readiness = z
  .object({
    ready: z.boolean(),
    required: z.array(ReadinessItem),
    facts: z.array(ReadinessItem).describe("Everything that is proved, asked for or not"),
  })
  .meta({ id: "Readiness" });
export type Readiness = z.infer<typeof Readiness>;

export const Step = z.object({
  at: Moment,
  actor: z.string(),
  action: z.string(),
  phase: Phase,
  notes: z.string().nullable(),
  submission: z.string().nullable(),
});

export const SubscriptionView = z
  .object({
    api: z.string(),
    partner: z.string(),
    plan: z.string(),
    phase: Phase,
    stepper: z.array(z.object({ phase: Phase, state: z.enum(["done", "current", "open", "rejected"]) })),
    notice: Notice.nullable(),
    locked: z.string().nullable().describe("Why no live key can be made; null when one can"),
    canSubmit: z.boolean(),
    whyNot: z.string().nullable().describe("Why it cannot be submitted"),
    form: PlanTerms.shape.form,
    testData: z.array(TestDataRow),
    paidAt: Moment.nullable(),
    createdAt: Moment,
    history: z.array(Step),
  })
  .meta({ id: "Subscription" });
export type SubscriptionView = z.infer<typeof SubscriptionView>;

export const SubmissionView = z
  .object({
    id: z.string(),
    partner: z.object({ id: z.string(), name: z.string() }),
    plan: z.string(),
    status: z.enum(["in_review", "approved", "changes_requested", "rejected", "withdrawn"]),
    form: z.record(z.string(), z.unknown()),
    evidence: Readiness,
    submittedBy: z.string(),
    submittedAt: Moment,
    decidedBy: z.string().nullable(),
    decidedAt: Moment.nullable(),
    notes: z.string().nullable(),
  })
  .meta({ id: "Submission" });
export type SubmissionView = z.infer<typeof SubmissionView>;

export const Decision = z
  .strictObject({
    decision: z.enum(["approve", "reject", "request_changes"]),
    notes: z.string().trim().max(10_000).optional(),
    credential: z
      .string()
      .min(1)
      .max(4000)
      .optional()
      .describe("The upstream credential of this partner alone"),
  })
  .refine(
    ({ decision, notes }) => decision === "approve" || (notes !== undefined && notes !== ""),
    "Say why: notes are required to reject or to request changes.",
  );
export type Decision = z.infer<typeof Decision>;

export const PartnerRow = z
  .object({
    partner: z.object({ id: z.string(), name: z.string() }),
    plan: z.string(),
    phase: Phase,
    paid: z.boolean(),
    since: Moment,
    updatedAt: Moment.nullable(),
    lastCallAt: Moment.nullable().describe("About: tenants tell it at most every five minutes"),
    calls: z.int().describe("Of this month, about"),
    facts: z.int().describe("How much one sandbox has proved at most"),
  })
  .meta({ id: "PartnerRow" });
export type PartnerRow = z.infer<typeof PartnerRow>;

export const Progress = z
  .object({
    firstSuccessAt: Moment.nullable(),
    stuckOn: z.array(ReadinessItem).describe("Failures of operations that have never succeeded"),
  })
  .meta({ id: "Progress" });
