// Reading: one record, a page of them (R14-R18), a singleton. No effects, except that what nobody can make is made when it is first met.
import type { Resource } from "#blueprint/format/resource.ts";
import type { Paging } from "#blueprint/format/operation.ts";
import { type Json, isObject, textOf } from "#lib/json.ts";
import { formatTime } from "#lib/clock.ts";
import { rule } from "#lib/reason.ts";
import {
  type PageFacts,
  type PageRequest,
  answerList,
  answerOne,
  listHeaders,
} from "../response/envelope.ts";
import { rowMaker } from "../response/rows.ts";
import { tagged } from "../request/conditional.ts";
import { type Outcome, type OperationContext, refuse, resourceOf } from "../context.ts";
import { linkPath, enterScope, findByKey, nameOf, scopeConditions, theRecord } from "../records/lookup.ts";
import { refuseFirst } from "./declared.ts";
import { chosenRows } from "../behaviour/chosen-rows.ts";
import { recordSchema } from "../records/fill.ts";
import { createFirstRows } from "../records/create-on-first-access.ts";
import type { Condition, PageQuery, Stored } from "../record-reader.ts";

const UNPAGED_LIMIT = 1000;

export function readOne(context: OperationContext): Outcome {
  const record = theRecord(context, enterScope(context, resourceOf(context)));
  return tagged(context, record, {
    status: context.details.answer.status,
    body: answerOne(context, record.doc),
    headers: [],
    effects: [],
    reason: rule("read", { resource: record.resource, id: record.id }),
  });
}

export function readList(context: OperationContext): Outcome {
  const resource = resourceOf(context);
  const scope = enterScope(context, resource);
  refuseFirst(context);
  const chosen = context.details.declared?.where;
  const rowsOf = chosen === undefined ? context.reader : chosenRows(context, chosen);
  const paging = context.details.paging ?? { filters: {} };
  const wanted = filters(context, resource, paging);
  const search = searchOf(context, paging);
  const base: Omit<PageQuery, "limit" | "offset" | "descending"> = {
    resource: resource.name,
    ...(scope.scoped && chosen === undefined ? { parent: scope.parent } : {}),
    where: chosen === undefined ? [...scopeConditions(context, resource, scope), ...wanted] : wanted,
    ...search,
    ...sortOf(context, resource, paging),
  };
  const descending = isDescending(context, resource, paging);
  const limit = limitOf(context, paging);
  const { after, before } = cursors(context, resource, paging);
  const firstPage = paging.page?.first ?? 1;
  const page = Math.max(firstPage, numberIn(context, paging.page?.name) ?? firstPage);
  const offset = numberIn(context, paging.offset?.name) ?? (paging.page ? (page - firstPage) * limit : 0);
  const backwards = before !== undefined && after === undefined;
  // The page that ends before a row is the page after it in the opposite order, turned round.
  const edges = backwards
    ? { after: before }
    : { ...(after ? { after } : {}), ...(before ? { before } : {}) };
  // Pages are of what is committed: rows that are made by this very call are shown as they are.
  const fresh =
    after || before || offset > 0 || search.search !== undefined
      ? []
      : createFirstRows(context, resource, scope, wanted);
  const rows =
    fresh.length > 0
      ? fresh
      : rowsOf.page({
          ...base,
          ...edges,
          descending: backwards ? !descending : descending,
          limit: limit + 1,
          offset: after || before ? 0 : offset,
        });
  const more = rows.length > limit;
  const shown = rows.slice(0, limit);
  if (backwards) shown.reverse();
  const facts = pageFacts(paging, {
    total: fresh.length > 0 ? fresh.length : rowsOf.count(base),
    shown,
    more,
    backwards,
    limit,
    page,
    firstPage,
    offset,
    moved: after !== undefined || before !== undefined,
  });
  return {
    status: context.details.answer.status,
    body: answerList(context, shown.map(rowMaker(context, resource)), facts),
    headers: listHeaders(context, facts),
    effects: [],
    reason: rule("listed", { shown: shown.length, total: facts.total ?? null, resource: resource.name }),
  };
}

