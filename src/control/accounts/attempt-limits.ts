// Limits for callers without a proved identity: sign-in, sign-up, mail, claims, tokens. Counted in D1, because an
// isolate's memory is one of many; one row each, one statement per attempt, in fixed windows.
import { eq, lt, sql } from "drizzle-orm";
import { sha256Hex } from "#lib/hash.ts";
import type { Control } from "../context.ts";
import { attempts } from "../schema.ts";

type Counting = Pick<Control, "db" | "now">;

const MINUTE_MS = 60_000;

/** How many are let through in a window. */
export const ATTEMPT_RULES = {
  "sign-in": { limit: 30, window: MINUTE_MS },
  /** Failures of one account from one network: a password cannot be guessed at leisure. */
  "sign-in here": { limit: 10, window: 15 * MINUTE_MS },
  /** Failures of one account from anywhere: whoever has a whole /32 has many networks. */
  "sign-in anywhere": { limit: 100, window: 60 * MINUTE_MS },
  "sign-up": { limit: 30, window: MINUTE_MS },
  /** What sends mail to an address that somebody typed. */
  mail: { limit: 5, window: MINUTE_MS },
  account: { limit: 300, window: MINUTE_MS },
  claim: { limit: 5, window: MINUTE_MS },
  token: { limit: 120, window: MINUTE_MS },
} as const;
export type AttemptRule = keyof typeof ATTEMPT_RULES;

/** Counts an attempt; false when it is one too many. `whom` is stored as a hash: it may be somebody's address. */
export async function takeAttempt({ db, now }: Counting, rule: AttemptRule, whom: string): Promise<boolean> {
  const { limit, window } = ATTEMPT_RULES[rule];
  const began = now - (now % window);
  const [row] = await db
    .insert(attempts)
    .values({ name: await nameOf(rule, whom), began, count: 1, expires: began + window })
    .onConflictDoUpdate({
      target: attempts.name,
      set: {
        count: sql`CASE WHEN ${attempts.began} = excluded.began THEN ${attempts.count} + 1 ELSE 1 END`,
        began: sql`excluded.began`,
        expires: sql`excluded.expires`,
      },
    })
    .returning({ count: attempts.count });
  return (row?.count ?? 1) <= limit;
}

/** Forgets what was counted: the attempt was a good one. */
export const clearAttempts = async ({ db }: Counting, rule: AttemptRule, whom: string): Promise<void> =>
  void (await db.delete(attempts).where(eq(attempts.name, await nameOf(rule, whom))));

/** Cron: windows that are over. */
export const forgetAttempts = async ({ db, now }: Counting): Promise<void> =>
  void (await db.delete(attempts).where(lt(attempts.expires, now)));

const nameOf = async (rule: AttemptRule, whom: string): Promise<string> =>
  `${rule} ${(await sha256Hex(whom)).slice(0, 32)}`;
