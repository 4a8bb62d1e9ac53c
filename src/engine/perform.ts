// Step 7: the one switch from what an operation is to what it does.
import type { Json, JsonObject } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import { type Outcome, type OperationContext, resourceOf } from "./context.ts";
import { listDeliveries } from "./operations/list-deliveries.ts";
import { repair } from "./generate/repair.ts";
import { generateValue } from "./generate/value.ts";
import { readList, readOne } from "./operations/read.ts";
import { enterScope } from "./records/lookup.ts";
import { create } from "./operations/create.ts";
import { act } from "./operations/transition.ts";
import { endSingleton, singleton } from "./operations/singleton.ts";
import { append, innerClear, innerHas, innerList, innerRemove, innerSet } from "./operations/array-member.ts";
import { has, addMember } from "./operations/membership.ts";
import { remove, update } from "./operations/update.ts";
import { download } from "./operations/files.ts";
import { project } from "./response/project.ts";

export function perform(play: OperationContext): Outcome {
  switch (play.operation.kind) {
    case "list":
      return resourceOf(play).deliveries ? listDeliveries(play) : readList(play);
    case "read":
      return readOne(play);
    case "create":
      return create(play);
    case "update":
      return update(play, false);
    case "replace":
      return update(play, true);
    case "delete":
      return remove(play);
    case "action":
      return act(play);
    case "append":
      return append(play);
    case "join":
      return addMember(play);
    case "has":
      return has(play);
    case "download":
      return download(play);
    case "inner-list":
      return innerList(play);
    case "inner-set":
      return innerSet(play);
    case "inner-clear":
      return innerClear(play);
    case "inner-has":
      return innerHas(play);
    case "inner-remove":
      return innerRemove(play);
    case "singleton-read":
      return singleton(play, false);
    case "singleton-write":
      return singleton(play, true);
    case "singleton-delete":
      return endSingleton(play);
    case "sampled":
      return sample(play);
    case "unsupported":
      throw new Error("an unsupported operation is answered before it is performed");
  }
}

/** No resource is known here: the document's example, else a value made from the schema, the same for equal calls. */
function sample(play: OperationContext): Outcome {
  enterScope(play, undefined);
  const { answer } = play.details;
  const empty = answer.envelope.kind === "empty" || answer.status === 204;
  const making = {
    schemas: play.schemas,
    dice: seededRandom(`${play.operation.id} ${JSON.stringify(play.path)}`),
    now: play.now,
    optional: 0,
    live: play.mode === "live",
  };
  const echoed =
    typeof play.body === "object" && play.body !== null && !Array.isArray(play.body) ? play.body : {};
  const raw = answer.example ?? merge(generateValue(making, answer.schema ?? {}, ""), echoed);
  const made: Json = repair(
    making,
    answer.schema ?? {},
    project(making, answer.schema, raw),
    play.body === undefined,
  );
  return {
    status: answer.status,
    body: empty ? undefined : made,
    headers: [],
    effects: [],
    why: answer.example === undefined ? "sampled from the schema" : "the document's example",
  };
}

/** What the caller sent shows in the answer where the types agree. */
function merge(made: Json, sent: JsonObject): Json {
  if (typeof made !== "object" || made === null || Array.isArray(made)) return made;
  const merged: JsonObject = { ...made };
  for (const [name, value] of Object.entries(sent))
    if (name in merged && typeof merged[name] === typeof value && value !== null) merged[name] = value;
  return merged;
}
