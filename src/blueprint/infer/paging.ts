// Paging, ordering, search and filters of a list, read off its parameters (R16-R18).
import { textOf } from "#lib/json.ts";
import { flat, singular } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { Envelope, Paging, Parameter } from "../format/operation.ts";
const LIMIT = /^(limit|perpage|pagesize|count|first|maxresults|pagelimit|size|top)$/;
const PAGE = /^(page|pagenumber|pageindex)$/;
const OFFSET = /^(offset|start|skip)$/;
const AFTER = /^(cursor|after|startingafter|marker|pagetoken|nexttoken|continuation|nextcursor|startafter)$/;
const BEFORE = /^(before|endingbefore)$/;
const SORT = /^(sort|sortby|orderby|order|sortfield)$/;
const DIRECTION = /^(direction|sortdir|sortorder|orderdirection|sortdirection)$/;
const SEARCH = /^(q|query|search|searchterm)$/;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

export const isPagingName = (name: string): boolean =>
  LIMIT.test(flat(name)) || PAGE.test(flat(name)) || OFFSET.test(flat(name)) || AFTER.test(flat(name));

/** How the list is paged and filtered; `item` is the object its rows are made of. */
export function readPaging(
  table: SchemaNormaliser,
  parameters: readonly Parameter[],
  item: Schema | undefined,
): Paging {
  const paging: Paging = { filters: {} };
  const sortNames = parameters.filter(
    (parameter) => parameter.in === "query" && SORT.test(flat(parameter.name)),
  );
  for (const parameter of parameters) {
    if (parameter.in !== "query") continue;
    const name = flat(parameter.name);
    const schema = table.resolve(parameter.schema);
    if (LIMIT.test(name) && !paging.limit)
      paging.limit = {
        name: parameter.name,
        default: numberOf(schema.default) ?? DEFAULT_LIMIT,
        max: schema.maximum ?? MAX_LIMIT,
      };
    else if (PAGE.test(name))
      paging.page = { name: parameter.name, first: schema.minimum === 0 || schema.default === 0 ? 0 : 1 };
    else if (OFFSET.test(name)) paging.offset = { name: parameter.name };
    else if (AFTER.test(name)) paging.after = { name: parameter.name, byId: name.endsWith("after") };
    else if (BEFORE.test(name)) paging.before = { name: parameter.name, byId: true };
    else if (DIRECTION.test(name) || (SORT.test(name) && isDirection(schema) && sortNames.length >= 1))
      paging.direction = parameter.name;
    else if (SORT.test(name)) paging.sort = parameter.name;
    else if (SEARCH.test(name)) paging.search = parameter.name;
    else addFilter(table, paging, parameter, schema, item);
  }
  return paging;
}

/** A page that is a text, in a list whose answer has the text of the next one, is an opaque cursor and no number. */
export function withTextPages(
  paging: Paging,
  parameters: readonly Parameter[],
  envelope: Envelope,
): { paging: Paging; envelope: Envelope } {
  const { page, ...rest } = paging;
  const isText = parameters.some(
    ({ name, schema }) => name === page?.name && schema.type?.includes("string"),
  );
  if (!page || !isText || paging.after || envelope.kind !== "list" || !envelope.roles.some(isNextPage))
    return { paging, envelope };
  const roles = envelope.roles.map((one) =>
    isNextPage(one) ? { ...one, role: "nextCursor" as const } : one,
  );
  return { paging: { ...rest, after: { name: page.name, byId: false } }, envelope: { ...envelope, roles } };
}

const isNextPage = ({ path, role }: { path: string[]; role: string }): boolean =>
  role === "nextLink" && flat(path.at(-1) ?? "") === "nextpage";

const isDirection = (schema: Schema): boolean =>
  (schema.enum ?? []).some((value) => /^(asc|desc)$/i.test(textOf(value)));

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

function addFilter(
  table: SchemaNormaliser,
  paging: Paging,
  parameter: Parameter,
  schema: Schema,
  item: Schema | undefined,
): void {
  const names = Object.keys(item?.properties ?? {});
  const match =
    /^(.*?)(?:\[(gte|lte|gt|lt)\]|[._](gte|lte|gt|lt)|_(since|from|after|until|to|before))?(\[\])?$/.exec(
      parameter.name,
    );
  const base = match?.[1] ?? parameter.name;
  const wanted = flat(base);
  const property =
    names.find((name) => flat(name) === wanted) ??
    names.find((name) => flat(name) === flat(singular(base))) ??
    names.find((name) => flat(name) === `${wanted}at`);
  if (property === undefined) return;
  const word = match?.[2] ?? match?.[3] ?? match?.[4];
  const op =
    word === undefined
      ? schema.properties?.["gte"] || schema.anyOf?.some((branch) => branch.properties?.["gte"])
        ? "range"
        : "eq"
      : comparison(word);
  const held = table.resolve(item?.properties?.[property] ?? {}).enum;
  const offered = (schema.enum ?? []).filter((value) => typeof value === "string");
  const open = offered.filter((value) => (held ? !held.includes(value) : /^(all|any|\*)$/i.test(value)));
  const standard =
    op === "eq" && typeof schema.default === "string" && open.length > 0 ? schema.default : undefined;
  paging.filters[parameter.name] = {
    path: [property, ...keyWithin(table, item?.properties?.[property])],
    op,
    ...(open.length > 0 ? { open } : {}),
    ...(standard === undefined || open.includes(standard) ? {} : { standard }),
  };
}

/** What stands for an object that is another record: the key in it. */
function keyWithin(table: SchemaNormaliser, schema: Schema | undefined): string[] {
  const { properties = {} } = table.resolve(schema ?? {});
  const key = ["id", "gid", "sid", "uuid"].find((name) => properties[name] !== undefined);
  return key === undefined ? [] : [key];
}

function comparison(word: string): "gte" | "lte" | "gt" | "lt" {
  if (word === "gt" || word === "after") return "gt";
  if (word === "lt" || word === "before") return "lt";
  return word === "gte" || word === "since" || word === "from" ? "gte" : "lte";
}
