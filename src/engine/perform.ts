// Step 7 of a call: the one switch from an operation's kind to the code that handles it.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, asObject, isObject, own, put } from "#lib/json.ts";
import { isJsonMedia } from "#lib/media.ts";
import { seededRandom } from "#lib/random.ts";
import { type Outcome, type OperationContext, resourceOf } from "./context.ts";
import { listDeliveries, readDelivery, redeliver } from "./operations/list-deliveries.ts";
import { repair } from "./generate/repair.ts";
import { type GeneratorOptions, generateValue } from "./generate/value.ts";
import { readList, readOne } from "./operations/read.ts";
import { complete, mapMembers } from "./records/fill.ts";
import { generatorOptions } from "./generate/options.ts";
import { validate } from "./request/validate.ts";
import { taggedAnswer } from "./request/conditional.ts";
import { enterScope } from "./records/lookup.ts";
import { create } from "./operations/create.ts";
import { declared } from "./operations/declared.ts";
import { act } from "./operations/transition.ts";
import { endSingleton, singleton } from "./operations/singleton.ts";
import { append, innerClear, innerHas, innerList, innerRemove, innerSet } from "./operations/array-member.ts";
import { has, addMember } from "./operations/membership.ts";
import { remove, update } from "./operations/update.ts";
import { download } from "./operations/files.ts";
import { project } from "./response/project.ts";
import { sampleFile } from "./response/sample-file.ts";
import { open } from "./schemas.ts";

export const perform = (context: OperationContext): Outcome => taggedAnswer(context, outcomeOf(context));

function outcomeOf(context: OperationContext): Outcome {
  switch (context.operation.kind) {
    case "list":
      return resourceOf(context).deliveries ? listDeliveries(context) : readList(context);
    case "read":
      return resourceOf(context).deliveries ? readDelivery(context) : readOne(context);
    case "create":
      return create(context);
    case "update":
      return update(context, false);
    case "replace":
      return update(context, true);
    case "delete":
      return remove(context);
    case "action":
      return resourceOf(context).deliveries ? redeliver(context) : act(context);
    case "append":
      return append(context);
    case "join":
      return addMember(context);
    case "has":
      return has(context);
    case "download":
      return download(context);
    case "inner-list":
      return innerList(context);
    case "inner-set":
      return innerSet(context);
    case "inner-clear":
      return innerClear(context);
    case "inner-has":
      return innerHas(context);
    case "inner-remove":
      return innerRemove(context);
    case "singleton-read":
      return singleton(context, false);
    case "singleton-write":
      return singleton(context, true);
    case "singleton-delete":
      return endSingleton(context);
    case "declared":
      return declared(context, sample);
    case "sampled":
      return isFile(context) ? file(context) : sample(context);
    case "unsupported":
      throw new Error(
        "an operation that an earlier compiler called unsupported is answered before it is performed",
      );
  }
}

/** Nothing is said of the answer but a media type that is no JSON. */
function isFile({ details: { answer } }: OperationContext): boolean {
  const { media, schema, example, status } = answer;
  return (
    status !== 204 &&
    media !== undefined &&
    !isJsonMedia(media) &&
    schema === undefined &&
    example === undefined
  );
}

function file(context: OperationContext): Outcome {
  enterScope(context, undefined);
  const { media = "", status } = context.details.answer;
  return {
    status,
    body: undefined,
    bytes: sampleFile(media, `Sample of ${context.operation.id}`),
    headers: [["content-type", media.includes("*") ? "application/octet-stream" : media]],
    effects: [],
    reason: { kind: "sample", name: "file", facts: {} },
  };
}

/** No resource is known here: the document's example, else a value made from the schema, the same for equal calls. */
function sample(context: OperationContext): Outcome {
  enterScope(context, undefined);
  const { answer } = context.details;
  const empty = answer.envelope.kind === "empty" || answer.status === 204;
  const options = {
    ...generatorOptions(context),
    random: seededRandom(`${context.operation.id} ${JSON.stringify(context.path)}`),
  };
  const raw = withSent(
    options,
    answer.schema ?? {},
    answer.example ?? whole(options, answer.schema ?? {}),
    asObject(context.body),
  );
  const made: Json = repair(
    options,
    answer.schema ?? {},
    project(options, answer.schema, raw),
    context.body === undefined,
  );
  return {
    status: answer.status,
    body: empty ? undefined : made,
    headers: [],
    effects: [],
    reason: { kind: "sample", name: answer.example === undefined ? "schema" : "example", facts: {} },
  };
}

/** A value of the schema with the optional members that an answer is expected to have. */
function whole(options: GeneratorOptions, schema: Schema): Json {
  const made = generateValue(options, schema, "");
  complete(options, open(options.schemas, schema), made, 0);
  return made;
}

/** What the caller sent stands in the answer where that has a place for it (R24). */
function withSent(options: GeneratorOptions, schema: Schema, made: Json, sent: JsonObject): Json {
  const here = open(options.schemas, schema);
  if (!isObject(made) || !here.properties) return made;
  const shown: JsonObject = { ...made };
  for (const [name, value] of Object.entries(mapMembers(options, here, sent))) {
    const property = own(here.properties, name);
    if (property && validate(options.schemas, property, value, { answered: true }).length === 0)
      put(shown, name, value);
  }
  return shown;
}
