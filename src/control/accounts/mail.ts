// Mail: sent through the platform's binding where there is one; otherwise stored, for local installations
// and for tests. Without a binding no mail leaves.
import { z } from "zod";
import { desc, eq, lt } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { isoMillis } from "#lib/clock.ts";
import { readColumn } from "#lib/json-column.ts";
import { mails } from "../schema.ts";

/** `about` is for those who read captured mail: tokens and ids, as the text names them. */
export type Mail = { to: string; subject: string; text: string; about: Record<string, string> };
export type SendMail = (mail: Mail) => Promise<void>;
/** Cloudflare's send_email binding, as far as it is used. */
export type MailBinding = {
  send(mail: { from: string; to: string; subject: string; text: string }): Promise<unknown>;
};

const MOST_KEPT = 500;

export const mailer =
  (db: DrizzleD1Database, now: number, binding: MailBinding | undefined, from: string): SendMail =>
  async (mail) => {
    if (binding) {
      await binding.send({ from, to: mail.to, subject: mail.subject, text: mail.text });
      return;
    }
    await db.insert(mails).values({ ...mail, about: JSON.stringify(mail.about), at: now });
  };

/** Mail that was captured here, latest first. */
export async function listMails(
  db: DrizzleD1Database,
  to: string | undefined,
  limit: number,
): Promise<{ to: string; subject: string; text: string; about: Record<string, string>; at: string }[]> {
  const rows = await db
    .select()
    .from(mails)
    .where(to === undefined ? undefined : eq(mails.to, to))
    .orderBy(desc(mails.id))
    .limit(Math.min(limit, MOST_KEPT));
  return rows.map((row) => ({
    to: row.to,
    subject: row.subject,
    text: row.text,
    about: readColumn(z.record(z.string(), z.string()), row.about),
    at: isoMillis(row.at),
  }));
}

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Cron: captured mail of long ago. */
export const forgetMails = async (db: DrizzleD1Database, now: number): Promise<void> =>
  void (await db.delete(mails).where(lt(mails.at, now - KEPT_MS)));
