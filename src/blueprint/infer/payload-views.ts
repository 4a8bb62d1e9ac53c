// Looking through schemas: what object stands behind one, and which list it carries (R14). The compiler decides here; calls only read the result.
import { flat, singular } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { ListRole } from "../format/resource.ts";

/** A schema, and the object that stands behind it; `forms`: the schema of all its forms, where a member tells them apart. */
export type View = { schema: Schema; object: Schema; forms?: Schema };

/** The object a schema stands for: references opened, the richest of several alternatives taken. */
export function objectView(table: SchemaNormaliser, schema: Schema | undefined, depth = 0): View | undefined {
  if (!schema || depth > 6) return undefined;
  const open = table.resolve(schema);
  if (open.properties && Object.keys(open.properties).length > 0) return { schema, object: open };
  const branches = [...(open.anyOf ?? []), ...(open.oneOf ?? [])]
    .map((branch) => objectView(table, branch, depth + 1))
    .filter((view) => view !== undefined);
  const richest = branches.reduce<View | undefined>(
    (best, view) => (best && sizeOf(best.object) >= sizeOf(view.object) ? best : view),
    undefined,
  );
  return richest && open.discriminator ? { ...richest, forms: schema } : richest;
}

const sizeOf = (object: Schema): number => Object.keys(object.properties ?? {}).length;

/** The name a schema has in the document, without the markers of its variants (R7). */
export function baseName(schema: Schema): string | undefined {
  if (schema.resource !== undefined) return flat(schema.resource);
  const name = nameBehind(schema.$ref);
  if (name === undefined) return undefined;
  const bare = name
    .replace(/^(minimal|full|simple|base|detailed|nullable)[-_. ]+/i, "")
    .replace(
      /[-_. ]*(list[-_. ]?item|minimal|mini|full|base|summary|detailed|details|response|dto|simple|resource|object)$/i,
      "",
    );
  return flat(bare === "" ? name : bare);
}

/** A schema's own name: of a component, or of the file or definition a reference leads to. */
function nameBehind(ref: string | undefined): string | undefined {
  if (ref === undefined || !ref.startsWith("/")) return ref;
  const tokens = ref.split("/").map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  const last = tokens.at(-1) ?? "";
  const holder = tokens.at(-2) ?? "";
  const file = /([^/]+)\.(json|ya?ml)$/i.exec(last)?.[1];
  if (file !== undefined && holder === "x-bundled") return file;
  const isDefinition =
    holder === "schemas" || holder === "definitions" || holder === "$defs" || /\.(json|ya?ml)$/i.test(holder);
  return isDefinition ? last : undefined;
}

export type ListView = { path: string[]; item: Schema; roles: { path: string[]; role: ListRole }[] };

const LIST_NAMES = new Set([
  "data",
  "items",
  "results",
  "records",
  "entries",
  "values",
  "content",
  "collection",
  "list",
]);
const NOT_LISTS = /^(errors?|warnings|required_|order$|_?links$|included$)/i;

/** The list inside an answer, when the answer is one; `hint` is the last word of the path. */
export function listView(
  table: SchemaNormaliser,
  schema: Schema | undefined,
  hint: string,
  paged: boolean,
): ListView | undefined {
  if (!schema) return undefined;
  const open = table.resolve(schema);
  if (open.type?.includes("array") && open.items) return { path: [], item: open.items, roles: [] };
  const view = objectView(table, schema);
  if (!view) return plainAlternative(table, open);
  const found = findArray(table, view.object, hint, 0);
  if (!found) return undefined;
  const roles = rolesOf(table, view.object, [], found.path);
  if (!paged && !isMostOf(table, view.object, found.path, hint)) return undefined;
  return { path: found.path, item: found.item, roles };
}

/** Of alternatives that are all lists, of records with much the same members, the first. */
function plainAlternative(table: SchemaNormaliser, { anyOf = [], oneOf = [] }: Schema): ListView | undefined {
  const branches = [...anyOf, ...oneOf];
  const items = branches.flatMap((branch) => table.resolve(branch).items ?? []);
  const [first, ...others] = items.flatMap((item) => objectView(table, item) ?? []);
  if (!first || others.length + 1 < branches.length) return undefined;
  return others.every((one) => isLike(first, one) || isLike(one, first))
    ? { path: [], item: first.schema, roles: [] }
    : undefined;
}

