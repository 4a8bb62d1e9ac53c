// The shortest way through a lifecycle to a step that is wanted. Pure.
import type { Resource } from "#blueprint/format/resource.ts";
import type { TransitionStep } from "./progress.ts";

const FARTHEST = 6;

/** The steps from a state up to and with the wanted one; undefined when no way leads there. */
export function shortestPath(
  resource: Resource,
  from: string | null,
  isWanted: (step: TransitionStep) => boolean,
): TransitionStep[] | undefined {
  const { lifecycle } = resource;
  if (!lifecycle) return undefined;
  const steps: (TransitionStep & { from?: readonly string[] | undefined })[] = [
    ...lifecycle.transitions,
    ...lifecycle.progress.map((one) => ({ ...one, from: [one.from] })),
  ];
  const seen = new Set([from ?? ""]);
  let ways: TransitionStep[][] = [[]];
  for (let length = 0; length < FARTHEST && ways.length > 0; length++) {
    const longer: TransitionStep[][] = [];
    for (const way of ways) {
      const here = way.at(-1)?.to ?? from ?? "";
      const next = steps.filter((step) => step.from?.includes(here) ?? step.to !== here);
      const wanted = next.find(isWanted);
      if (wanted) return [...way, wanted];
      for (const step of next) {
        if (seen.has(step.to)) continue;
        seen.add(step.to);
        longer.push([...way, step]);
      }
    }
    ways = longer;
  }
  return undefined;
}
