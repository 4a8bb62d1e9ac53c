// State timestamps (`shipped_at`) are cleared when a record moves back to before that state.
import type { Schema } from "#blueprint/format/schema.ts";
import type { Lifecycle, Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, own, put } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import { recordSchema } from "./fill.ts";
import type { GeneratorOptions } from "../generate/value.ts";
import { typesOf } from "../schemas.ts";

/**
 * Voids the stamp of the state a record leaves when it moves back: null where that is allowed, else it goes. One that the
 * schema demands stays, and one that the same change has set.
 */
export function voidStamp(
  options: GeneratorOptions,
  resource: Resource,
  before: { state: string | null; doc: JsonObject },
  doc: JsonObject,
  to: string | null,
): void {
  const { lifecycle } = resource;
  const { state } = before;
  if (!lifecycle || state === null || to === null || to === state) return;
  const record = recordSchema(options, resource);
  const left = stampOf(lifecycle, record, state);
  if (left === undefined || left === stampOf(lifecycle, record, to)) return;
  const value = own(doc, left);
  if (value === undefined || value === null || value !== own(before.doc, left)) return;
  if (stepsTo(lifecycle, to) >= stepsTo(lifecycle, state)) return;
  const property = own(record.properties ?? {}, left);
  const types = property ? typesOf(options.schemas, property) : [];
  if (types.length === 0 || types.includes("null")) put(doc, left, null);
  else if (!record.required?.includes(left)) delete doc[left];
}

/** The member that says when a record came to a state: as the lifecycle has it, else named after the state. */
export function stampOf(lifecycle: Lifecycle, record: Schema, state: string): string | undefined {
  const declared = [...lifecycle.transitions, ...lifecycle.progress].find(
    (step) => step.to === state && step.stamp !== undefined,
  )?.stamp;
  return declared ?? Object.keys(record.properties ?? {}).find((name) => flat(name) === `${flat(state)}at`);
}

/** How many moves a state is away from the first; one that no declared move leads to has its place in the list. */
function stepsTo(lifecycle: Lifecycle, state: string): number {
  const steps = [...lifecycle.transitions, ...lifecycle.progress];
  let front = new Set(lifecycle.initial === undefined ? [] : [lifecycle.initial]);
  const seen = new Set(front);
  for (let distance = 0; front.size > 0; distance++) {
    if (front.has(state)) return distance;
    const next = steps.flatMap(({ from, to }) =>
      !seen.has(to) && (from === undefined || [from].flat().some((one) => front.has(one))) ? [to] : [],
    );
    front = new Set(next);
    for (const one of next) seen.add(one);
  }
  return lifecycle.states.indexOf(state) + 1;
}