/** Whether a list is what an object is for: what stands beside it on the way speaks of the page, or is little. */
function isMostOf(table: SchemaNormaliser, object: Schema, path: readonly string[], hint: string): boolean {
  const [name = "", ...deeper] = path;
  const rest = Object.entries(object.properties ?? {}).filter(
    ([one, property]) => one !== name && !isDecoration(one) && !isOfPage(table, one, property),
  );
  const last = path.at(-1) ?? "";
  if (rest.length > 0 && !(isNamedAsList(last, hint) && rest.length <= 2)) return false;
  const inner = deeper.length === 0 ? undefined : objectView(table, object.properties?.[name]);
  return inner === undefined || isMostOf(table, inner.object, deeper, hint);
}

/** A number, a flag, a cursor or a link of the page, or an object of such. */
const isOfPage = (table: SchemaNormaliser, name: string, property: Schema): boolean =>
  roleOf(name, table.resolve(property)) !== undefined ||
  rolesOf(table, { properties: { [name]: property } }, [], []).length > 0;

/** A member that speaks of the answer, not of a record. */
export const isDecoration = (name: string): boolean =>
  /^(object|ok|success|status|message|errors?|warnings?|_?links?|meta|metadata|paging|pagination|url|uri|cache_ts|request_id|kind|type|incomplete_results|version|.*_metadata)$/i.test(
    name,
  );

function findArray(
  table: SchemaNormaliser,
  object: Schema,
  hint: string,
  depth: number,
): { path: string[]; item: Schema } | undefined {
  const arrays: { path: string[]; item: Schema; score: number }[] = [];
  for (const [name, property] of Object.entries(object.properties ?? {})) {
    if (NOT_LISTS.test(name)) continue;
    const open = table.resolve(property);
    if (open.type?.includes("array") && open.items) {
      const isObjects = objectView(table, open.items) !== undefined;
      const score =
        (isObjects ? 4 : 0) +
        (flat(name) === flat(hint) ? 3 : 0) +
        (LIST_NAMES.has(name.toLowerCase()) ? 2 : 0) +
        (open.items.$ref ? 1 : 0);
      arrays.push({ path: [name], item: open.items, score });
    } else if (depth === 0 && isListCarrier(name, Object.keys(object.properties ?? {}).length)) {
      const inner = objectView(table, property);
      const found = inner && findArray(table, inner.object, hint, depth + 1);
      // `{ data: { id, followers: […] } }` carries a record, of which the list is a member.
      const isMember =
        inner && holdsKey(table, inner.object, hint) && !isNamedAsList(found?.path.at(-1) ?? "", hint);
      if (found && !isMember) arrays.push({ path: [name, ...found.path], item: found.item, score: 3 });
    }
  }
  const best = arrays.sort((a, b) => b.score - a.score)[0];
  return best ?? (depth === 0 ? carriedArray(table, object, hint) : undefined);
}

/** `{PetsResponse: {Item: […], NextToken}}`: the only member is a page, with nothing of a record's in it. */
function carriedArray(
  table: SchemaNormaliser,
  object: Schema,
  hint: string,
): { path: string[]; item: Schema } | undefined {
  const [name, ...others] = Object.keys(object.properties ?? {});
  const inner = name === undefined ? undefined : objectView(table, object.properties?.[name]);
  const found = inner && findArray(table, inner.object, hint, 1);
  if (name === undefined || others.length > 0 || !found) return undefined;
  const beside = Object.entries(inner.object.properties ?? {}).filter(([one]) => one !== found.path[0]);
  const isPage = beside.some(([one, schema]) => PAGE_ROLES.has(roleOf(one, table.resolve(schema)) ?? ""));
  const isOnly = beside.every(([one, schema]) => isDecoration(one) || roleOf(one, table.resolve(schema)));
  return isPage && isOnly ? { path: [name, ...found.path], item: found.item } : undefined;
}

const PAGE_ROLES: ReadonlySet<string> = new Set(["total", "pages", "hasMore", "nextCursor", "nextLink"]);

/** `{ data: { pets: […] } }`, and `{ PetList: { Items: […], NextMarker } }` where nothing stands beside it. */
const isListCarrier = (name: string, members: number): boolean =>
  /^(data|_embedded|result|response|payload|d)$/i.test(name) || (members === 1 && name.endsWith("List"));

const isNamedAsList = (name: string, hint: string): boolean =>
  LIST_NAMES.has(name.toLowerCase()) || flat(name) === flat(hint);

const USUAL_KEYS = ["id", "sid", "uid", "gid", "uuid", "guid"];
const LEAST_WORD = 4;

