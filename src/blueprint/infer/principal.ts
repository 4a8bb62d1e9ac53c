// Who the caller is (R55): the API's own "me". Where its answer is a record of a resource that others can be read
// from too, "me" is one of those records; else it is a record of its own.
import { flat } from "#lib/words.ts";
import { type ResourceCandidate, literalOf } from "./resources.ts";
import type { Segment } from "../runtime/routes.ts";
import { baseName } from "./payload-views.ts";

const ME =
  /^(me|myself|self|whoami|viewer|user|currentuser|authenticateduser|account|currentaccount|profile|organization|organisation|workspace|company|merchant|current)$/;
const SURE = /^(me|myself|self|whoami|viewer|user|currentuser|authenticateduser|current)$/;

export type PrincipalPaths = {
  /** The path of the "me". */
  shape: string;
  /** What its record is one of. */
  resource: ResourceCandidate;
};

/** The shortest path that is called so and answers one object. */
export function findPrincipalPaths(
  found: readonly ResourceCandidate[],
  segmentsOf: (shape: string) => Segment[],
): PrincipalPaths | undefined {
  const candidates = found
    .filter((one) => one.singleton)
    .flatMap((one) => one.collections.map((shape) => ({ one, shape, segments: segmentsOf(shape) })))
    .filter(
      ({ segments }) =>
        segments.every((segment) => "literal" in segment) &&
        ME.test(flat(literalOf(segments).replace("@", ""))),
    )
    .sort((a, b) => rank(a.segments) - rank(b.segments));
  const best = candidates[0];
  if (!best) return undefined;
  const others = found.filter((one) => !one.singleton && one.items.length > 0);
  return { shape: best.shape, resource: others.find((one) => isSame(one, best.one)) ?? best.one };
}

const rank = (segments: readonly Segment[]): number =>
  segments.length - (SURE.test(flat(literalOf(segments).replace("@", ""))) ? 2 : 0);

/** The same schema by name, or nearly all of its members. */
function isSame(resource: ResourceCandidate, me: ResourceCandidate): boolean {
  const base = baseName(me.schema);
  if (base !== undefined && base === baseName(resource.schema)) return true;
  const mine = Object.keys(me.object.properties ?? {});
  const theirs = Object.keys(resource.object.properties ?? {});
  const shared = theirs.filter((name) => mine.includes(name)).length;
  return shared >= 4 && shared / Math.min(mine.length, theirs.length) > 0.8;
}
