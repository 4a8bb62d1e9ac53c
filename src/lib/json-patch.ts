// JSON Patch (RFC 6902) on plain values: a new value, or the step that could not be taken. Nothing is half applied.
import { type Json, type JsonObject, asString, canonical, isObject, own, put } from "./json.ts";
import { type Result, fail, succeed } from "./result.ts";

class Impossible extends Error {}

export function applyJsonPatch(target: Json, steps: unknown): Result<Json, string> {
  if (!Array.isArray(steps)) return fail("A JSON Patch is a list of operations.");
  let value = structuredClone(target);
  for (const [i, step] of steps.entries()) {
    try {
      value = take(value, step);
    } catch (error) {
      if (error instanceof Impossible) return fail(`Operation ${i}: ${error.message}`);
      throw error;
    }
  }
  return succeed(value);
}

function take(value: Json, step: unknown): Json {
  if (!isObject(step)) throw new Impossible("it is not an object");
  const path = tokensOf(step, "path");
  const given = (): Json => {
    const one = own(step, "value");
    if (one === undefined) throw new Impossible("it has no value");
    return structuredClone(one);
  };
  switch (asString(step["op"]) ?? "") {
    case "add":
      return add(value, path, given());
    case "remove":
      return remove(value, path);
    case "replace":
      read(value, path);
      return path.length === 0 ? given() : add(remove(value, path), path, given());
    case "move": {
      const from = tokensOf(step, "from");
      if (path.length > from.length && from.every((token, j) => token === path[j]))
        throw new Impossible("a value cannot move into itself");
      const moved = read(value, from);
      return add(remove(value, from), path, moved);
    }
    case "copy":
      return add(value, path, structuredClone(read(value, tokensOf(step, "from"))));
    case "test":
      if (canonical(read(value, path)) !== canonical(given())) throw new Impossible("the test does not hold");
      return value;
    default:
      throw new Impossible("op must be add, remove, replace, move, copy or test");
  }
}

/** The steps of a JSON Pointer (RFC 6901). */
function tokensOf(step: JsonObject, member: string): string[] {
  const pointer = asString(step[member]);
  if (pointer === undefined || (pointer !== "" && !pointer.startsWith("/")))
    throw new Impossible(`${member} must be a JSON Pointer`);
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function read(value: Json, path: readonly string[]): Json {
  let here: Json | undefined = value;
  for (const token of path)
    here = Array.isArray(here)
      ? here[indexOf(token, here.length - 1)]
      : isObject(here)
        ? own(here, token)
        : undefined;
  if (here === undefined) throw new Impossible(`nothing stands at /${path.join("/")}`);
  return here;
}

function add(value: Json, path: readonly string[], what: Json): Json {
  const last = path.at(-1);
  if (last === undefined) return what;
  const holder = read(value, path.slice(0, -1));
  if (Array.isArray(holder))
    holder.splice(last === "-" ? holder.length : indexOf(last, holder.length), 0, what);
  else if (isObject(holder)) put(holder, last, what);
  else throw new Impossible(`nothing can be added to /${path.slice(0, -1).join("/")}`);
  return value;
}

function remove(value: Json, path: readonly string[]): Json {
  const last = path.at(-1);
  if (last === undefined) return null;
  read(value, path);
  const holder = read(value, path.slice(0, -1));
  if (Array.isArray(holder)) holder.splice(indexOf(last, holder.length - 1), 1);
  else if (isObject(holder)) delete holder[last];
  return value;
}

function indexOf(token: string, most: number): number {
  const index = /^(0|[1-9]\d{0,8})$/.test(token) ? Number(token) : Number.NaN;
  if (!(index <= most)) throw new Impossible(`${token} is no index of the list`);
  return index;
}
