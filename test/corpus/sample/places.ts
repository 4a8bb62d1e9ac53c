// Where the ids of a path's parameters may come from, as a person would look for them in the document.
import { matchesPattern } from "#engine/request/patterns.ts";
import { type Json, isObject } from "#lib/json.ts";
import { singular } from "#lib/words.ts";
import { type Call, type Document, type Parameter, flat, open } from "./document.ts";

export const plain = (path: string): string =>
  path
    .replace(/[?#].*$/, "")
    .replace(/\.json$/, "")
    .replace(/\/$/, "")
    .replace(/\{[^}]+\}/g, "{}");

/** A path key that tells an operation from another at the same path. */
export const isVariant = (path: string): boolean => /[?#]\w+=/.test(path);

/** `/config/{type}/{id}` names by two members what `/config` makes. */
export const beforeParameters = (collection: string): string => collection.replace(/(\/\{[^}]+\})+$/, "");

/** The members of an answer that may be parts of a key, by their plain names: of the record, or of what carries it. */
export const scalarsOf = (body: Json | undefined, depth = 0): [string, string][] =>
  isObject(body) && depth < 2
    ? Object.entries(body).flatMap(([name, value]): [string, string][] =>
        typeof value === "string" || typeof value === "number"
          ? [[flat(name), String(value)]]
          : scalarsOf(value, depth + 1),
      )
    : [];

/** Other paths that make or list what a collection is called after, the likest first: `/calls/{id}/blocks` for `/calls/blocks`. */
export function sourcesElsewhere(document: Document, collection: string): Call[] {
  const known = elsewhere.get(document) ?? new Map<string, Call[]>();
  elsewhere.set(document, known);
  const before = known.get(collection);
  if (before) return before;
  const found = findElsewhere(document, collection);
  known.set(collection, found);
  return found;
}

const elsewhere = new WeakMap<Document, Map<string, Call[]>>();

function findElsewhere({ calls }: Document, collection: string): Call[] {
  const here = literalsOf(collection);
  const shared = ({ path }: Call): number => literalsOf(path).filter((one) => here.includes(one)).length;
  const makes = ({ method }: Call): number => (method === "POST" ? 1 : 0);
  return calls
    .filter(({ method, path }) => (method === "POST" || method === "GET") && !isVariant(path))
    .filter(({ path }) => !plain(path).endsWith("}") && literalsOf(path).at(-1) === here.at(-1))
    .filter(({ path }) => plain(path) !== plain(collection))
    .sort((a, b) => shared(b) - shared(a) || makes(b) - makes(a));
}

const literalsOf = (path: string): string[] =>
  plain(path)
    .split("/")
    .filter((part) => part !== "" && part !== "{}")
    .map((part) => flat(singular(part)));

/** Whether a path's parameter takes an id. */
export function takesId(document: Document, parameter: Parameter | undefined, id: string): boolean {
  const { type, pattern, enum: closed } = open(document, parameter?.schema ?? {});
  if ([type].flat().includes("integer") && !/^\d{1,15}$/.test(id)) return false;
  if (Array.isArray(closed) && !closed.includes(id)) return false;
  return typeof pattern !== "string" || matchesPattern(pattern, id);
}
