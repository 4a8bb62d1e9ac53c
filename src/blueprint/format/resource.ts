// A resource in the blueprint: identity, parents, references, times, lifecycle; what path parameters and list members stand
// for. zod schemas, because an uploaded blueprint is checked whole.
import { z } from "zod";
import { DeclaredBehaviour } from "./behaviour.ts";
import { Generator, SchemaValue, TimeField } from "./schema.ts";

export const Transition = z.object({
  action: z.string().describe("The name of the action, as its path ends"),
  from: z.array(z.string()).optional().describe("The states it holds in; any, if none is named"),
  to: z.string().describe("The state it leads to"),
  stamp: z.string().optional().describe("The member that takes the time of it"),
  event: z.string().optional().describe("The event it announces"),
});
export type Transition = z.infer<typeof Transition>;
export const Progress = z.object({
  from: z.string().describe("The state it leaves"),
  to: z.string().describe("The state it leads to"),
  after: z.number().int().min(0).default(0).describe("Milliseconds in that state"),
  at: z.string().optional().describe("The member that says when, if it holds a moment"),
  stamp: z.string().optional().describe("The member that takes the time of it"),
  event: z.string().optional().describe("The event it announces"),
});
export type Progress = z.infer<typeof Progress>;
export const Lifecycle = z.object({
  field: z.string(),
  initial: z.string().optional(),
  states: z.array(z.string()),
  transitions: z.array(Transition),
  progress: z.array(Progress),
});
export type Lifecycle = z.infer<typeof Lifecycle>;

export const Resource = z.object({
  name: z.string(),
  schema: SchemaValue,
  identity: z.object({
    property: z.string(),
    lookups: z.array(z.string()),
    generator: Generator,
    clientChosen: z.boolean(),
    /** The member of a create's body that carries the key, when it goes by another name there. */
    given: z.string().optional(),
  }),
  /** The property that holds the parent's id, by parent resource. */
  foreignKeys: z.record(z.string(), z.string()),
  parent: z.string().optional(),
  /** The path of one record, as the document writes it. */
  path: z.string().optional(),
  /** Properties that speak of the caller (R55): the principal itself, or its id. */
  principal: z.array(z.object({ property: z.string(), embed: z.boolean() })).default([]),
  /** Properties that hold an id and can be opened into the record it names (R45). */
  expands: z.record(z.string(), z.string()).default({}),
  /** Properties that name another record. `declared`: whatever stands there must exist; `known`: values of the document's own. */
  references: z.array(
    z.object({
      property: z.string(),
      resource: z.string(),
      declared: z.boolean().optional(),
      known: z.array(z.string()).optional(),
    }),
  ),
  times: z.array(TimeField),
  lifecycle: Lifecycle.optional(),
  unique: z.array(z.string()),
  newestFirst: z.boolean(),
  /** Maps that merge key by key on update; an empty value or null deletes a key. */
  maps: z.array(z.string()),
  /** Members that say where the record is, written by the server alone. */
  self: z.array(z.string()).default([]),
  /** After its end a record is answered as a stub that says so, not as missing (R27). */
  stub: z.boolean().default(false),
  /** Property → how its value follows from others of the record. */
  derived: z.record(z.string(), z.string()),
  singleton: z.boolean(),
  /** No operation makes its records (R9). `listed`: a list tells their ids; `known`: ids that the document itself names. */
  unmade: z.object({ listed: z.boolean(), known: z.array(z.string()) }).optional(),
  /** The resource whose records are put into this join, and copied when they are (R11). */
  member: z.string().optional(),
  /** The resource is the API's own webhook subscription: its records are delivery endpoints. */
  subscription: z
    .object({
      url: z.string(),
      events: z.string().optional(),
      secret: z.string().optional(),
      active: z.string().optional(),
      /** The member that says of which topic it wants the events. */
      topic: z.string().optional(),
    })
    .optional(),
  /** The resource is the API's own keys: the text of a member opens the API while its record is there. */
  credential: z
    .object({
      secret: z.string(),
      restricted: z.object({ by: z.string(), to: z.record(z.string(), z.array(z.string())) }).optional(),
    })
    .optional(),
  /** The rows are the deliveries of the subscription above, as they happened. */
  deliveries: z.boolean().optional(),
  /** What sandbox.yaml says of its behaviour beyond the lifecycle. */
  behaviour: DeclaredBehaviour.optional(),
  /** What collection the key scope `name:read` speaks of. */
  scope: z.string(),
});
export type Resource = z.infer<typeof Resource>;

export const PathParameter = z.object({
  name: z.string(),
  /** The resource this parameter names, when it is known. */
  resource: z.string().optional(),
  /** `outer`: part of a compound key that the next parameter completes (`/repos/{owner}/{repo}`). */
  /** `item`: of a list inside the record. `constant`: the tenancy that most paths begin with and nobody creates (R9). */
  role: z.enum(["key", "parent", "outer", "value", "constant", "item"]),
  /** Where it stands when not in the path: verbs take their keys in the query or the body (R5). */
  in: z.enum(["query", "body"]).optional(),
});
export type PathParameter = z.infer<typeof PathParameter>;

export const ListRole = z.enum([
  "total",
  "pages",
  "page",
  "limit",
  "offset",
  "hasMore",
  "hasPrevious",
  "nextCursor",
  "previousCursor",
  "nextLink",
  "previousLink",
  "firstLink",
  "lastLink",
  "selfLink",
  "path",
  "count",
]);
export type ListRole = z.infer<typeof ListRole>;