type Window = {
  total: number;
  shown: Stored[];
  more: boolean;
  backwards: boolean;
  limit: number;
  page: number;
  firstPage: number;
  offset: number;
  moved: boolean;
};

export function pageFacts(paging: Paging, window: Window): PageFacts {
  const { shown, total, limit, page, firstPage, offset } = window;
  const last = shown.at(-1)?.id ?? null;
  const first = shown[0]?.id ?? null;
  const hasNext = window.backwards || window.more;
  const hasPrevious = window.backwards ? window.more : window.moved || offset > 0;
  // Where a list takes both a cursor and a number, the cursor says where, the number only counts.
  const numbered = (to: number): PageRequest => (paging.page ? { [paging.page.name]: String(to) } : {});
  const step = (to: "next" | "previous"): PageRequest | null => {
    if (to === "next" ? !hasNext : !hasPrevious) return null;
    if (paging.after && to === "next" && last !== null)
      return { ...numbered(page + 1), [paging.after.name]: cursorOf(paging, last), ...gone(paging.before) };
    if (paging.before && to === "previous" && first !== null && !paging.page)
      return { [paging.before.name]: first, ...gone(paging.after) };
    if (paging.page && paging.after) return null;
    if (paging.page) return { [paging.page.name]: String(to === "next" ? page + 1 : page - 1) };
    if (paging.offset)
      return { [paging.offset.name]: String(to === "next" ? offset + limit : Math.max(0, offset - limit)) };
    return null;
  };
  const pages = Math.max(1, Math.ceil(total / limit));
  const jump = (to: number): PageRequest | null => {
    const start = { ...gone(paging.after), ...gone(paging.before) };
    if (to > 0 && paging.after) return null;
    if (paging.page) return { ...start, [paging.page.name]: String(firstPage + to) };
    if (paging.offset) return { [paging.offset.name]: String(to * limit) };
    return to === 0 ? start : null;
  };
  return {
    total,
    count: shown.length,
    limit,
    page,
    firstPage,
    offset,
    hasMore: window.more,
    hasPrevious,
    nextCursor: hasNext && last !== null ? cursorOf(paging, last) : null,
    previousCursor: hasPrevious ? first : null,
    next: step("next"),
    previous: step("previous"),
    first: jump(0),
    last: jump(pages - 1),
  };
}

const gone = (cursor: { name: string } | undefined): PageRequest => (cursor ? { [cursor.name]: null } : {});

/** A cursor is the id of the last row, or an opaque text of it where the API's cursors are opaque. */
const cursorOf = (paging: Paging, id: string): string =>
  paging.after && !paging.after.byId ? btoa(unescape(encodeURIComponent(id))) : id;

function idOfCursor(paging: Paging, cursor: string): string {
  if (!paging.after || paging.after.byId) return cursor;
  try {
    return decodeURIComponent(escape(atob(cursor)));
  } catch {
    return cursor;
  }
}

function cursors(
  context: OperationContext,
  resource: Resource,
  paging: Paging,
): { after?: Stored; before?: Stored } {
  const found: { after?: Stored; before?: Stored } = {};
  for (const side of ["after", "before"] as const) {
    const rule = paging[side];
    const text = rule && context.query[rule.name];
    if (!rule || typeof text !== "string" || text === "") continue;
    const record = findByKey(
      context,
      resource,
      side === "after" ? idOfCursor(paging, text) : text,
      undefined,
    );
    if (!record)
      throw refuse(context, "invalid", `No such ${nameOf(resource.name)}: '${text}'`, {
        param: rule.name,
        facts: { resource: resource.name, id: text },
        details: [{ param: rule.name, message: "is not a cursor of this list", code: "invalid_value" }],
      });
    found[side] = record;
  }
  return found;
}

