// Delivery messages that the queue gave up: counted, kept for a month.
import { lt } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { DeadLetter } from "#contract/delivery.ts";
import { deadLetters } from "../schema.ts";

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

export const saveDeadLetters = async (
  db: DrizzleD1Database,
  letters: readonly DeadLetter[],
  at: number,
): Promise<void> =>
  // Five columns a row, and D1 takes 100 bound parameters: a batch of the queue has at most 20.
  void (await db.insert(deadLetters).values(letters.map((letter) => ({ ...letter, at }))));

/** Cron: those of long ago. */
export const forgetDeadLetters = async (db: DrizzleD1Database, now: number): Promise<void> =>
  void (await db.delete(deadLetters).where(lt(deadLetters.at, now - KEPT_MS)));
