// Field selection (R45): parameters by which a caller has references expanded (`expand`, `include`) or members chosen
// (`fields`), and which properties hold references that can be expanded.
import { flat } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { FieldSelection } from "../format/operation.ts";
import type { Schema } from "../format/schema.ts";
import type { RawOperation } from "../read/operations.ts";
import type { ResourceCandidate } from "./resources.ts";
import { baseName, objectView } from "./payload-views.ts";

const EXPAND = /^(expand|expands|expansions?)$/;
const INCLUDE = /^(include|includes|embed|with|relations)$/;
const FIELDS = /^(fields|select|only|attributes)$/;
const OMIT = /^(excludefields|exclude|omit|exceptfields)$/;

/** The parameters that shape this operation's answers, in the query or the body. */
export function readFieldSelection(
  table: SchemaNormaliser,
  operation: RawOperation,
): FieldSelection | undefined {
  const names = [
    ...operation.parameters
      .filter((one) => one.in === "query" && isOpenList(table, one.schema))
      .map((one) => one.name),
    ...Object.values(operation.body?.contents ?? {}).flatMap((schema) => {
      const members = objectView(table, schema)?.object.properties ?? {};
      return Object.keys(members).filter(
        (name) => EXPAND.test(flat(name)) && isOpenList(table, members[name] ?? {}),
      );
    }),
  ];
  const find = (pattern: RegExp): string | undefined => names.find((name) => pattern.test(flat(name)));
  const [expand, include, fields, omit] = [find(EXPAND), find(INCLUDE), find(FIELDS), find(OMIT)];
  if (expand === undefined && include === undefined && fields === undefined && omit === undefined)
    return undefined;
  return {
    ...(expand === undefined ? {} : { expand }),
    ...(include === undefined ? {} : { include }),
    ...(fields === undefined ? {} : { fields }),
    ...(omit === undefined ? {} : { omit }),
  };
}

/** A list of names, or one text of them. */
function isOpenList(table: SchemaNormaliser, schema: Schema): boolean {
  const types = table.resolve(schema).type ?? [];
  return types.length === 0 || types.includes("array") || types.includes("string");
}

/** Properties that are an id or, when opened, the record it names. */
export function expandables(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  all: readonly ResourceCandidate[],
  foreignKeys: Readonly<Record<string, string>>,
): Record<string, string> {
  const opened: Record<string, string> = {};
  for (const [resource, property] of Object.entries(foreignKeys)) {
    opened[property] = resource;
    const bare = property.replace(/(_id|Id|_uuid|Sid|_sid)$/, "");
    if (bare !== property) opened[bare] ??= resource;
  }
  for (const [property, schema] of Object.entries(found.object.properties ?? {})) {
    const open = table.resolve(schema);
    const branches = [...(open.anyOf ?? []), ...(open.oneOf ?? [])];
    if (!branches.some((branch) => table.resolve(branch).type?.includes("string"))) continue;
    const bases = branches.flatMap((branch) => baseName(branch) ?? []);
    const target = all.find((one) => !one.singleton && bases.includes(baseName(one.schema) ?? "\n"));
    if (target) opened[property] = target.name;
  }
  return opened;
}
