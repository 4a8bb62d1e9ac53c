// Records that nobody can make (R9): resources that no operation of the document creates, or only below records that
// nobody can make first, or without telling by which key they are found. Their records are there all the same, or no caller could use the operations that name them.
import { asObject } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import type { Resource } from "../format/resource.ts";
import type { OperationKind } from "../format/operation.ts";
import type { Schema } from "../format/schema.ts";
import type { RawOperation } from "../read/operations.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { ClassifiedOperation, Lookup } from "./classify.ts";
import { listView, objectView } from "./payload-views.ts";
import { literalOf, wordsOf } from "./resources.ts";
import { openCarrier, singleView } from "./single-view.ts";
import { shapeOf } from "../runtime/routes.ts";
import { pathParameters } from "./path-parameters.ts";

const MAKING = new Set<OperationKind>(["create", "append", "join"]);
const CREATES = /(^|[^a-z])(creates?|upserts?|inserts?)([^a-z]|or|$)/i;
/** What an operation does stands at the beginning of its words. */
const HEADLINE = 80;
const MAX_KNOWN = 10;

type Known = {
  lookup: Lookup;
  /** The resource of which the caller is one. */
  principal: string | undefined;
  /** Resources that effects of the sandbox file create. */
  madeByEffects: ReadonlySet<string>;
  /** Resources that the sandbox file lets anybody name. */
  onFirstAccess: ReadonlySet<string>;
};

/** Marks what nobody can make; where a PUT says that it creates, the path chooses the key (R21). */
export function markUnmade(
  table: SchemaNormaliser,
  resources: Readonly<Record<string, Resource>>,
  classified: readonly ClassifiedOperation[],
  { lookup, principal, madeByEffects, onFirstAccess }: Known,
): void {
  for (const name of onFirstAccess) {
    const resource = resources[name];
    if (resource) resource.unmade = { listed: false, known: [] };
  }
  const named = namedKeys(table, classified, lookup);
  for (const resource of Object.values(resources)) {
    if (resource.singleton || resource.deliveries || resource.subscription || resource.name === principal)
      continue;
    if (madeByEffects.has(resource.name) || onFirstAccess.has(resource.name)) continue;
    const all = classified.filter(({ role }) => role.resource?.name === resource.name);
    const isJoin = resource.member !== undefined || all.some(({ role }) => role.kind === "join");
    // What stands below one of its own kind is no way to the first of them.
    const mine = all.filter((one) => !standsBelow(one, resource.name, lookup));
    const names = namesOfKey(resource);
    const made = mine.filter(({ role }) => MAKING.has(role.kind));
    if (isJoin || made.some((one) => tellsKey(table, one, names) || isLocated(one, resource))) continue;
    if (mine.some(({ operation, role }) => createsItem(operation, role.kind)))
      resource.identity.clientChosen = true;
    else
      resource.unmade = {
        listed:
          !answerLists(table, mine) &&
          mine.some((one) => one.role.kind === "list" && tellsKey(table, one, names)),
        known: [...(named.get(resource.name) ?? [])].slice(0, MAX_KNOWN),
      };
  }
}

/** Reads that answer lists find, by whatever they are asked, the rows that fit it. */
const answerLists = (table: SchemaNormaliser, mine: readonly ClassifiedOperation[]): boolean => {
  const reads = mine.filter(({ role }) => role.kind === "read");
  const isList = ({ operation: { success, segments } }: ClassifiedOperation): boolean =>
    listView(table, success.schema, literalOf(segments), false) !== undefined;
  return reads.length > 0 && reads.every(isList);
};

/** What the key of a resource is called where a record is shown. */
const namesOfKey = ({ identity, derived }: Resource): ReadonlySet<string> =>
  new Set([identity.property, ...identity.lookups, ...Object.keys(derived)].map(flat));

/** Whether the answer to a create has a Location that leads to the record: all of its path but the key is the create's own. */
function isLocated({ operation, role }: ClassifiedOperation, { path = "" }: Resource): boolean {
  const names = (one: string): string[] => [...one.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const above = names(path).slice(0, -1);
  const mine = names(operation.path);
  return (
    role.kind === "create" &&
    operation.method === "POST" &&
    path !== "" &&
    above.every((name) => mine.includes(name))
  );
}

/** Whether a caller comes to know a key by the operation: by its answer, by a Location, or because the body gives it. */
function tellsKey(
  table: SchemaNormaliser,
  { operation, role }: ClassifiedOperation,
  names: ReadonlySet<string>,
): boolean {
  const { schema, headers, examples } = operation.success;
  if (headers.some((name) => flat(name) === "location")) return true;
  if (!schema && examples.length === 0) return true;
  const row = listView(table, schema, literalOf(operation.segments), role.kind === "list")?.item;
  const words = role.resource && wordsOf(role.resource);
  if (words && openCarrier(table, objectView(table, schema)?.object ?? {}, words)) return true;
  const shown = [row, schema, words && singleView(table, schema, words)?.schema];
  const sent = Object.values(operation.body?.contents ?? {});
  const inside = sent.flatMap((one) => Object.values(objectView(table, one)?.object.properties ?? {}));
  return (
    examples.some((one) => Object.keys(asObject(one)).some((name) => names.has(flat(name)))) ||
    [...shown, ...sent].some((one) => one && (isOpen(table, one) || hasMember(table, one, names))) ||
    inside.some((one) => hasMember(table, one, names))
  );
}

/** What says nothing of members may have any; and a text may be the key itself. */
const isOpen = (table: SchemaNormaliser, schema: Schema): boolean => {
  const { items } = table.resolve(schema);
  return items ? isOpen(table, items) : objectView(table, schema) === undefined;
};

const hasMember = (table: SchemaNormaliser, schema: Schema, names: ReadonlySet<string>): boolean =>
  Object.keys(objectView(table, table.resolve(schema).items ?? schema)?.object.properties ?? {}).some(
    (name) => names.has(flat(name)),
  );

/** Whether a record of this kind stands above the records of the operation. */
const standsBelow = ({ operation, role }: ClassifiedOperation, name: string, lookup: Lookup): boolean =>
  pathParameters(operation, role, lookup).some((one) => one.role === "parent" && one.resource === name);

/** A PUT on the path of a record that says it creates one, by its status or its words. */
const createsItem = (operation: RawOperation, kind: OperationKind): boolean =>
  (kind === "replace" || kind === "update") &&
  operation.method === "PUT" &&
  (operation.success.status === 201 ||
    CREATES.test(operation.id) ||
    CREATES.test(operation.text.slice(0, HEADLINE)));

/** By resource, what the document gives as values of the parameters that name its records: examples, defaults, closed lists. */
function namedKeys(
  table: SchemaNormaliser,
  classified: readonly ClassifiedOperation[],
  lookup: Lookup,
): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const { operation } of classified)
    operation.segments.forEach((segment, i) => {
      const name = "parameter" in segment ? segment.parameter : undefined;
      const resource =
        name === undefined ? undefined : lookup.byItem.get(shapeOf(operation.segments.slice(0, i + 1)));
      const schema = operation.parameters.find((one) => one.in === "path" && one.name === name)?.schema;
      if (!resource || !schema) return;
      const { example, default: standard, enum: closed = [] } = table.resolve(schema);
      const here = keys.get(resource.name) ?? new Set();
      for (const one of [schema.example, example, standard, ...closed])
        if (typeof one === "string" || typeof one === "number") here.add(String(one));
      keys.set(resource.name, here);
    });
  return keys;
}
