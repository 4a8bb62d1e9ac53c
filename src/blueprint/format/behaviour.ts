// What sandbox.yaml says of behaviour: cases with conditions, effects on other records, computed members, tables of magic values.
// A *template* is JSON in which every text is a CEL expression and everything else stands for itself.
import { z } from "zod";
import { JsonValue } from "./schema.ts";

export const Cel = z.string().min(1).max(2000).meta({ format: "cel" });
const Template = JsonValue;
const Assignments = z.record(z.string(), Template);

/** A change of another record, in the same transaction. Exactly one of create, update, upsert and delete names its resource; or several. */
export const EffectRule = z
  .strictObject({
    create: z.string().optional().describe("Make a record of this resource"),
    update: z.string().optional().describe("Change the records of this resource that `where` finds"),
    upsert: z.string().optional().describe("Change the one that `where` finds, or make it"),
    delete: z.string().optional().describe("Delete those that `where` finds"),
    when: Cel.optional().describe("Only if this holds"),
    for_each: Cel.optional().describe("A list, once for each `item` of it"),
    where: Assignments.optional().describe("Which records: members and what they must be"),
    set: Assignments.optional().describe("Members and what they become, as templates"),
    action: z
      .string()
      .optional()
      .describe("With `update`: an action of those records, whose cases are taken after `set`"),
    under: Cel.optional().describe(
      "The key of the record that a new one lies below, where none of its members says so",
    ),
    as: z
      .string()
      .optional()
      .describe(
        "The name under `created` that later expressions find it by, or the list of all with `for_each`; else the resource's own",
      ),
    as_call: z
      .boolean()
      .optional()
      .describe("With `create`: its cases see what is set as their `body`, as if a caller had sent it"),
    link: Assignments.optional().describe("Members of the record the call is about that this effect gives"),
    events: z.array(z.string()).optional().describe("The events it announces, in place of its usual one"),
    callback: Cel.optional().describe("A URL that is told of the record's events from now on"),
    get effects() {
      return z
        .array(z.union([z.string(), EffectRule]))
        .optional()
        .describe("Several effects in place of one, in order, for each `item`");
    },
  })
  .meta({ id: "EffectRule", description: "A change of other records, in the same transaction" });
export type EffectRule = z.infer<typeof EffectRule>;

/** One case of a create, an action, an update, a delete or a timer: the first whose condition holds is what happens. */
export const Case = z
  .strictObject({
    when: Cel.optional().describe("Only if this holds; a member that is absent or null makes it false"),
    from: z.array(z.string()).optional().describe("The states it holds in"),
    to: z.string().optional().describe("The state it leads to"),
    set: Assignments.optional().describe("Members of the record and what they become, as templates"),
    stamp: z.string().optional().describe("The member that takes the time of it"),
    refuse: z.string().optional().describe("The code of a refusal, one of `errors.cases`"),
    effects: z
      .array(z.union([z.string(), EffectRule]))
      .optional()
      .describe("What it does to other records, in order: by name, or written here"),
    events: z
      .array(z.string())
      .optional()
      .describe("The events that it announces, in order, in place of its usual one"),
    continue: z.string().optional().describe("An action whose cases are taken next"),
  })
  .meta({ id: "Case", description: "One case; of several, the first that holds is what happens" });
export type Case = z.infer<typeof Case>;

/** One case of an operation that is no change of the record it names: it changes others, or refuses. */
export const OperationCase = Case.pick({ when: true, refuse: true, effects: true, events: true })
  .extend({
    status: z
      .number()
      .int()
      .min(200)
      .max(299)
      .optional()
      .describe("The status of the answer, where it is another than the operation's usual one"),
  })
  .meta({ id: "OperationCase", description: "A case of an operation: it changes other records, or refuses" });
export type OperationCase = z.infer<typeof OperationCase>;

/** What sandbox.yaml says an operation does beyond its kind. */
export const DeclaredOperation = z.object({
  cases: z
    .array(OperationCase)
    .optional()
    .describe("The first that holds is what happens; beside `does: list` they may refuse the list"),
  returns: Template.optional().describe("The answer, where the operation has no record of its own to show"),
  responds: z
    .strictObject({
      when: Cel.optional().describe("Where it does not hold, the answer is the document's"),
      status: Cel.optional().describe("The status, an expression"),
      media: Cel.optional().describe("The media type, an expression"),
      headers: z.record(z.string(), Cel).optional().describe("Further headers (`Location`), expressions"),
    })
    .optional()
    .describe(
      "Its status and its media type, where they are not the document's; the answer is then the text of `returns` as it is",
    ),
  where: Cel.optional().describe(
    "Which rows a list has, in place of what its path says of them; each is the `item`",
  ),
  optional: z
    .array(z.string())
    .optional()
    .describe("Path parameters whose record need not be there: the cases say what then"),
});
export type DeclaredOperation = z.infer<typeof DeclaredOperation>;

