// Join tables (R11): `PUT /a/{x}/b/{y}` puts y into x, `GET` answers 204 or 404, `DELETE` takes it out. What is put
// there is a record of another resource where one goes by that key.
import { flat, singular, snake } from "#lib/words.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { RawOperation } from "../read/operations.ts";
import { type ResourceCandidate, type PathNode, collectionOf, literalOf } from "./resources.ts";
import { baseName, objectView } from "./payload-views.ts";

/** Marks the resources that are joins, and adds those that no answer shows. */
export function findMemberships(
  table: SchemaNormaliser,
  nodes: ReadonlyMap<string, PathNode>,
  found: ResourceCandidate[],
): ResourceCandidate[] {
  const made: ResourceCandidate[] = [];
  for (const node of nodes.values()) {
    if (!isJoin(table, node)) continue;
    const shape = collectionOf(node.shape);
    const known = found.find((one) => one.items.includes(node.shape));
    const target = targetOf(node, known, found);
    if (known) {
      const own = known.items.length === 1 && !hasCreate(nodes, known);
      if (own)
        Object.assign(known, { join: true, ...(target && target !== known ? { member: target.name } : {}) });
      continue;
    }
    const literal = literalOf(node.segments);
    const name = uniqueName(snake(`${parentWord(node)} ${singular(literal)}`), [...found, ...made]);
    const last = node.segments.at(-1);
    made.push({
      name,
      schema: target?.schema ?? {},
      object: target?.object ?? {},
      ...(last && "parameter" in last ? { keyParameter: last.parameter } : {}),
      collections: [shape],
      items: [node.shape],
      singleton: false,
      ...parentShapeOf(node),
      parentParameters: [],
      scope: snake(literal),
      join: true,
      ...(target ? { member: target.name } : {}),
    });
  }
  return [...found, ...made];
}

/** PUT, or POST without a body, with nothing to say but the path, and no record to read there. */
function isJoin(table: SchemaNormaliser, node: PathNode): boolean {
  const post = node.operations.get("POST");
  const put = node.operations.get("PUT") ?? (post?.body === undefined ? post : undefined);
  const read = node.operations.get("GET");
  if (!put || !node.operations.has("DELETE") || !node.shape.endsWith("/{}")) return false;
  if (node.operations.has("PATCH") || (post !== undefined && post !== put)) return false;
  const answersNothing = read === undefined || read.success.schema === undefined;
  return answersNothing && asksNothing(table, put);
}

const asksNothing = (table: SchemaNormaliser, put: RawOperation): boolean =>
  Object.values(put.body?.contents ?? {}).every(
    (schema) => (objectView(table, schema)?.object.required?.length ?? 0) === 0,
  );

const hasCreate = (nodes: ReadonlyMap<string, PathNode>, found: ResourceCandidate): boolean =>
  found.collections.some((shape) => nodes.get(shape)?.operations.has("POST"));

/** Whose record goes by that key: the same schema, the same word, the same parameter. */
function targetOf(
  node: PathNode,
  known: ResourceCandidate | undefined,
  found: readonly ResourceCandidate[],
): ResourceCandidate | undefined {
  const others = found.filter((one) => one !== known && !one.singleton && !one.join && one.items.length > 0);
  const base = known && baseName(known.schema);
  const last = node.segments.at(-1);
  const parameter = last && "parameter" in last ? flat(last.parameter) : "";
  const word = flat(singular(literalOf(node.segments)));
  return (
    others.find((one) => base !== undefined && baseName(one.schema) === base) ??
    others.find(
      (one) => flat(one.keyParameter ?? "") === parameter && !/^(id|name|key|uuid)$/.test(parameter),
    ) ??
    others.find((one) =>
      [`${flat(one.name)}id`, flat(one.name), `${flat(one.name)}slug`].includes(parameter),
    ) ??
    others.find((one) => flat(one.name) === word)
  );
}

const parentWord = (node: PathNode): string => {
  const literals = node.segments.flatMap((segment) => ("literal" in segment ? [segment.literal] : []));
  return singular(literals.at(-2) ?? "");
};

function parentShapeOf(node: PathNode): { parentShape?: string } {
  const above = collectionOf(node.shape).split("/").slice(0, -1).join("/");
  return above.endsWith("{}") ? { parentShape: collectionOf(above) } : {};
}

function uniqueName(name: string, taken: readonly ResourceCandidate[]): string {
  let unique = name;
  for (let i = 2; taken.some((one) => one.name === unique); i++) unique = `${name}_${i}`;
  return unique;
}
