// Scopes of keys and tokens. A key without scopes may do every operation of its API; it never manages a sandbox, and neither
// does `*`: only `sandbox:manage` by name does.
import { Problem } from "#lib/problem.ts";

/** Lets a test key use the test controls of its own sandbox. */
export const MANAGE = "sandbox:manage";

const SCOPE = /^(\*|[a-z][a-z0-9_-]*:(read|write|\*))$/;

/** Whether these scopes, those of a key, let it manage its sandbox. */
export const mayManage = (scopes: readonly string[]): boolean => scopes.includes(MANAGE);

export function requireScopes(scopes: readonly string[], mode: "test" | "live"): void {
  const bad = scopes.find((scope) => scope !== MANAGE && !SCOPE.test(scope));
  if (bad !== undefined)
    throw new Problem(
      "invalid_request",
      `'${bad}' is not a scope: write <entity>:read, <entity>:write, <entity>:*, * or ${MANAGE}.`,
    );
  if (mode === "live" && mayManage(scopes))
    throw new Problem("invalid_request", `A live key manages no sandbox: leave ${MANAGE} out.`);
}

/** The scopes of a token: what is asked for within what its key has; all that the key has if nothing is asked for. */
export function tokenScopes(held: readonly string[], asked: readonly string[] | undefined): string[] {
  if (asked === undefined) return [...held];
  requireScopes(asked, "test");
  if (asked.length === 0 && held.length > 0)
    throw new Problem(
      "forbidden",
      `Without scopes a token could do everything its API has; its key has ${held.join(" ")}. Ask for some of those.`,
    );
  const beyond = asked.find((scope) => !covers(held, scope));
  if (beyond === undefined) return [...asked];
  throw new Problem(
    "forbidden",
    beyond === MANAGE
      ? `The key lacks the scope ${MANAGE}, so its tokens cannot have it. Make a key with that scope.`
      : `A token has the scopes of its key, or fewer: '${beyond}' goes beyond ${held.join(" ")}.`,
  );
}

function covers(held: readonly string[], scope: string): boolean {
  if (held.includes(scope)) return true;
  if (scope === MANAGE) return false;
  return held.length === 0 || held.includes("*") || held.includes(scope.replace(/:.*$/, ":*"));
}
