// What a role may do. A partner's side has owner, developer and viewer; a provider's owner and reviewer. An organisation may be
// both, and its people have one role in it.
import type { ServiceScope } from "#contract/service-tokens.ts";
import type { Right, Role } from "#contract/team.ts";
import { Problem } from "#lib/problem.ts";
import type { Actor } from "../context.ts";

/** Reading needs no right; building is everything a partner does; deciding is what a provider's reviewers do; owning is the rest. */
const RIGHTS: Readonly<Record<string, readonly Right[]>> = {
  admin: ["build", "decide", "own"],
  owner: ["build", "decide", "own"],
  developer: ["build"],
  reviewer: ["decide"],
  viewer: [],
};

export const rightsOf = (role: string): readonly Right[] => RIGHTS[role] ?? [];

export const ROLES_IN_WORDS: { role: Role; may: string }[] = [
  {
    role: "owner",
    may: "Everything. Only owners change members and roles, save plans, promote a release, delete an API and give tokens the scope admin",
  },
  {
    role: "developer",
    may: "Sandboxes, keys, records and tests; publishing releases; submitting for review. Decides no submission",
  },
  {
    role: "reviewer",
    may: "Deciding submissions of partners, and looking into what they share. Changes no sandbox and no key",
  },
  { role: "viewer", may: "Reading everything that the organisation sees, and changing nothing" },
];

export const canDecide = (role: string): boolean => RIGHTS[role]?.includes("decide") ?? false;

/** What a role must have to give a service token a scope. */
const RIGHT_TO_GIVE: Record<ServiceScope, Right | undefined> = {
  read: undefined,
  test: "build",
  publish: "build",
  admin: "own",
};

const WORDS: Record<Right, string> = {
  build: "developers and owners",
  decide: "reviewers and owners",
  own: "owners",
};

/** Refuses a person whose role lacks the right, and a service token that lacks the scope. */
export function requireAllowed(
  actor: Actor,
  right: Right | undefined,
  scope: ServiceScope | "session",
): void {
  if (actor.partner !== null && actor.scopes !== undefined) return requireScope(actor.scopes, scope);
  if (right === undefined || RIGHTS[actor.role]?.includes(right)) return;
  throw new Problem(
    "forbidden",
    `Your role in this organisation is ${actor.role}; this is for its ${WORDS[right]}.`,
  );
}

/** Every token reads; `admin` includes the others. */
function requireScope(held: readonly ServiceScope[], scope: ServiceScope | "session"): void {
  if (scope === "session")
    throw new Problem("forbidden", "This is for a person's session: no service token does it. Sign in.");
  if (scope === "read" || held.includes(scope) || held.includes("admin")) return;
  throw new Problem(
    "forbidden",
    `This service token lacks the scope ${scope}; it has ${held.join(", ")}. Make one that has it: sandbar tokens create --scope ${scope}`,
  );
}

/** Refuses who may not give a token so much: nobody gives more than their own role has. */
export function requireGrantable(actor: Actor, scopes: readonly ServiceScope[]): void {
  for (const scope of scopes) requireAllowed(actor, RIGHT_TO_GIVE[scope], "session");
}
