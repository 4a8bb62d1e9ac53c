// Where one record stands in a body: in an answer, the body itself or the member that carries it (R12); in a request, too,
// beside options of the call (R13).
import { flat, singular, snake } from "#lib/words.ts";
import type { Envelope } from "../format/operation.ts";
import type { Schema } from "../format/schema.ts";
import type { RawOperation } from "../read/operations.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import { type View, baseName, isDecoration, isLike, objectView } from "./payload-views.ts";

export type SingleView = View & { envelope: Envelope };

/** What a body's record is called, and the parameter that names one in a path. */
export type RecordWords = { name: string; key?: string | undefined };

const GENERAL_CARRIERS = /^(data|result|response|payload|item|record|resource)$/i;
const USUAL_KEYS = ["id", "sid", "uid", "gid", "uuid", "guid"];

/** The record inside an answer: the one member that carries it where the key stands there, else the answer itself. */
export function singleView(
  table: SchemaNormaliser,
  schema: Schema | undefined,
  words: RecordWords,
): SingleView | undefined {
  const view = objectView(table, schema);
  if (!view || openCarrier(table, view.object, words)) return undefined;
  const carrier = carrierIn(table, view.object, words);
  return carrier
    ? { envelope: { kind: "wrapped", path: [carrier.name] }, ...carrier.view }
    : { envelope: { kind: "bare" }, ...view };
}

/** `{ ok, message, result: {} }`: the member that carries a record, or a list of such, of which the document says nothing. */
export function openCarrier(
  table: SchemaNormaliser,
  object: Schema,
  words: RecordWords,
): { name: string; isList: boolean } | undefined {
  const members = Object.entries(object.properties ?? {});
  const wanted = flat(singular(words.name));
  const found =
    members.find(([name]) => flat(singular(name)) === wanted) ??
    members.find(([name]) => GENERAL_CARRIERS.test(name));
  if (!found || !members.every(([name]) => name === found[0] || isDecoration(name))) return undefined;
  const { type = [], items } = table.resolve(found[1]);
  if (items) return isOpen(table, items) ? { name: found[0], isList: true } : undefined;
  return type.includes("object") && isOpen(table, found[1]) ? { name: found[0], isList: false } : undefined;
}

/** An object of which nothing is said. */
function isOpen(table: SchemaNormaliser, schema: Schema): boolean {
  const { type = [], additionalProperties } = table.resolve(schema);
  const isObject = type.length === 0 || type.includes("object");
  return isObject && typeof additionalProperties !== "object" && objectView(table, schema) === undefined;
}

type Carrier = { name: string; view: View };

function carrierIn(table: SchemaNormaliser, object: Schema, words: RecordWords): Carrier | undefined {
  const members = Object.entries(object.properties ?? {});
  const carriers = members.flatMap(([name, property]): Carrier[] => {
    const view = objectView(table, property);
    return view ? [{ name, view }] : [];
  });
  const named =
    namedAs(carriers, words.name) ??
    carriers.find((one) => GENERAL_CARRIERS.test(one.name)) ??
    (members.length === 1 ? carriers[0] : undefined);
  const isAlone = members.every(([name]) => name === named?.name || isDecoration(name));
  if (named && isAlone) return named;
  if (holdsKey(table, object, words)) return undefined;
  if (named) return named;
  const holding = carriers.filter(
    (one) =>
      !isDecoration(one.name) &&
      (holdsOwnKey(table, one.view, words) ||
        (beginsAs(one.name, words.name) && holdsKey(table, one.view.object, words))),
  );
  return holding.length === 1 ? holding[0] : undefined;
}

/** The member called as the record, or one of the two with a word before it: `loyalty_account` of `/accounts`, `shift` of a labor shift. */
function namedAs(carriers: readonly Carrier[], name: string): Carrier | undefined {
  const wanted = flat(singular(name));
  return (
    carriers.find((one) => flat(singular(one.name)) === wanted) ??
    carriers.find((one) => snake(one.name).endsWith(`_${snake(singular(name))}`)) ??
    carriers.find((one) => snake(name.replace(/_\d+$/, "")).endsWith(`_${snake(singular(one.name))}`))
  );
}

/** `import_task` of `/imports`. */
const beginsAs = (member: string, name: string): boolean =>
  snake(member).startsWith(`${snake(singular(name))}_`);

/** Whether an object has the key of the record among its own members: then it is the record. */
function holdsKey(table: SchemaNormaliser, object: Schema, { name, key = "id" }: RecordWords): boolean {
  const word = flat(singular(name));
  const keys = new Set([...USUAL_KEYS, flat(key), `${word}id`, `${word}name`, `${word}arn`, tailOf(key)]);
  return Object.entries(object.properties ?? {}).some(
    ([member, schema]) => keys.has(flat(member)) && isScalar(table, schema),
  );
}

/** `{name}`, `{pipeline_name}`: the last word of a parameter. */
const tailOf = (key: string): string => flat(/[A-Z]?[a-z]+$/.exec(key)?.[0] ?? key);

/** Holds the very member that the path's parameter is called, where that says more than `id`. */
const holdsOwnKey = (table: SchemaNormaliser, view: View, { key = "id" }: RecordWords): boolean =>
  flat(key).length > 4 &&
  Object.entries(view.object.properties ?? {}).some(
    ([member, schema]) => flat(member) === flat(key) && isScalar(table, schema),
  );

const isScalar = (table: SchemaNormaliser, schema: Schema): boolean => {
  const types = table.resolve(schema).type ?? [];
  return !types.includes("object") && !types.includes("array");
};

/**
 * The member of a request's body that carries the record, where the body is more than the record: it shares the record's
 * members, or is called as it, and what stands beside it speaks of the call (`idempotency_key`).
 */
export function requestWrapper(
  table: SchemaNormaliser,
  schema: Schema | undefined,
  record: View & { name: string },
): string | undefined {
  const body = objectView(table, schema);
  if (!body || sharesBase(body, record)) return undefined;
  const known = record.object.properties ?? {};
  const members = Object.keys(body.object.properties ?? {});
  const carriers = Object.entries(body.object.properties ?? {}).flatMap(([name, property]): Carrier[] => {
    // `{ url: { url, label } }`: the record may have a text of that name itself.
    const held = known[name] && objectView(table, known[name]);
    const view = held ? undefined : objectView(table, property);
    return view ? [{ name, view }] : [];
  });
  const named = namedAs(carriers, record.name);
  if (named && (members.length === 1 || isLike(named.view, record))) return named.name;
  const alike = carriers.filter((one) => isLike(one.view, record));
  const beside = members.filter((name) => known[name] !== undefined).length;
  return alike.length === 1 && beside * 2 < members.length ? alike[0]?.name : undefined;
}

const sharesBase = (one: View, other: View): boolean => {
  const base = baseName(one.schema);
  return base !== undefined && base === baseName(other.schema);
};

/** The record's members as a write takes them: those inside the wrapper, and those beside it. */
export function bodyOf(
  table: SchemaNormaliser,
  operation: RawOperation,
  record: View & { name: string },
): Schema | undefined {
  const schema = Object.values(operation.body?.contents ?? {})[0];
  const body = objectView(table, schema)?.object;
  const wrapper = requestWrapper(table, schema, record);
  if (!body || wrapper === undefined) return body;
  const { [wrapper]: inside, ...beside } = body.properties ?? {};
  const inner = objectView(table, inside)?.object;
  return { ...body, ...inner, properties: { ...beside, ...inner?.properties } };
}
