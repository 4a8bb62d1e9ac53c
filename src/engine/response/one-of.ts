// An object as exactly one of the alternatives of a `oneOf` (R46). Documents often write alternatives that take each other's
// objects; what is answered is made such that the published schema takes it, and nothing that is known of a record is lost.
import type { Schema } from "#blueprint/format/schema.ts";
import { type Json, type JsonObject, isObject, own, put } from "#lib/json.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import { validate } from "../request/validate.ts";
import { open, typesOf } from "../schemas.ts";

const MAX_ALTERNATIVES = 16;
/** What only a server says, so that an alternative without it is no loss. */
const ASIDE = /^(pagination|paging|meta|_?links|updated)$|([a-z](Url|At|Count|ETag)|_(url|at|count|etag))$/;

export type OneOf = {
  branches: readonly Schema[];
  /** The members that the object has beside its alternatives. */
  beside: NonNullable<Schema["properties"]>;
  /** The object as an alternative has it. */
  shownAs: (branch: Schema) => Json;
};

/**
 * The object as it is where it is one alternative and no other; else in the first form that shows all of it, or that says
 * null where only other alternatives have a member, or that leaves out what other alternatives require and only a server
 * says. As it is where none is told apart. Of lists, each item.
 */
export function asOneOf(options: GeneratorOptions, choice: OneOf, shown: Json): Json {
  if (isObject(shown)) return objectAsOne(options, choice, shown);
  const items = choice.branches.flatMap((branch) => open(options.schemas, branch).items ?? []);
  if (!Array.isArray(shown) || items.length < choice.branches.length || shown.length === 0) return shown;
  const ofItems = { ...choice, branches: items };
  return shown.map((item) =>
    isObject(item) ? objectAsOne(options, { ...ofItems, shownAs: () => item }, item) : item,
  );
}

function objectAsOne(
  options: GeneratorOptions,
  { branches, beside, shownAs }: OneOf,
  shown: JsonObject,
): JsonObject {
  if (branches.length > MAX_ALTERNATIVES || isOneOf(options, branches, shown)) return shown;
  const names = Object.keys(shown);
  const forms = branches
    .map(shownAs)
    .filter(isObject)
    .filter((form) => isOneOf(options, branches, form))
    .map((form) => ({ form, lost: names.filter((name) => own(form, name) === undefined) }));
  const isNoLoss = (name: string): boolean =>
    shown[name] === null ||
    (options.takes?.(name) !== true && (ASIDE.test(name) || isTag(options, branches, name)));
  return (
    forms.find(({ lost }) => lost.length === 0)?.form ??
    withNulls(options, branches, beside, shown, () => false) ??
    withoutAside(options, branches, beside, shown, isNoLoss) ??
    withNulls(options, branches, beside, shown, isNoLoss) ??
    forms.find(({ lost }) => lost.every(isNoLoss))?.form ??
    shown
  );
}

/** A member that is one constant in an alternative only says which one it is. */
const isTag = ({ schemas }: GeneratorOptions, branches: readonly Schema[], name: string): boolean =>
  branches.some((branch) => {
    const property = own(open(schemas, branch).properties ?? {}, name);
    return property !== undefined && open(schemas, property).enum?.length === 1;
  });

/** `{ id, name }` of a full form that requires `inspectorUrl` too: without a member that each other alternative requires. */
function withoutAside(
  options: GeneratorOptions,
  branches: readonly Schema[],
  beside: NonNullable<Schema["properties"]>,
  shown: JsonObject,
  isNoLoss: (name: string) => boolean,
): JsonObject | undefined {
  for (const branch of mostShownFirst(options, branches, shown)) {
    const made = { ...shown };
    const mine = new Set(open(options.schemas, branch).required ?? []);
    for (const other of branches)
      if (other !== branch && takes(options, other, made)) {
        const name = (open(options.schemas, other).required ?? []).find(
          (one) =>
            !mine.has(one) && own(beside, one) === undefined && own(made, one) !== undefined && isNoLoss(one),
        );
        if (name !== undefined) delete made[name];
      }
    if (isOneOf(options, branches, made)) return made;
  }
  return undefined;
}

/**
 * `{ owner, owner_id: null, owner_url: null }`: null in a member of each other alternative, which that one forbids; in one that has
 * a value only where that is no loss.
 */
function withNulls(
  options: GeneratorOptions,
  branches: readonly Schema[],
  beside: NonNullable<Schema["properties"]>,
  shown: JsonObject,
  isNoLoss: (name: string) => boolean,
): JsonObject | undefined {
  for (const branch of mostShownFirst(options, branches, shown)) {
    const made = { ...shown };
    const mine = open(options.schemas, branch).properties ?? {};
    for (const other of branches)
      if (other !== branch && takes(options, other, made)) {
        const members = Object.entries(open(options.schemas, other).properties ?? {});
        const [name] =
          members.find(
            ([member, schema]) =>
              [mine, beside].every((known) => own(known, member) === undefined) &&
              (own(made, member) === undefined || isNoLoss(member)) &&
              forbidsNull(options, schema),
          ) ?? [];
        if (name !== undefined) put(made, name, null);
      }
    if (isOneOf(options, branches, made)) return made;
  }
  return undefined;
}

/** The alternatives that take the object, those first of which it has the most members. */
function mostShownFirst(options: GeneratorOptions, branches: readonly Schema[], shown: JsonObject): Schema[] {
  const shared = (branch: Schema): number =>
    Object.keys(open(options.schemas, branch).properties ?? {}).filter(
      (name) => own(shown, name) !== undefined,
    ).length;
  return branches.filter((branch) => takes(options, branch, shown)).sort((a, b) => shared(b) - shared(a));
}

const forbidsNull = ({ schemas }: GeneratorOptions, schema: Schema): boolean => {
  const types = typesOf(schemas, schema);
  return types.length > 0 && !types.includes("null");
};

const takes = ({ schemas }: GeneratorOptions, branch: Schema, value: JsonObject): boolean =>
  validate(schemas, branch, value, { answered: true }).length === 0;

const isOneOf = (options: GeneratorOptions, branches: readonly Schema[], value: JsonObject): boolean =>
  branches.filter((branch) => takes(options, branch, value)).length === 1;
