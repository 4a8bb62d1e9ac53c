// RPC-style paths (R5): a noun and a verb, `chat.postMessage` or `/item/get`, with the key in the
// query or the body. The answer shows what a call is about: the member that carries the record names the resource.
import { flat, singular, snake, wordsOf } from "#lib/words.ts";
import { type Classification, sampled } from "./classify.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Schema } from "../format/schema.ts";
import type { PathParameter } from "../format/resource.ts";
import type { OperationKind } from "../format/operation.ts";
import { identityProperty } from "./identity.ts";
import type { RawOperation } from "../read/operations.ts";
import type { ResourceCandidate } from "./resources.ts";
import { listView, objectView } from "./payload-views.ts";

export type RpcClassification = { role: Classification; parameters: PathParameter[] };
export type RpcPaths = { found: ResourceCandidate[]; roles: Map<RawOperation, RpcClassification> };

type Meaning = "create" | "read" | "list" | "update" | "delete" | "action";

const LEXICON: Record<string, Meaning> = {};
for (const [meaning, words] of [
  ["create", "create add new post send open upload import register start"],
  ["read", "get info retrieve fetch lookup read show describe find status"],
  ["list", "list search query history all"],
  ["update", "update set edit modify rename patch"],
  ["delete", "delete remove revoke destroy unregister"],
] as const)
  for (const word of words.split(" ")) LEXICON[word] = meaning;

const DOTTED_SHARE = 0.3;
const POST_SHARE = 0.6;
const GENERIC =
  /^(data|items|results?|records|entries|values|response|payload|list|content|collection|object)$/;

type RpcPath = {
  operation: RawOperation;
  noun: string;
  meaning: Meaning;
  /** What the verb does beyond the lexicon: `archive`, `set_topic`. */
  action: string;
  /** The resource its answer shows, with its schema. */
  shows?: { name: string; schema: Schema; object: Schema; several: boolean };
};

/** Reads the operations that are verbs, when the document is written that way at all. */
export function readRpcPaths(table: SchemaNormaliser, operations: readonly RawOperation[]): RpcPaths {
  const plain = operations.filter((one) => one.segments.every((segment) => "literal" in segment));
  const dotted = plain.filter((one) => /[a-z]\.[a-z]/i.test(lastLiteral(one)));
  const posts = plain.filter((one) => one.method === "POST");
  const isRpcPath =
    dotted.length > DOTTED_SHARE * operations.length ||
    (posts.length > POST_SHARE * operations.length && operations.length > 3);
  const verbs: RpcPaths = { found: [], roles: new Map() };
  if (!isRpcPath) return verbs;
  const rpcPaths = plain.flatMap((operation) => speak(table, operation) ?? []);
  const byName = gather(rpcPaths);
  for (const [name, group] of byName) verbs.found.push(toFound(table, name, group));
  for (const one of verbs.found) {
    const creates = (byName.get(one.name) ?? []).filter(({ meaning }) => meaning === "create");
    const parent = verbs.found.find(
      (other) =>
        other !== one &&
        creates.some(({ operation }) => requiredOf(operation).some((name) => names(name, other))),
    );
    if (parent) one.parentShape = parent.collections[0] ?? "";
  }
  for (const [name, group] of byName) {
    const found = verbs.found.find((one) => one.name === name);
    if (found)
      for (const one of group) verbs.roles.set(one.operation, roleOf(table, one, found, verbs.found));
  }
  for (const { operation } of rpcPaths)
    if (!verbs.roles.has(operation)) verbs.roles.set(operation, { role: sampled(operation), parameters: [] });
  return verbs;
}

const lastLiteral = (operation: RawOperation): string => {
  const last = operation.segments.at(-1);
  return last && "literal" in last ? last.literal : "";
};

