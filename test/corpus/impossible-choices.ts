// `oneOf`s that no value can satisfy, by proof: each of the alternatives takes nothing but what another of them takes as well, so
// that a value is several of them or none. They are read as `anyOf`, and counted; any other `oneOf` is held to its word.
import { type Json, type JsonObject, asArray, asObject, canonical, isObject } from "#lib/json.ts";
import { resolvePointer } from "#lib/pointer.ts";

/** Members of a schema that a validator does not look at. */
const PROSE = /^(title|description|summary|example|examples|default|deprecated|externalDocs|xml|x-.*)$/;
const MAX_DEPTH = 12;

/** Every `oneOf` below a value that is impossible, made an `anyOf`; answers how many. */
export function openImpossible(root: JsonObject, value: Json): number {
  if (!isObject(value) && !Array.isArray(value)) return 0;
  const within = Object.values(value).reduce<number>((sum, inner) => sum + openImpossible(root, inner), 0);
  if (!isObject(value) || value["anyOf"] !== undefined || !isImpossible(root, asArray(value["oneOf"])))
    return within;
  value["anyOf"] = value["oneOf"] ?? [];
  delete value["oneOf"];
  return within + 1;
}

const isImpossible = (root: JsonObject, alternatives: readonly Json[]): boolean =>
  alternatives.length > 1 &&
  alternatives.every((one, i) => alternatives.some((other, j) => i !== j && isPartOf(root, one, other)));

/** Whether all that one schema takes is taken by the other, which asks for less of the same, or for the same. */
function isPartOf(root: JsonObject, one: Json, other: Json): boolean {
  if (isSame(root, one, other, 0)) return true;
  const narrow = resolved(root, one);
  const { type, properties, required, ...more } = resolved(root, other);
  const needed = asArray(required).filter((name) => typeof name === "string");
  return (
    Object.keys(more).length === 0 &&
    (type === undefined || type === narrow["type"]) &&
    needed.every(
      (name) => asArray(narrow["required"]).includes(name) && asObject(properties)[name] !== undefined,
    ) &&
    Object.entries(asObject(properties)).every(([name, property]) => {
      const mine = asObject(narrow["properties"])[name];
      return mine !== undefined && isSame(root, mine, property, 0);
    })
  );
}

/** Whether two schemas say the same once their references are followed; what is too deep to tell is not. */
function isSame(root: JsonObject, one: Json, other: Json, depth: number, isMap = false): boolean {
  if (canonical(one) === canonical(other)) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(one) && Array.isArray(other))
    return (
      one.length === other.length && one.every((each, i) => isSame(root, each, other[i] ?? null, depth + 1))
    );
  if (!isObject(one) || !isObject(other)) return false;
  const [a, b] = isMap ? [one, other] : [resolved(root, one), resolved(root, other)];
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every(
      (name) =>
        b[name] !== undefined &&
        isSame(root, a[name] ?? null, b[name], depth + 1, !isMap && name === "properties"),
    )
  );
}

/** What a reference leads to, without its prose; one that has a word of its own beside it stays as it is. */
function resolved(root: JsonObject, schema: Json): JsonObject {
  let here = withoutProse(asObject(schema));
  for (let hop = 0; hop < 8; hop++) {
    const ref = here["$ref"];
    if (typeof ref !== "string" || !ref.startsWith("#") || Object.keys(here).length > 1) break;
    here = withoutProse(asObject(resolvePointer(root, ref.slice(1))));
  }
  return here;
}

const withoutProse = (schema: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => !PROSE.test(name)));
