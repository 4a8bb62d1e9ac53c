// Create → get equal → list contains → update visible → delete → gone, and pages that visit each row once.
import type { Operation } from "#blueprint/format/operation.ts";
import { type Json, type JsonObject, at, canonical, isObject } from "#lib/json.ts";
import type { Answer, Caller } from "./caller.ts";

const MAX_PAGES = 40;

/** Every create that has a read of what it made: with the operations that stand at the same path. */
export function roundsOf(caller: Caller): Round[] {
  const { operations } = caller.index;
  return operations.flatMap((create): Round[] => {
    if (create.kind !== "create") return [];
    const same = (one: Operation): boolean => one.resource === create.resource;
    const below = (one: Operation): boolean =>
      same(one) && one.path.replace(/\/$/, "").replace(/\/\{[^}]+\}(\.json)?$/, "") === plain(create.path);
    const find = (kinds: Operation["kind"][], where: (one: Operation) => boolean): Operation | undefined =>
      operations.find((one) => kinds.includes(one.kind) && where(one));
    const verb = find(
      ["read"],
      (one) => same(one) && one.parameters.some((each) => each.in && each.role === "key"),
    );
    const isRpc = verb !== undefined;
    const read = find(["read"], below) ?? verb;
    if (!read) return [];
    const beside = read.path === plain(create.path) ? same : below;
    return [
      {
        create,
        read,
        list: find(["list"], (one) => one.path === create.path) ?? (isRpc ? find(["list"], same) : undefined),
        update: find(["update", "replace"], (one) => one.path === read.path || (isRpc && same(one))),
        remove: find(["delete"], (one) => beside(one) || (isRpc && same(one))),
      },
    ];
  });
}

type Round = {
  create: Operation;
  read: Operation;
  list: Operation | undefined;
  update: Operation | undefined;
  remove: Operation | undefined;
};

const plain = (path: string): string => path.replace(/\.json$/, "").replace(/\/$/, "");

/** The first step that did not hold; empty when the whole round did. */
export async function roundTrip(caller: Caller, round: Round): Promise<string> {
  const { create, read, list, update, remove } = round;
  const name = create.resource;
  const made = await caller.call(create);
  if (made.status >= 300) return `create answered ${made.status} ${made.text.slice(0, 160)}`;
  const born = caller.shown(create, made);
  const id = caller.idOf(name, Array.isArray(born) ? born[0] : born) ?? made.sent;
  const mine = Array.isArray(born) ? born[0] : (born ?? {});
  if (id === undefined || !isObject(mine))
    return `the answer to create has no id: ${made.text.slice(0, 100)}`;
  const key = [...read.parameters].reverse().find((one) => one.role === "key")?.name ?? "";
  const here = { path: { [key]: id } };
  const got = await caller.call(read, here);
  if (got.status >= 300) return `get ${id} answered ${got.status} ${got.text.slice(0, 100)}`;
  const found = caller.shown(read, got);
  const unequal = differs(mine, found);
  if (unequal !== undefined) return `get differs from create in ${unequal}`;
  if (list) {
    const rows = await idsOf(caller, list, name, undefined, asked(caller, list, mine));
    if (typeof rows === "string") return rows;
    if (!rows.ids.includes(id)) return `the list of ${rows.ids.length} lacks ${id}`;
  }
  if (update && isObject(found)) {
    const member = caller.changeable(update, found);
    const body: JsonObject = member === undefined ? {} : { [member]: "changed by the corpus" };
    const key = [...update.parameters].reverse().find((one) => one.role === "key")?.name ?? "";
    const changed = await caller.call(update, { path: { [key]: id }, body });
    if (changed.status >= 300) return `update answered ${changed.status} ${changed.text.slice(0, 160)}`;
    const after = caller.shown(read, await caller.call(read, here));
    if (member !== undefined && isObject(after) && after[member] !== "changed by the corpus")
      return `the update of ${member} is not visible`;
  }
  if (!remove) return "";
  const end = [...remove.parameters].reverse().find((one) => one.role === "key")?.name ?? "";
  const gone = await caller.call(remove, { path: { [end]: id } });
  if (gone.status >= 300) return `delete answered ${gone.status} ${gone.text.slice(0, 100)}`;
  const after = await caller.call(read, here);
  return after.status === 404 || after.status === 410 || isEnd(after)
    ? ""
    : `get after delete answered ${after.status}`;
}

/** A stub that says so, or a refusal inside a 200. */
const isEnd = (answer: Answer): boolean =>
  /deleted|archived|cancel|not_found/.test(answer.text) ||
  (isObject(answer.body) && answer.body["ok"] === false);