export function numberIn(context: OperationContext, name: string | undefined): number | undefined {
  const value = name === undefined ? undefined : context.query[name];
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** The page size: the caller's within the API's bounds; validation has already refused what the schema forbids. */
export function limitOf(context: OperationContext, paging: Paging): number {
  if (!paging.limit) return paging.page || paging.offset || paging.after ? 20 : UNPAGED_LIMIT;
  const asked = numberIn(context, paging.limit.name) ?? paging.limit.default;
  return Math.max(1, Math.min(Math.floor(asked), paging.limit.max));
}

function filters(context: OperationContext, resource: Resource, paging: Paging): Condition[] {
  const conditions: Condition[] = [];
  for (const [name, filter] of Object.entries(paging.filters)) {
    const value = context.query[name] ?? filter.standard;
    if (value === undefined || value === "" || filter.open?.includes(textOf(value))) continue;
    if (isObject(value)) {
      for (const op of ["gte", "lte", "gt", "lt"] as const) {
        const bound = value[op];
        if (bound !== undefined)
          conditions.push({
            path: filter.path,
            op,
            value: comparable(resource, filter.path[0] ?? "", bound),
          });
      }
    } else {
      const [property = "", ...deeper] = filter.path;
      const isEqual = filter.op === "eq" || filter.op === "range";
      conditions.push({
        path: isEqual && deeper.length === 0 ? linkPath(context, resource, property, value) : filter.path,
        op: filter.op === "range" ? "eq" : filter.op,
        value: comparable(resource, property, value),
      });
    }
  }
  return conditions;
}

/** A moment is compared in the form the record keeps it in. */
function comparable(resource: Resource, property: string, value: Json): Json {
  const field = resource.times.find((one) => one.property === property);
  if (!field || typeof value !== "string") return value;
  const time = Date.parse(value);
  return Number.isNaN(time) ? value : formatTime(time, field.form);
}

function searchOf(context: OperationContext, paging: Paging): { search?: string } {
  const value = paging.search === undefined ? undefined : context.query[paging.search];
  return typeof value === "string" ? { search: value } : {};
}

/** `sort=-created`, `sort_by=amount&sort_order=desc`: a known property, else the order of age. */
function sortOf(context: OperationContext, resource: Resource, paging: Paging): { sort?: string } {
  const value = paging.sort === undefined ? undefined : context.query[paging.sort];
  if (typeof value !== "string") return {};
  const name = value.replace(/^[-+]/, "");
  const schema = recordSchema(context, resource);
  const known = Object.keys(schema.properties ?? {}).find((one) => one === name || one === `${name}_at`);
  return known === undefined ? {} : { sort: known };
}

function isDescending(context: OperationContext, resource: Resource, paging: Paging): boolean {
  const direction = paging.direction === undefined ? undefined : context.query[paging.direction];
  if (typeof direction === "string") return /^desc/i.test(direction);
  const sort = paging.sort === undefined ? undefined : context.query[paging.sort];
  if (typeof sort === "string" && sort !== "") return sort.startsWith("-");
  return resource.newestFirst;
}

/** The page of a list that is at hand as a whole, by page number or offset. */
export function pageOf<T>(context: OperationContext, all: readonly T[]): { rows: T[]; facts: PageFacts } {
  const paging = context.details.paging ?? { filters: {} };
  const limit = limitOf(context, paging);
  const firstPage = paging.page?.first ?? 1;
  const page = Math.max(firstPage, numberIn(context, paging.page?.name) ?? firstPage);
  const offset = numberIn(context, paging.offset?.name) ?? (page - firstPage) * limit;
  const window = {
    total: all.length,
    shown: [],
    backwards: false,
    limit,
    page,
    firstPage,
    offset,
    moved: false,
  };
  const facts = pageFacts(paging, { ...window, more: offset + limit < all.length });
  return { rows: all.slice(offset, offset + limit), facts };
}