export const MemberRule = z
  .strictObject({
    default: Template.optional().describe("What it is where the body does not say"),
    value: Template.optional().describe("What it is when the record is made, whatever the body says"),
    computed: Template.optional().describe("What it is at every read; it is not stored"),
    once: z
      .boolean()
      .optional()
      .describe("Told only by the answer of the call that makes the record: a secret"),
  })
  .meta({ id: "MemberRule", description: "A value that a member gets, as a template" });
export type MemberRule = z.infer<typeof MemberRule>;

/** Keys that are no records: the first call that names a row of the table makes a record of it, with a key of its own. */
export const MagicKeys = z
  .strictObject({
    table: z.string().describe("The table of the keys"),
    effect: z.string().describe("The effect that makes the record; it finds the row as `item`"),
  })
  .meta({
    id: "MagicKeys",
    description: "Keys that are rows of a table: the call that names one makes a record of it",
  });
export type MagicKeys = z.infer<typeof MagicKeys>;

/** The cases of one resource by what leads to them: `create`, `update`, `delete`, `action NAME`, `progress STATE`. */
export const DeclaredBehaviour = z.object({
  cases: z.record(z.string(), z.array(Case)).default({}),
  members: z.record(z.string(), MemberRule).default({}),
  lookups: z.array(Cel).default([]).describe("Further keys a record is found by"),
  /** The key of a new record, where it is worked out. */
  key: Cel.optional(),
  row: Cel.optional().describe(
    "What `row` stands for in the cases of this resource, where that is not a row that the body names",
  ),
  magicKeys: MagicKeys.optional(),
});
export type DeclaredBehaviour = z.infer<typeof DeclaredBehaviour>;

/** A function of the file's own: a template over its arguments, which it finds as `args`. */
export const DeclaredFunction = z
  .strictObject({
    takes: z
      .array(z.string().regex(/^[a-z]\w*$/))
      .max(6)
      .default([])
      .describe("The names of its arguments"),
    gives: Template.describe("A template, which finds them as `args`"),
  })
  .meta({ id: "FunctionRule", description: "An expression with a name" });
export type DeclaredFunction = z.infer<typeof DeclaredFunction>;

/** Magic values: which members of a body name a row, and what each row says. */
export const Table = z
  .strictObject({
    key: z
      .array(z.string())
      .min(1)
      .describe("The members of a body that name a row; the first that is there"),
    rows: z
      .record(
        z.string(),
        z
          .looseObject({
            describe: z.string().describe("What it does, for people"),
            also: z.array(z.string()).optional().describe("Further names of the row"),
          })
          .catchall(JsonValue),
      )
      .describe("By the value that names it; further members are facts that expressions find as `row`"),
  })
  .meta({
    id: "Table",
    description: "Magic values: which member of a body names a row, and what each row says",
  });
export type Table = z.infer<typeof Table>;

/** A table in the blueprint, with a row under each of its names. */
export const NamedTable = z.object({
  name: z.string().default(""),
  key: z.array(z.string()),
  rows: z.record(z.string(), z.record(z.string(), JsonValue)),
});
export type NamedTable = z.infer<typeof NamedTable>;

/**
 * A header of every answer: a text, in which `{requestId}` is the id of the call, what the request has in one of
 * its own, or a text that stands on the repeats of an idempotency key alone.
 */
export const AnswerHeader = z.union([
  z.string().describe("A text; `{requestId}` is the id of the call"),
  z.strictObject({
    request: z.string().describe("What the request has in this header"),
    default: z.string().optional().describe("What stands there if it has none"),
  }),
  z.strictObject({ replay: z.string().describe("Only on the repeats of an idempotency key") }),
]);
export type AnswerHeader = z.infer<typeof AnswerHeader>;

/** How a violation of the schema is said: the first rule that fits. */
export const ViolationRule = z
  .strictObject({
    reason: z
      .string()
      .optional()
      .describe("`required`, `invalid_type`, `invalid_value`, …: the reasons that validation gives"),
    member: z.string().optional().describe("Only of this member"),
    operation: z.string().optional().describe("Only in this operation, by id"),
    code: z.union([z.string(), z.number()]).optional().describe("The code that is answered"),
    message: z.string().optional().describe("What is said; `{member}` is filled"),
  })
  .meta({ id: "ViolationRule", description: "How a violation of a schema is said" });
export type ViolationRule = z.infer<typeof ViolationRule>;