/** Whether an object has a member that is called as keys are: `id`, `paymentId` of `/domestic-payments`. */
function holdsKey(table: SchemaNormaliser, object: Schema, hint: string): boolean {
  const word = flat(singular(hint));
  return Object.entries(object.properties ?? {}).some(([name, property]) => {
    const base = /^(.+)id$/.exec(flat(name))?.[1] ?? "";
    const isCalledSo = USUAL_KEYS.includes(name) || (base.length >= LEAST_WORD && word.endsWith(base));
    const types = isCalledSo ? (table.resolve(property).type ?? []) : [];
    return types.length > 0 && !types.includes("object") && !types.includes("array");
  });
}

const ROLES: [RegExp, ListRole, ("number" | "string" | "boolean")[]][] = [
  [/^(total|totalcount|totalitems|itemstotal|totalresults|totalrecords|totalsize)$/, "total", ["number"]],
  [/^(totalpages|pagestotal|pagecount|lastpage|pages)$/, "pages", ["number"]],
  [/^(page|currentpage|pagenumber|pageindex)$/, "page", ["number"]],
  [/^(limit|perpage|pagesize|size)$/, "limit", ["number"]],
  [/^(offset|skip|start|startindex)$/, "offset", ["number"]],
  [/^(count|resultcount|resultscount)$/, "count", ["number"]],
  [/^(hasmore|hasnext|hasnextpage|more)$/, "hasMore", ["boolean"]],
  [/^(hasprevious|hasprev|hasprevpage|haspreviouspage)$/, "hasPrevious", ["boolean"]],
  [
    /^(nextcursor|nextmarker|nextpagetoken|nexttoken|continuationtoken|after|endcursor|cursor)$/,
    "nextCursor",
    ["string"],
  ],
  [/^(previouscursor|prevcursor|before|startcursor|previouspagetoken)$/, "previousCursor", ["string"]],
  [/^next(page)?(ur[il]|link|href)?$/, "nextLink", ["string"]],
  [/^prev(ious)?(page)?(ur[il]|link|href)?$/, "previousLink", ["string"]],
  [/^first(page)?(ur[il]|link|href)?$/, "firstLink", ["string"]],
  [/^last(page)?(ur[il]|link|href)?$/, "lastLink", ["string"]],
  [/^self(ur[il]|link|href)?$/, "selfLink", ["string"]],
  [/^(url|uri)$/, "path", ["string"]],
];

/** What the members beside the list mean, nested ones included (R14). */
function rolesOf(
  table: SchemaNormaliser,
  object: Schema,
  prefix: string[],
  listPath: string[],
): { path: string[]; role: ListRole }[] {
  const roles: { path: string[]; role: ListRole }[] = [];
  if (prefix.length > 3) return roles;
  for (const [name, property] of Object.entries(object.properties ?? {})) {
    const path = [...prefix, name];
    if (path.join("/") === listPath.join("/")) continue;
    const open = table.resolve(property);
    const role = roleOf(name, open);
    if (role) roles.push({ path, role });
    else {
      const inner = objectView(table, property);
      if (
        inner &&
        (/^(_?links?|meta|metadata|paging|pagination|pages|page|cursors?|.*_metadata)$/i.test(name) ||
          name === listPath[prefix.length] ||
          isHref(prefix, inner.object, name))
      )
        roles.push(...rolesOf(table, inner.object, path, listPath));
    }
  }
  return roles;
}

/** `_links.next.href`: the role stands one level above the text; `paging.next.after`: so does what it is of. */
const isHref = (prefix: string[], object: Schema, name: string): boolean =>
  prefix.length > 0 &&
  (object.properties?.["href"] !== undefined || object.properties?.["after"] !== undefined) &&
  /^(next|prev|previous|first|last|self)$/.test(name);

function roleOf(name: string, schema: Schema): ListRole | undefined {
  const types =
    schema.type ?? [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((branch) => branch.type ?? []);
  const kinds = types.map((type) => (type === "integer" ? "number" : type));
  return ROLES.find(
    ([pattern, , allowed]) => pattern.test(flat(name)) && allowed.some((kind) => kinds.includes(kind)),
  )?.[1];
}

/** Whether a view shows such records: the same schema by name, or mostly the same members. */
export function isLike(view: View, record: View): boolean {
  const base = baseName(view.schema);
  if (base !== undefined && base === baseName(record.schema)) return true;
  const names = Object.keys(view.object.properties ?? {});
  const shared = names.filter((name) => record.object.properties?.[name] !== undefined).length;
  return shared >= 2 && shared / names.length > 0.5;
}