function differs(one: JsonObject, other: Json | undefined): string | undefined {
  if (!isObject(other)) return "everything";
  return Object.keys(one).find(
    (key) =>
      other[key] !== undefined &&
      (typeof one[key] === "string" || typeof one[key] === "number") &&
      typeof one[key] === typeof other[key] &&
      canonical(one[key] ?? null) !== canonical(other[key] ?? null),
  );
}

/** Filters a list insists on, set to what the record has there. */
function asked(caller: Caller, list: Operation, record: JsonObject): Record<string, string> {
  const required = (caller.details(list)?.parameters ?? []).filter(
    (one) => one.in === "query" && one.required,
  );
  return Object.fromEntries(
    required.flatMap(({ name }) => {
      const value = record[name];
      return typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : [];
    }),
  );
}

/** The ids of all rows, page by page; a text when a page was not answered. */
export async function idsOf(
  caller: Caller,
  list: Operation,
  resource: string | undefined,
  size?: number,
  filters: Record<string, string> = {},
): Promise<{ ids: string[]; rows: string[] } | string> {
  const details = caller.details(list);
  const paging = details?.paging;
  const envelope = details?.answer.envelope;
  const ids: string[] = [];
  const seen: string[] = [];
  const query: Record<string, string> = { ...filters };
  if (paging?.limit)
    query[paging.limit.name] = String(
      size === undefined ? paging.limit.max : Math.min(size, paging.limit.max),
    );
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await caller.call(list, { query });
    if (answer.status >= 300) return `list answered ${answer.status} ${answer.text.slice(0, 160)}`;
    const rows = caller.shown(list, answer);
    if (!Array.isArray(rows) || rows.length === 0) break;
    ids.push(...rows.map((row) => caller.idOf(resource, row) ?? canonical(row)));
    seen.push(...rows.map(canonical));
    const hasRole = (name: string): boolean =>
      envelope?.kind === "list" && envelope.roles.some((one) => one.role === name);
    const role = (name: string): Json | undefined => {
      const found = envelope?.kind === "list" ? envelope.roles.find((one) => one.role === name) : undefined;
      return found && at(answer.body, found.path);
    };
    const cursor = role("nextCursor");
    const link = /<([^>]+)>; rel="next"/.exec(answer.link ?? "")?.[1] ?? role("nextLink");
    if (typeof cursor === "string" && cursor !== "" && paging?.after) query[paging.after.name] = cursor;
    else if (typeof link === "string" && link !== "")
      for (const [name, value] of new URL(link, "http://x").searchParams) query[name] = value;
    else if (hasRole("nextCursor") || hasRole("nextLink") || role("hasMore") === false) break;
    else if (paging?.after?.byId && rows.length >= Number(query[paging.limit?.name ?? ""] ?? Infinity))
      query[paging.after.name] = ids.at(-1) ?? "";
    else if (paging?.page && rows.length >= Number(query[paging.limit?.name ?? ""] ?? Infinity))
      query[paging.page.name] = String(paging.page.first + page + 1);
    else if (paging?.offset && rows.length >= Number(query[paging.limit?.name ?? ""] ?? Infinity))
      query[paging.offset.name] = String(ids.length);
    else break;
  }
  return { ids, rows: seen };
}

/** Small pages show the rows of large ones, each once. Undefined where a list has no pages to speak of. */
export async function pagesOnce(caller: Caller, list: Operation): Promise<string | undefined> {
  const paging = caller.details(list)?.paging;
  if (!paging?.limit || !(paging.page ?? paging.offset ?? paging.after)) return undefined;
  // A cursor that no answer gives cannot be followed.
  const { envelope } = caller.details(list)?.answer ?? {};
  const told =
    envelope?.kind === "list" &&
    (envelope.path.length === 0 || envelope.roles.some((one) => one.role.startsWith("next")));
  if (paging.after && !paging.after.byId && !paging.page && !paging.offset && !told) return undefined;
  const whole = await idsOf(caller, list, list.resource);
  if (typeof whole === "string" || whole.rows.length < 3) return undefined;
  const small = await idsOf(caller, list, list.resource, Math.max(2, Math.ceil(whole.rows.length / 8)));
  if (typeof small === "string") return small;
  const parts = small.rows;
  if (new Set(parts).size < parts.length) return `${parts.length - new Set(parts).size} rows came twice`;
  const wanted = whole.rows.length;
  return parts.length === wanted ? "" : `${parts.length} rows in small pages, ${wanted} in large`;
}
