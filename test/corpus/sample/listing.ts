// Whether a list holds what was made. It is asked as it wants to be asked: with the record's own values where it requires
// a filter, page by page.
import { type Json, type JsonObject, asObject } from "#lib/json.ts";
import { singular } from "#lib/words.ts";
import { type Client, rowsOf } from "./client.ts";
import { type Call, type Parameter, branchesOf, flat, open } from "./document.ts";
import { search } from "./ids.ts";
import { type Made, isRefusal } from "./made.ts";

const PAGE_SIZE =
  /^(limit|per_?page|page_?size|count|size|max_?results|first|take|top|\$top|maxItems|rows)$/i;
const PAGE = /^(page|page_?number|page_?num|p)$/i;
const OFFSET = /^(offset|skip|start|\$skip|from)$/i;
const MAX_PAGES = 12;

export type Lack = { cause: string; detail: string };

/** The filters that a list insists on. */
export const filtersOf = (list: Call | undefined): Parameter[] =>
  (list?.parameters ?? []).filter(
    (one) =>
      one.in === "query" &&
      one.required &&
      ![PAGE_SIZE, PAGE, OFFSET].some((pattern) => pattern.test(one.name)),
  );

/** Whether a GET of the collection's path answers a list of its records: not one of them, nor what is below one of them. */
export function isList(client: Client, list: Call, read: Call, parameter: string): boolean {
  const ofOne = filtersOf(list).some(
    (one) => isKeyOf(one, parameter) && ![open(client.document, one.schema)["type"]].flat().includes("array"),
  );
  if (list.answer === undefined || ofOne) return false;
  const names = topNames(client, list);
  const shown = topNames(client, read);
  const isRecord = shown.length > 2 && shown.every((name) => names.includes(name));
  return !isRecord && rowSchema(client, list.answer, 0) !== undefined;
}

export async function missingFrom(
  client: Client,
  list: Call,
  parameter: string,
  above: Record<string, string>,
  made: readonly Made[],
): Promise<Lack | undefined> {
  const groups = new Map<string, Made[]>();
  for (const one of made) {
    const filters = JSON.stringify(ownValues(filtersOf(list), one, parameter));
    groups.set(filters, [...(groups.get(filters) ?? []), one]);
  }
  for (const [text, group] of groups) {
    const filters = JSON.parse(text) as Record<string, string>;
    // A list that insists on what the record does not tell cannot be asked for it.
    if (filtersOf(list).some(({ name }) => filters[name] === undefined)) continue;
    const lack = await lacking(client, list, parameter, above, filters, group);
    if (lack) return lack;
  }
  return undefined;
}

async function lacking(
  client: Client,
  list: Call,
  parameter: string,
  above: Record<string, string>,
  own: Record<string, string>,
  made: readonly Made[],
): Promise<Lack | undefined> {
  const find = (pattern: RegExp): Parameter | undefined =>
    list.parameters.find((one) => one.in === "query" && pattern.test(one.name));
  const [size, page, offset] = [find(PAGE_SIZE), find(PAGE), find(OFFSET)];
  const most = Math.min(Number(open(client.document, size?.schema)["maximum"] ?? 100), 100);
  const filters: Record<string, string> = { ...own, ...(size ? { [size.name]: String(most) } : {}) };
  let text = "";
  let rows = 0;
  for (let i = 0; i < MAX_PAGES; i++) {
    if (page && (i > 0 || page.required))
      filters[page.name] = String(Number(open(client.document, page.schema)["minimum"] ?? 1) + i);
    if (offset && !page && (i > 0 || offset.required)) filters[offset.name] = String(rows);
    const answer = await client.ask(list, above, undefined, filters);
    if (answer.status >= 300 || isRefusal(answer))
      return {
        cause: `list answered ${answer.status}`,
        detail: `${answer.status} ${answer.text.slice(0, 300)}`,
      };
    const found = rowsOf(answer.body).length;
    text += answer.text;
    rows += found;
    if (made.every((one) => text.includes(one.id)) || found === 0 || (!page && !offset)) break;
  }
  const absent = made.filter((one) => !text.includes(JSON.stringify(one.id).slice(1, -1)));
  // Rows that have no member for the key can only be counted.
  if (absent.length === 0 || (rows >= made.length && !mayShowKey(client, list, parameter))) return undefined;
  return {
    cause: "the list lacks a record",
    detail: `${absent.map((one) => one.id).join(", ")} of ${rows} rows (${JSON.stringify(own)}): ${text.slice(0, 300)}`,
  };
}

/** The record's own values for the filters that a list insists on. */
function ownValues(filters: readonly Parameter[], one: Made, parameter: string): Record<string, string> {
  return Object.fromEntries(
    filters.flatMap((filter): [string, string][] => {
      const name = flat(filter.name);
      const value = isKeyOf(filter, parameter)
        ? one.id
        : (search(one.got.body, name, 0) ?? search(one.sent, name, 0));
      return value === undefined ? [] : [[filter.name, value]];
    }),
  );
}

const isKeyOf = (filter: Parameter, parameter: string): boolean =>
  ["id", "ids", flat(parameter), `${flat(parameter)}s`].includes(flat(filter.name));

/** Whether the rows of a list declare a member in which the key of a record may stand. */
function mayShowKey(client: Client, list: Call, parameter: string): boolean {
  const row = rowSchema(client, list.answer, 0);
  const members = row && membersOf(client, row);
  if (!members || members.length === 0) return true;
  const literal = flat(
    singular(list.path.split("/").findLast((part) => part !== "" && !part.startsWith("{")) ?? ""),
  );
  const wanted = flat(parameter);
  const names = [wanted, `${literal}id`];
  if (wanted.startsWith(literal) && wanted !== literal) names.push(wanted.slice(literal.length));
  return members.some(([name, inner]) => {
    const own = flat(name);
    if (own === "id" || names.includes(own) || own.endsWith(`${literal}id`)) return true;
    return membersOf(client, open(client.document, inner)).some(
      ([deeper]) => names.includes(own + flat(deeper)) || (wanted !== "id" && names.includes(flat(deeper))),
    );
  });
}

/** The schema of a list's rows: of objects, where it has any. */
function rowSchema(client: Client, schema: Json | undefined, depth: number): JsonObject | undefined {
  const branches = branchesOf(client.document, open(client.document, schema));
  for (const one of branches)
    if (one["type"] === "array" || one["items"] !== undefined) return open(client.document, one["items"]);
  if (depth >= 3) return undefined;
  const found = branches
    .flatMap((one) => Object.entries(asObject(one["properties"])))
    .filter(([name]) => !/^(_?links|errors?|warnings)$/i.test(name))
    .map(([, inner]) => rowSchema(client, inner, depth + 1))
    .filter((one) => one !== undefined);
  return found.find((one) => membersOf(client, one).length > 0) ?? found[0];
}

const membersOf = (client: Client, schema: JsonObject): [string, Json][] =>
  branchesOf(client.document, schema).flatMap((one) => Object.entries(asObject(one["properties"])));

const topNames = (client: Client, call: Call): string[] =>
  membersOf(client, open(client.document, call.answer)).map(([name]) => name);
