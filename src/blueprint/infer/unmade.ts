// Records that nobody can make (R9): resources that no operation of the document creates, or only below records that
// nobody can make first. Their records are there all the same, or no caller could use the operations that name them.
import type { Resource } from "../format/resource.ts";
import type { OperationKind } from "../format/operation.ts";
import type { RawOperation } from "../read/operations.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { ClassifiedOperation, Lookup } from "./classify.ts";
import { shapeOf } from "../runtime/routes.ts";
import { pathParameters } from "./path-parameters.ts";

const MAKING = new Set<OperationKind>(["create", "append", "join"]);
const CREATES = /(^|[^a-z])(creates?|upserts?|inserts?)([^a-z]|or|$)/i;
/** What an operation does stands at the beginning of its words. */
const HEADLINE = 80;
const MAX_KNOWN = 10;

/** Marks what nobody can make; where a PUT says that it creates, the path chooses the key (R21). */
export function markUnmade(
  table: SchemaNormaliser,
  resources: Readonly<Record<string, Resource>>,
  classified: readonly ClassifiedOperation[],
  lookup: Lookup,
  principal: string | undefined,
): void {
  const named = namedKeys(table, classified, lookup);
  for (const resource of Object.values(resources)) {
    if (resource.singleton || resource.deliveries || resource.subscription || resource.name === principal)
      continue;
    const all = classified.filter(({ role }) => role.resource?.name === resource.name);
    const isJoin = resource.member !== undefined || all.some(({ role }) => role.kind === "join");
    // What stands below one of its own kind is no way to the first of them.
    const mine = all.filter((one) => !standsBelow(one, resource.name, lookup));
    if (isJoin || mine.some(({ role }) => MAKING.has(role.kind))) continue;
    if (mine.some(({ operation, role }) => createsItem(operation, role.kind)))
      resource.identity.clientChosen = true;
    else
      resource.unmade = {
        listed: mine.some(({ role }) => role.kind === "list"),
        known: [...(named.get(resource.name) ?? [])].slice(0, MAX_KNOWN),
      };
  }
}

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
