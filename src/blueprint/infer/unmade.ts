// Records that nobody can make (R9): resources that no operation of the document creates. Their records are there all
// the same, or no caller could use the operations that name them.
import type { Resource } from "../format/resource.ts";
import type { OperationKind } from "../format/operation.ts";
import type { RawOperation } from "../read/operations.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { ClassifiedOperation } from "./classify.ts";

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
  principal: string | undefined,
  madeByEffects: ReadonlySet<string>,
  onFirstAccess: ReadonlySet<string>,
): void {
  for (const name of onFirstAccess) {
    const resource = resources[name];
    if (resource) resource.unmade = { listed: false, known: [] };
  }
  for (const resource of Object.values(resources)) {
    if (resource.singleton || resource.deliveries || resource.subscription || resource.name === principal)
      continue;
    if (madeByEffects.has(resource.name) || onFirstAccess.has(resource.name)) continue;
    const mine = classified.filter(({ role }) => role.resource?.name === resource.name);
    const isJoin = resource.member !== undefined || mine.some(({ role }) => role.kind === "join");
    if (isJoin || mine.some(({ role }) => MAKING.has(role.kind))) continue;
    if (mine.some(({ operation, role }) => createsItem(operation, role.kind)))
      resource.identity.clientChosen = true;
    else
      resource.unmade = {
        listed: mine.some(({ role }) => role.kind === "list"),
        known: [...new Set(mine.flatMap(({ operation }) => namedKeys(table, operation)))].slice(0, MAX_KNOWN),
      };
  }
}

/** A PUT on the path of a record that says it creates one, by its status or its words. */
const createsItem = (operation: RawOperation, kind: OperationKind): boolean =>
  (kind === "replace" || kind === "update") &&
  operation.method === "PUT" &&
  (operation.success.status === 201 ||
    CREATES.test(operation.id) ||
    CREATES.test(operation.text.slice(0, HEADLINE)));

/** What the document gives as the value of the parameter that a path ends in: its example, its default, its closed list. */
function namedKeys(table: SchemaNormaliser, { segments, parameters }: RawOperation): string[] {
  const last = segments.at(-1);
  const name = last && "parameter" in last ? last.parameter : undefined;
  const schema = parameters.find((one) => one.in === "path" && one.name === name)?.schema;
  if (!schema) return [];
  const { example, default: standard, enum: closed = [] } = table.resolve(schema);
  return [schema.example, example, standard, ...closed].flatMap((one) =>
    typeof one === "string" || typeof one === "number" ? [String(one)] : [],
  );
}