/** `chat.postMessage` → noun chat, meaning create; `/link/token/create` → noun link token, meaning create. */
function speak(table: SchemaNormaliser, operation: RawOperation): RpcPath | undefined {
  const parts = operation.segments
    .flatMap((segment) => ("literal" in segment ? segment.literal.split(".") : []))
    .filter((part) => !/^(api|v\d+(\.\d+)?|\d+(\.\d+)*)$/.test(part));
  const last = parts.pop();
  if (last === undefined || parts.length === 0) return undefined;
  const [verb = "", ...rest] = wordsOf(last);
  const known = Object.hasOwn(LEXICON, verb) ? LEXICON[verb] : undefined;
  const meaning: Meaning = known === undefined || (known === "update" && rest.length > 0) ? "action" : known;
  const noun = parts.join("_");
  const shows = shownBy(table, operation, noun);
  return { operation, noun, meaning, action: snake(last), ...(shows ? { shows } : {}) };
}

/** The record or the list inside an answer, under the name the answer gives it. */
function shownBy(table: SchemaNormaliser, operation: RawOperation, noun: string): RpcPath["shows"] {
  const own = snake(singular(noun.split("_").at(-1) ?? noun));
  const list = listView(table, operation.success.schema, noun, true);
  const item = list && objectView(table, list.item);
  const listed = list?.path.at(-1);
  if (list && item && (list.path.length === 0 || listed !== undefined)) {
    const name = listed === undefined || GENERIC.test(listed) ? own : snake(singular(listed));
    return { name, ...item, several: true };
  }
  const view = objectView(table, operation.success.schema);
  if (!view) return undefined;
  const carriers = Object.entries(view.object.properties ?? {}).flatMap(([name, property]) => {
    const inner = objectView(table, property);
    const isRecord =
      inner && !/^(.*metadata|_?links?|meta|paging|pagination|error|errors|warnings)$/i.test(name);
    return isRecord ? [{ name, inner }] : [];
  });
  const carrier =
    carriers.find(({ name }) => flat(name) === flat(own)) ??
    (carriers.length === 1 ? carriers[0] : undefined);
  if (carrier) {
    const name = GENERIC.test(carrier.name) ? own : snake(singular(carrier.name));
    return { name, ...carrier.inner, several: false };
  }
  const members = Object.keys(view.object.properties ?? {});
  const isRecord = members.length >= 2 && identityProperty(table, view.object, undefined, own) !== undefined;
  return isRecord ? { name: own, ...view, several: false } : undefined;
}

