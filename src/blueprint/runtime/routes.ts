// The routing trie (R2, R3): literal > `{x}.json` > `{x}`; templates of equal shape share one node. Built once
// by the compiler, walked per call with next to no allocation.
import type { RouteNode } from "../format/operation.ts";
export type Segment = { literal: string } | { parameter: string };
export type Template = { segments: Segment[]; suffix?: string };

const SUFFIX = /\.(json|xml)$/;

/**
 * `/Accounts/{Sid}.json?x#y` → segments without suffix, query and trailing slash. A segment of texts and parameters,
 * `{name}.{size}`, is several here; its texts keep the brace that says on which side a parameter stands.
 */
export function parseTemplate(path: string): Template {
  const plain = path.replace(/[?#].*$/, "").replace(/\/+$/, "");
  const suffix = SUFFIX.exec(plain)?.[0];
  const segments: Segment[] = [];
  for (const text of (suffix === undefined ? plain : plain.slice(0, -suffix.length)).split("/").slice(1)) {
    const verb = /^(\{[^}]+\}|[^{:]+)(:[A-Za-z]\w*)$/.exec(text);
    segments.push(...piecesOf(verb?.[1] ?? text));
    if (verb?.[2] !== undefined) segments.push({ literal: verb[2] });
  }
  return suffix === undefined ? { segments } : { segments, suffix };
}

function piecesOf(text: string): Segment[] {
  const pieces = text.split(/(\{[^}]+\})/).filter((piece) => piece !== "");
  // Nothing says where one parameter ends and the next begins.
  if (pieces.length === 1 || /\}\{/.test(text)) {
    const name = /^\{([^}]+)\}$/.exec(text)?.[1];
    return [name === undefined ? { literal: text } : { parameter: name }];
  }
  return pieces.map((piece, i) => {
    const name = /^\{([^}]+)\}$/.exec(piece)?.[1];
    if (name !== undefined) return { parameter: name };
    return { literal: i === 0 ? `${piece}{` : `}${piece}` };
  });
}

/** The template's shape: `/a/{}/b`. Equal shapes are one route. */
export const shapeOf = (segments: readonly Segment[]): string =>
  segments.map((segment) => ("literal" in segment ? `/${segment.literal}` : "/{}")).join("");

export function addRoute(root: RouteNode, template: Template, method: string, operation: number): void {
  let node = root;
  for (const segment of template.segments) {
    if ("literal" in segment) {
      node.l ??= Object.create(null) as Record<string, RouteNode>;
      node = node.l[segment.literal] ??= {};
    } else node = node.p ??= {};
  }
  if (template.suffix !== undefined) node.s = template.suffix;
  node.o ??= {};
  if (node.o[method] === undefined) node.o[method] = operation;
  else ((node.a ??= {})[method] ??= []).push(operation);
}

/** How the paths of a trie begin, so many segments deep, in the shape of `shapeOf`. */
export function beginningsOf(node: RouteNode, depth = 2): string[] {
  const isEnd = depth === 0 || node.o !== undefined;
  const below =
    depth === 0 ? [] : [...Object.entries(node.l ?? {}), ...(node.p ? [["{}", node.p] as const] : [])];
  return [
    ...(isEnd ? [""] : []),
    ...below.flatMap(([segment, child]) =>
      beginningsOf(child, depth - 1).map((rest) => `/${segment}${rest}`),
    ),
  ];
}

/** `others`: further operations of a method, told apart by query or body. */
export type RouteMatch = {
  operations: Record<string, number>;
  others?: Record<string, number[]>;
  values: string[];
};

const MAX_SEGMENTS = 64;
/** Marks the texts of mixed segments; no whole segment is one. */
const BRACE = /^\}|\{$/;

/** Finds the node of a path. `values` are the decoded parameters in the order they stand in the path. */
export function matchRoute(root: RouteNode, path: string): RouteMatch | undefined {
  const segments = path.split("/").filter((segment) => segment !== "");
  if (segments.length > MAX_SEGMENTS) return undefined;
  return walk(root, segments, 0, []);
}

function walk(node: RouteNode, segments: string[], i: number, values: string[]): RouteMatch | undefined {
  const segment = segments[i];
  if (segment === undefined)
    return node.o
      ? { operations: node.o, ...(node.a ? { others: node.a } : {}), values: [...values] }
      : undefined;
  const last = i === segments.length - 1;
  const stripped = last ? segment.replace(SUFFIX, "") : segment;
  for (const text of new Set([segment, stripped, decode(segment)])) {
    const child = node.l && !BRACE.test(text) && Object.hasOwn(node.l, text) ? node.l[text] : undefined;
    const found = child && walk(child, segments, i + 1, values);
    if (found) return found;
  }
  const colon = segment.lastIndexOf(":");
  if (colon > 0) {
    const verb = segment.slice(colon);
    const noun = segment.slice(0, colon);
    const literal = node.l?.[noun]?.l?.[verb];
    if (literal) return walk(literal, segments, i + 1, values);
    const custom = node.p?.l?.[verb];
    if (custom) {
      const found = walk(custom, segments, i + 1, [...values, decode(noun)]);
      if (found) return found;
    }
  }
  const mixed = walkPieces(node, segment, segments, i, values);
  if (mixed || !node.p) return mixed;
  const value = last && node.p.s !== undefined ? stripped : segment;
  return walk(node.p, segments, i + 1, [...values, decode(value)]);
}

/** A segment that begins with a text of its own, `carrier@{kind}`, or goes on after a parameter, `{id}.mp3`. */
function walkPieces(
  node: RouteNode,
  text: string,
  segments: string[],
  i: number,
  values: string[],
): RouteMatch | undefined {
  for (const [head, child] of Object.entries(node.l ?? {})) {
    if (!head.endsWith("{") || !text.startsWith(head.slice(0, -1))) continue;
    const rest = text.slice(head.length - 1);
    const found =
      rest === ""
        ? undefined
        : (walkPieces(child, rest, segments, i, values) ??
          (child.p && walk(child.p, segments, i + 1, [...values, decode(rest)])));
    if (found) return found;
  }
  for (const [tail, child] of Object.entries(node.p?.l ?? {})) {
    const at = tail.startsWith("}") ? text.indexOf(tail.slice(1), 1) : -1;
    if (at < 1) continue;
    const inside = [...values, decode(text.slice(0, at))];
    const rest = text.slice(at + tail.length - 1);
    const found =
      rest === ""
        ? walk(child, segments, i + 1, inside)
        : (walkPieces(child, rest, segments, i, inside) ??
          (child.p && walk(child.p, segments, i + 1, [...inside, decode(rest)])));
    if (found) return found;
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
