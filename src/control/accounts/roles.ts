// What a role may do. A partner's side has owner, developer and viewer; a provider's owner and reviewer. An organisation may be
// both, and its people have one role in it.
import { Problem } from "#lib/problem.ts";
import type { Actor } from "../context.ts";

/** Reading needs no right; building is everything a partner does; deciding is what a provider's reviewers do; owning is the rest. */
export type Right = "build" | "decide" | "own";

const RIGHTS: Readonly<Record<string, readonly Right[]>> = {
  admin: ["build", "decide", "own"],
  owner: ["build", "decide", "own"],
  developer: ["build"],
  reviewer: ["decide"],
  viewer: [],
};

export const canDecide = (role: string): boolean => RIGHTS[role]?.includes("decide") ?? false;

const WORDS: Record<Right, string> = {
  build: "developers and owners",
  decide: "reviewers and owners",
  own: "owners",
};

export function requireRight(actor: Actor, right: Right): void {
  if (RIGHTS[actor.role]?.includes(right)) return;
  throw new Problem(
    "forbidden",
    `Your role in this organisation is ${actor.role}; this is for its ${WORDS[right]}.`,
  );
}
