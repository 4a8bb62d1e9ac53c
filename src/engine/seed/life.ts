// How far seed records have come in their lives: their states, and which moments of their lifecycle have come by then.
import type { Resource } from "#blueprint/format/resource.ts";
import { type JsonObject, asString } from "#lib/json.ts";
import type { Random } from "#lib/random.ts";

/** Records stand at different points of their life: `turn` gives every state its turn, where none may be missing. */
export function chooseState(
  resource: Resource,
  doc: JsonObject,
  random: Random,
  turn: number | undefined,
): void {
  const { lifecycle } = resource;
  if (!lifecycle) return;
  const chosen = random.next() < 0.3 ? lifecycle.initial : asString(random.pick(lifecycle.states));
  const state = turn === undefined ? chosen : lifecycle.states[turn % lifecycle.states.length];
  if (state !== undefined) doc[lifecycle.field] = state;
}

/** Whether the moment that a member holds has come for a record in a state: only on a way that leads there. */
export function momentsReached(
  { lifecycle }: Resource,
  state: string | undefined,
): (member: string) => boolean | undefined {
  if (!lifecycle || state === undefined) return () => undefined;
  const steps = [...lifecycle.transitions, ...lifecycle.progress];
  const reached = new Set([state]);
  for (let grown = true; grown;) {
    const before = reached.size;
    for (const step of steps)
      if (reached.has(step.to)) for (const from of [step.from ?? []].flat()) reached.add(from);
    grown = reached.size > before;
  }
  return (member) => {
    const leading = steps.filter((step) => step.stamp === member);
    return leading.length === 0 ? undefined : leading.some((step) => reached.has(step.to));
  };
}
