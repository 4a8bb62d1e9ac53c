// The self-check of generated values (R54): a value is checked against its schema; what does not fit is generated again, then
// left out. Values the caller gave have passed validation; what fails here is ours or comes from an example.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, isObject, own, put } from "#lib/json.ts";
import { type GeneratorOptions, generateValue } from "./value.ts";
import { open, pickBranch, typesOf } from "../schemas.ts";
import { type Violation, validate } from "../request/validate.ts";

const ROUNDS = 4;

/**
 * The value, changed where its schema forbids it; equal to what was given when nothing is wrong. `ours`: nobody wrote
 * any of it, so that what fits several forms that exclude each other may be made anew.
 */
export function repair(
  options: GeneratorOptions,
  schema: Schema,
  value: Json,
  ours = options.realistic !== undefined,
): Json {
  let here = value;
  for (let round = 0; round < ROUNDS; round++) {
    const wrong = validate(options.schemas, schema, here, { answered: true });
    if (wrong.length === 0) break;
    // Parts of it may be the document's own examples, or a stored record's.
    here = structuredClone(here);
    for (const one of wrong)
      if (ours || one.code !== "ambiguous") here = repaired(options, schema, here, one, round);
  }
  return here;
}

function repaired(
  options: GeneratorOptions,
  schema: Schema,
  value: Json,
  wrong: Violation,
  round: number,
): Json {
  const path = wrong.path;
  const last = path.at(-1);
  if (last === undefined && wrong.code === "ambiguous") return unambiguous(options, schema);
  if (last === undefined) return round === 0 ? value : generateValue(options, schema, "");
  const place = parentOf(options, schema, value, path);
  if (!place) return value;
  const { holder, inner } = place;
  if (wrong.code === "ambiguous") {
    const member = Array.isArray(holder) ? inner.items : own(inner.properties ?? {}, last);
    const made = unambiguous(options, member ?? {});
    if (Array.isArray(holder)) holder[Number(last)] = made;
    else put(holder, last, made);
    return value;
  }
  if (Array.isArray(holder)) {
    holder[Number(last)] = generateValue(options, inner.items ?? {}, "");
    return value;
  }
  const property = own(inner.properties ?? {}, last);
  const required = inner.required?.includes(last) ?? false;
  if (wrong.code === "unknown" || (!required && wrong.code === "too_short" && isEmpty(own(holder, last))))
    delete holder[last];
  else if (!required && (round > 1 || !property)) delete holder[last];
  else if (wrong.code === "too_short" && Array.isArray(own(holder, last)) && property)
    put(holder, last, filled(options, property, own(holder, last)));
  else if (round > 0 && property && typesOf(options.schemas, property).includes("null"))
    put(holder, last, null);
  else put(holder, last, generateValue(options, property ?? {}, last));
  return value;
}

/** A value of the first alternative that, with all its members, is no other alternative's as well. */
function unambiguous(options: GeneratorOptions, schema: Schema): Json {
  const here = open(options.schemas, schema);
  const whole: GeneratorOptions = { ...options, optional: 1 };
  for (const branch of here.oneOf ?? []) {
    const made = generateValue(whole, branch, "");
    if (validate(options.schemas, schema, made, { answered: true }).length === 0) return made;
  }
  return generateValue(options, schema, "");
}

const isEmpty = (value: Json | undefined): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** A list with too few items, with as many as it must have. */
function filled(options: GeneratorOptions, schema: Schema, value: Json | undefined): Json {
  const here = open(options.schemas, schema);
  const list = Array.isArray(value) ? [...value] : [];
  while (list.length < (here.minItems ?? 0)) list.push(generateValue(options, here.items ?? {}, ""));
  return list;
}

/** The container of the last step of a path, with the schema it answers to. */
function parentOf(
  options: GeneratorOptions,
  schema: Schema,
  value: Json,
  path: readonly string[],
): { holder: JsonObject | Json[]; inner: Schema } | undefined {
  let holder: Json | undefined = value;
  let inner = chosen(options, schema, holder);
  for (const step of path.slice(0, -1)) {
    const next: Schema | undefined = Array.isArray(holder)
      ? inner.items
      : (own(inner.properties ?? {}, step) ??
        (typeof inner.additionalProperties === "object" ? inner.additionalProperties : undefined));
    holder = Array.isArray(holder) ? holder[Number(step)] : isObject(holder) ? own(holder, step) : undefined;
    if (holder === undefined) return undefined;
    inner = chosen(options, next ?? {}, holder);
  }
  return Array.isArray(holder) || isObject(holder) ? { holder, inner } : undefined;
}

/** The schema with the alternative the value belongs to laid over it. */
function chosen(options: GeneratorOptions, schema: Schema, value: Json | undefined, depth = 0): Schema {
  const here = open(options.schemas, schema);
  const branch =
    (here.anyOf ?? here.oneOf) && depth < 6 ? pickBranch(options.schemas, here, value) : undefined;
  if (!branch) return here;
  const inner = chosen(options, branch, value, depth + 1);
  return {
    ...inner,
    ...here,
    properties: { ...inner.properties, ...here.properties },
    required: [...(inner.required ?? []), ...(here.required ?? [])],
  };
}
