// What to write in sandbox.yaml about an operation that is not fully played, or a fact that was inferred or assumed: what is
// known stands there as it is, `…` for what only the provider knows.
import { type Json, type JsonObject, isObject } from "#lib/json.ts";
import type { Fact } from "../format/report.ts";
import type { Progress, Resource, Transition } from "../format/resource.ts";
import type { ClassifiedOperation } from "../infer/classify.ts";

const OPEN = "…";

/** The lines that settle what an operation does; undefined where nothing is open. */
export function settlingOperation({ operation, role }: ClassifiedOperation): string | undefined {
  if (role.tier === "stateful") return undefined;
  const { resource, kind } = role;
  const call = `${operation.method} ${operation.path}`;
  if (kind === "action" && resource) {
    const transition = { action: role.action ?? OPEN, from: [OPEN], to: OPEN };
    return lines(["resources", resource.name, "lifecycle"], { field: OPEN, transitions: [transition] });
  }
  const isWord = kind !== "sampled" && kind !== "unsupported" && kind !== "declared";
  return lines(
    ["operations", call],
    resource && isWord ? { does: kind, resource: resource.name } : { status: 200, answer: OPEN },
  );
}

/** The lines that declare a fact; undefined where the file has no word for it. */
export function settlingFact(resource: Resource, key: string, sure: Fact["sure"]): string | undefined {
  if (sure === "declared" || sure === "stated") return undefined;
  const [word, member] = splitOnce(key);
  const value = VALUES[word]?.(resource, member);
  return value === undefined
    ? undefined
    : lines(["resources", resource.name, ...pathOf(word, member)], value);
}

/** What each key takes, as far as it is known. */
const VALUES: Readonly<Record<string, (resource: Resource, member: string) => Json | undefined>> = {
  id: ({ identity: { property, generator } }, member) => {
    if (member === "property") return property;
    if (member === "client_chosen") return true;
    return generator.kind === "text" ? generator.prefix || OPEN : undefined;
  },
  references: ({ foreignKeys, references }, member) =>
    references.find((one) => one.property === member)?.resource ??
    Object.entries(foreignKeys).find(([, by]) => by === member)?.[0],
  lifecycle: ({ lifecycle }) => {
    if (!lifecycle) return undefined;
    const { field, initial, transitions, progress } = lifecycle;
    return {
      field,
      ...(initial === undefined ? {} : { initial }),
      ...(transitions.length > 0 ? { transitions: transitions.map(stepOf) } : {}),
      ...(progress.length > 0 ? { progress: progress.map(stepOf) } : {}),
    };
  },
  newest_first: () => true,
  subscription: ({ subscription }) => (subscription ? { url: subscription.url } : undefined),
};

/** A move without what is not said of it. */
const stepOf = (step: Transition | Progress): JsonObject =>
  Object.fromEntries(
    Object.entries(step).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );

/** `references.a.b` is the member `a.b` of `references`. */
function splitOnce(key: string): [string, string] {
  const dot = key.indexOf(".");
  return dot < 0 ? [key, ""] : [key.slice(0, dot), key.slice(dot + 1)];
}

const pathOf = (word: string, member: string): string[] => (member === "" ? [word] : [word, member]);

const lines = (path: readonly string[], value: Json): string =>
  path
    .map((key, depth) => `${"  ".repeat(depth)}${plainOr(key)}:`)
    .join("\n")
    .concat(` ${flow(value)}`);

/** YAML in flow style, without quotes where a word needs none. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (isObject(value))
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${plainOr(key)}: ${flow(inner)}`)
      .join(", ")} }`;
  return typeof value === "string" ? plainOr(value) : JSON.stringify(value);
}

/** Words that YAML reads as something else stand in quotes. */
const plainOr = (text: string): string =>
  text === OPEN || (/^[A-Za-z_][\w.-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text))
    ? text
    : JSON.stringify(text);
