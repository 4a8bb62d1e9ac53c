// What sandbox.yaml says of behaviour: cases with conditions, effects on other records, computed members, tables of magic values.
// A *template* is JSON in which every text is a CEL expression and everything else stands for itself.
import { z } from "zod";
import { JsonValue } from "./schema.ts";

const Cel = z.string().min(1).max(2000);
const Template = JsonValue;
const Assignments = z.record(z.string(), Template);

/** A change of another record, in the same transaction. Exactly one of create, update, upsert and delete names its resource; or several. */
export const EffectRule = z.strictObject({
  create: z.string().optional(),
  update: z.string().optional(),
  upsert: z.string().optional(),
  delete: z.string().optional(),
  /** Only if this holds. */
  when: Cel.optional(),
  /** A list, once for each `item` of it. */
  for_each: Cel.optional(),
  /** Which records: members and what they must be. */
  where: Assignments.optional(),
  set: Assignments.optional(),
  /** With `update`: an action of those records, whose cases are taken after `set`. */
  action: z.string().optional(),
  /** The key of the record that a new one lies below, where none of its members says so. */
  under: Cel.optional(),
  /** The name under `created` that later expressions find it by, or the list of all with `for_each`; else the resource's own. */
  as: z.string().optional(),
  /** Members of the record the call is about that this effect gives. */
  link: Assignments.optional(),
  /** The events it announces, in place of its usual one. */
  events: z.array(z.string()).optional(),
  /** A URL that is told of the record's events from now on. */
  callback: Cel.optional(),
  /** Several effects in place of one, in order, for each \`item\`. */
  get effects() {
    return z.array(z.union([z.string(), EffectRule])).optional();
  },
});
export type EffectRule = z.infer<typeof EffectRule>;

/** One case of a create, an action, an update, a delete or a timer: the first whose condition holds is what happens. */
export const Case = z.strictObject({
  when: Cel.optional(),
  /** The states it holds in. */
  from: z.array(z.string()).optional(),
  to: z.string().optional(),
  set: Assignments.optional(),
  /** The member that takes the time of it. */
  stamp: z.string().optional(),
  /** The code of a refusal, one of `errors.cases`. */
  refuse: z.string().optional(),
  effects: z.array(z.union([z.string(), EffectRule])).optional(),
  /** The events that it announces, in order, in place of its usual one. */
  events: z.array(z.string()).optional(),
  /** An action whose cases are taken next. */
  continue: z.string().optional(),
});
export type Case = z.infer<typeof Case>;

/** One case of an operation that is no change of the record it names: it changes others, or refuses. */
export const OperationCase = Case.pick({ when: true, refuse: true, effects: true, events: true }).extend({
  /** The status of the answer, where it is another than the operation's usual one. */
  status: z.number().int().min(200).max(299).optional(),
});
export type OperationCase = z.infer<typeof OperationCase>;

/** What sandbox.yaml says an operation does beyond its kind. */
export const DeclaredOperation = z.object({
  /** The first that holds is what happens. */
  cases: z.array(OperationCase).optional(),
  /** The answer, where the operation has no record of its own to show. */
  returns: Template.optional(),
  /** Its status and its media type, where they are not the document's; the answer is then the text of `returns` as it is. */
  responds: z.strictObject({ status: Cel.optional(), media: Cel.optional() }).optional(),
  /** Which rows a list has, in place of what its path says of them; each is the `item`. */
  where: Cel.optional(),
  /** Path parameters whose record need not be there: the cases say what then. */
  optional: z.array(z.string()).optional(),
});
export type DeclaredOperation = z.infer<typeof DeclaredOperation>;

export const MemberRule = z.strictObject({
  /** What it is where the body does not say. */
  default: Template.optional(),
  /** What it is when the record is made, whatever the body says. */
  value: Template.optional(),
  /** What it is at every read; it is not stored. */
  computed: Template.optional(),
  /** Told only by the answer of the call that makes the record: a secret. */
  once: z.boolean().optional(),
});
export type MemberRule = z.infer<typeof MemberRule>;

/** The cases of one resource by what leads to them: `create`, `update`, `delete`, `action NAME`, `progress STATE`. */
/** Keys that are no records: the first call that names a row of the table makes a record of it, with a key of its own. */
export const MagicKeys = z.strictObject({
  table: z.string(),
  /** The effect that makes the record; it finds the row as `item`. */
  effect: z.string(),
});
export type MagicKeys = z.infer<typeof MagicKeys>;

export const DeclaredBehaviour = z.object({
  cases: z.record(z.string(), z.array(Case)).default({}),
  members: z.record(z.string(), MemberRule).default({}),
  /** Further keys a record is found by. */
  lookups: z.array(Cel).default([]),
  /** What `row` stands for in the cases of this resource, where that is not a row that the body names. */
  row: Cel.optional(),
  magicKeys: MagicKeys.optional(),
});
export type DeclaredBehaviour = z.infer<typeof DeclaredBehaviour>;

/** A function of the file's own: a template over its arguments, which it finds as `args`. */
export const DeclaredFunction = z.strictObject({
  takes: z
    .array(z.string().regex(/^[a-z]\w*$/))
    .max(6)
    .default([]),
  gives: Template,
});
export type DeclaredFunction = z.infer<typeof DeclaredFunction>;

/** Magic values: which members of a body name a row, and what each row says. */
export const Table = z.strictObject({
  key: z.array(z.string()).min(1),
  rows: z.record(
    z.string(),
    z.looseObject({ describe: z.string(), also: z.array(z.string()).optional() }).catchall(JsonValue),
  ),
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
  z.string(),
  z.strictObject({ request: z.string(), default: z.string().optional() }),
  z.strictObject({ replay: z.string() }),
]);
export type AnswerHeader = z.infer<typeof AnswerHeader>;

/** How a violation of the schema is said: the first rule that fits. */
export const ViolationRule = z.strictObject({
  /** `required`, `invalid_type`, `invalid_value`, …: the reasons that validation gives. */
  reason: z.string().optional(),
  member: z.string().optional(),
  operation: z.string().optional(),
  code: z.union([z.string(), z.number()]).optional(),
  message: z.string().optional(),
});
export type ViolationRule = z.infer<typeof ViolationRule>;
