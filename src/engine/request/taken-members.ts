// What a call's own body may write: the members that its schema declares and does not call read-only (R24), whatever the
// schema of the answer says of them.
import type { Details } from "#blueprint/format/operation.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { flat } from "#lib/words.ts";
import { type Schemas, open } from "../schemas.ts";

const MAX_DEPTH = 4;

const known = new WeakMap<object, Set<string>>();

/** The names of the members, in whatever case a request has them; worked out once for each body in memory. */
export function takenMembers({ details, schemas }: { details: Details; schemas: Schemas }): Set<string> {
  const { body } = details;
  if (!body) return new Set();
  const before = known.get(body);
  if (before) return before;
  const names = new Set<string>();
  for (const content of Object.values(body.contents)) {
    const inner = body.wrapper === undefined ? undefined : open(schemas, content).properties?.[body.wrapper];
    collect(schemas, inner ?? content, names, 0);
  }
  known.set(body, names);
  return names;
}

function collect(schemas: Schemas, schema: Schema, names: Set<string>, depth: number): void {
  const here = open(schemas, schema);
  for (const [name, property] of Object.entries(here.properties ?? {}))
    if (!property.readOnly && !open(schemas, property).readOnly) names.add(flat(name));
  if (depth >= MAX_DEPTH) return;
  if (here.items) collect(schemas, here.items, names, depth + 1);
  for (const branch of [...(here.anyOf ?? []), ...(here.oneOf ?? [])])
    collect(schemas, branch, names, depth + 1);
}
