// One object of a record while its members are brought to agree: what of it may be changed, and how.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, own, put } from "#lib/json.ts";
import type { Random } from "#lib/random.ts";
import type { GeneratorOptions } from "../../generate/value.ts";
import { validate } from "../../request/validate.ts";
import { open, typesOf } from "../../schemas.ts";

export type Life = {
  created: number;
  now: number;
  /** The state of the record, and whether the moment that a member holds has come; undefined where nothing tells. */
  state: string | undefined;
  hasHappened(member: string): boolean | undefined;
};

/** One object of a record, with what may be written in it. */
export type Part = {
  object: JsonObject;
  /** The words of the resource, or of the member that holds the object. */
  noun: string;
  random: Random;
  schemaOf(name: string): Schema;
  /** Members that may be changed: those that are there, and all that the schema knows. */
  names: readonly string[];
  known: readonly string[];
  /** Whether it stands there now: what the schema forbids is left as it was. */
  set(name: string, value: Json): boolean;
  /** Null where that is allowed, else it goes; what is required stays. */
  clear(name: string): void;
};

export function partOfRecord(
  options: GeneratorOptions,
  schema: Schema,
  object: JsonObject,
  noun: string,
  given: ReadonlySet<string>,
): Part {
  const others = typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
  const toldOf = (name: string): Schema | undefined => own(schema.properties ?? {}, name) ?? others;
  const schemaOf = (name: string): Schema => toldOf(name) ?? {};
  const isOurs = (name: string): boolean => !given.has(name) && toldOf(name) !== undefined;
  return {
    object,
    noun,
    random: options.random,
    schemaOf: (name) => open(options.schemas, schemaOf(name)),
    names: Object.keys(object).filter(isOurs),
    known: Object.keys(schema.properties ?? {}).filter(isOurs),
    set(name, value) {
      if (!isOurs(name) || validate(options.schemas, schemaOf(name), value, { answered: true }).length > 0)
        return false;
      put(object, name, value);
      return true;
    },
    clear(name) {
      if (!isOurs(name)) return;
      if (typesOf(options.schemas, schemaOf(name)).includes("null")) put(object, name, null);
      else if (!schema.required?.includes(name)) delete object[name];
    },
  };
}
