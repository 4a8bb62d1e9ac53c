// An event as the API sends it (R49): its name, the record as readers see it, and the payload in
// the form the document gives that event.
import type { Schema } from "#blueprint/format/schema.ts";
import type { Resource } from "#blueprint/format/resource.ts";
import { timeForm } from "#blueprint/runtime/time-format.ts";
import { formatTime } from "#lib/clock.ts";
import { type Json, type JsonObject, asObject, own, put, setAt, textOf } from "#lib/json.ts";
import { expressionOf } from "#lib/expression.ts";
import { flat, wordsOf } from "#lib/words.ts";
import { detachedContext } from "../behaviour/detached-context.ts";
import { evaluate, scopeOf, withComputed } from "../behaviour/scope.ts";
import type { OperationContext } from "../context.ts";
import { repair } from "../generate/repair.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import { project } from "../response/project.ts";
import { open, typesOf } from "../schemas.ts";
import type { Effect, Stored } from "../record-reader.ts";

type Teller = Pick<OperationContext, "index" | "schemas" | "reader" | "random" | "now" | "runEffect">;

export function describeEvent(
  context: Teller,
  resource: Resource,
  record: Stored,
  verb: string,
  before?: JsonObject,
  /** `verb` is the event's whole name. */
  isName = false,
): Effect[] {
  const { names, shapes, bodies, topic } = context.index.events;
  const type =
    names[`${resource.name} ${verb}`] ?? (isName || verb.includes(".") ? verb : `${resource.name}.${verb}`);
  const options: GeneratorOptions = {
    schemas: context.schemas,
    random: context.random,
    now: context.now,
    optional: 0,
    live: false,
  };
  const doc = withComputed(detachedContext(context), resource, record.doc);
  const data = project(options, resource.schema, doc);
  const shape = own(shapes, type);
  const previous = changesOf(before, record.doc, data);
  const scope = scopeOf(detachedContext(context), { next: doc, item: data, event: type });
  const body = own(bodies, type) ?? own(bodies, resource.name);
  const payload =
    body === undefined
      ? shape && payloadOf(options, shape, type, data, previous)
      : { body: evaluate(body, scope) ?? null };
  const about = topic === undefined ? undefined : expressionOf(topic).evaluate(scope);
  return [
    {
      kind: "announce",
      event: {
        type,
        resource: resource.name,
        record: record.id,
        data,
        ...(Object.keys(previous).length === 0 ? {} : { previous }),
        ...(payload ? { payload } : {}),
        ...(about === undefined || about === null ? {} : { topic: textOf(about) }),
      },
    },
  ];
}

/** The event's own form: the record in its place, what names the event, and when it was; its id comes at the commit. */
function payloadOf(
  options: GeneratorOptions,
  shape: { schema: Schema; data: string[] },
  type: string,
  data: Json,
  previous: JsonObject,
): { body: Json; id?: string } {
  const value: JsonObject = shape.data.length === 0 ? { ...asObject(data) } : {};
  if (shape.data.length > 0) setAt(value, shape.data, data);
  const here = open(options.schemas, shape.schema);
  let id: string | undefined;
  for (const [name, property] of Object.entries(here.properties ?? {})) {
    if (own(value, name) !== undefined) continue;
    const word = flat(name);
    const types = typesOf(options.schemas, property);
    const isText = types.length === 0 || types.includes("string");
    const form = timeForm(
      open(options.schemas, property),
      /^(created|createdat|timestamp|occurredat|time)$/.test(word),
    );
    if (/^(id|eventid)$/.test(word) && isText) id = name;
    else if (/^(type|event|eventtype|eventname|topic)$/.test(word) && isText) put(value, name, type);
    else if (word === "action" && isText) put(value, name, wordsOf(type).at(-1) ?? type);
    else if (form) put(value, name, formatTime(options.now, form));
    else if (/^(changes|previousattributes)$/.test(word)) put(value, name, previous);
  }
  if (shape.data.length === 2 && Object.keys(previous).length > 0)
    setAt(value, [shape.data[0] ?? "", "previous_attributes"], previous);
  const body = repair(options, shape.schema, project(options, shape.schema, value));
  return { body, ...(id === undefined ? {} : { id }) };
}

/** What the changed members were before. */
function changesOf(before: JsonObject | undefined, after: JsonObject, shown: Json): JsonObject {
  const previous: JsonObject = {};
  for (const [name, value] of Object.entries(before ?? {}))
    if (
      own(asObject(shown), name) !== undefined &&
      JSON.stringify(value) !== JSON.stringify(own(after, name))
    )
      put(previous, name, value);
  return previous;
}