/** Operations by resource: what an answer shows, else what the other operations of the same noun show. */
function gather(rpcPaths: readonly RpcPath[]): Map<string, RpcPath[]> {
  const byNoun = new Map<string, string>();
  for (const meaning of ["read", "create", "list", "update", "action"] as const)
    for (const one of rpcPaths)
      if (one.meaning === meaning && one.shows && !byNoun.has(one.noun)) byNoun.set(one.noun, one.shows.name);
  const groups = new Map<string, RpcPath[]>();
  for (const one of rpcPaths) {
    const name = one.shows && one.meaning !== "delete" ? one.shows.name : byNoun.get(one.noun);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  for (const [name, group] of groups) if (!group.some((one) => one.shows)) groups.delete(name);
  return groups;
}

function toFound(table: SchemaNormaliser, name: string, group: readonly RpcPath[]): ResourceCandidate {
  const shown = group.flatMap((one) => (one.shows ? [{ ...one.shows, meaning: one.meaning }] : []));
  const whole = shown.filter((one) => one.meaning === "read" || one.meaning === "list");
  const best = (whole.length > 0 ? whole : shown).reduce((a, b) =>
    Object.keys(b.object.properties ?? {}).length > Object.keys(a.object.properties ?? {}).length ? b : a,
  );
  const found: ResourceCandidate = {
    name,
    schema: best.schema,
    object: best.object,
    collections: [`verb ${name}`],
    items: [],
    singleton: false,
    parentParameters: [],
    scope: snake(group[0]?.noun ?? name),
  };
  const key = group
    .filter(({ meaning }) => meaning !== "create" && meaning !== "list")
    .map(({ operation }) => keyOf(table, operation, found))
    .find((one) => one !== undefined);
  return key ? { ...found, keyParameter: key.name } : found;
}

type Member = { name: string; in: "query" | "body"; required: boolean };

/** What a call can be told: query parameters and members of its body. */
function membersOf(table: SchemaNormaliser, operation: RawOperation): Member[] {
  const body = objectView(table, Object.values(operation.body?.contents ?? {})[0])?.object;
  return [
    ...operation.parameters
      .filter((one) => one.in === "query")
      .map((one): Member => ({ name: one.name, in: "query", required: one.required })),
    ...Object.keys(body?.properties ?? {}).map((name): Member => ({
      name,
      in: "body",
      required: body?.required?.includes(name) ?? false,
    })),
  ];
}

const requiredOf = (operation: RawOperation): string[] => [
  ...operation.parameters.filter((one) => one.in === "query" && one.required).map((one) => one.name),
  ...Object.values(operation.body?.contents ?? {}).flatMap((schema) => schema.required ?? []),
];

/** `channel`, `channel_id`, `channelId` name a channel. */
const names = (name: string, resource: ResourceCandidate): boolean =>
  [flat(resource.name), `${flat(resource.name)}id`].includes(flat(name));

/** The member that says which record is meant. */
function keyOf(
  table: SchemaNormaliser,
  operation: RawOperation,
  found: ResourceCandidate,
): Member | undefined {
  const members = membersOf(table, operation);
  const held = Object.keys(found.object.properties ?? {});
  return (
    members.find((one) => names(one.name, found)) ??
    members.find((one) => /^(id|ts|uuid|sid|key|slug)$/i.test(one.name) && held.includes(one.name)) ??
    members.find(
      (one) => one.required && /(id|key|name|slug|email)$/i.test(one.name) && held.includes(one.name),
    ) ??
    members.find((one) => /^(id|name)$/i.test(one.name) && held.includes(one.name))
  );
}

function roleOf(
  table: SchemaNormaliser,
  one: RpcPath,
  found: ResourceCandidate,
  all: readonly ResourceCandidate[],
): RpcClassification {
  const { operation, shows } = one;
  const key = one.meaning === "create" || one.meaning === "list" ? undefined : keyOf(table, operation, found);
  const above = all.find(
    (other) => found.parentShape !== undefined && other.collections.includes(found.parentShape),
  );
  const parent = above && membersOf(table, operation).find((member) => names(member.name, above));
  const parameters: PathParameter[] = [];
  if (above && parent)
    parameters.push({ name: parent.name, resource: above.name, role: "parent", in: parent.in });
  if (key) parameters.push({ name: key.name, resource: found.name, role: "key", in: key.in });
  const kind = kindOf(one, key !== undefined, shows?.several ?? false);
  if (kind === undefined) return { role: sampled(operation), parameters: [] };
  const partial = kind === "action";
  return {
    role: {
      kind,
      resource: found,
      tier: partial ? "partial" : "stateful",
      reasons: partial ? ["changes state where a lifecycle knows the action"] : [],
      ...(partial ? { action: one.action } : {}),
    },
    parameters,
  };
}

function kindOf(one: RpcPath, keyed: boolean, several: boolean): OperationKind | undefined {
  if (several && one.meaning !== "create" && one.meaning !== "update" && one.meaning !== "delete")
    return one.meaning === "action" && one.operation.method === "POST" ? undefined : "list";
  switch (one.meaning) {
    case "create":
      return one.shows ? "create" : undefined;
    case "read":
      return keyed && one.shows ? "read" : undefined;
    case "update":
      return keyed ? "update" : undefined;
    case "delete":
      return keyed ? "delete" : undefined;
    case "action":
      return keyed && one.operation.method !== "GET" ? "action" : undefined;
    case "list":
      return undefined;
  }
}
