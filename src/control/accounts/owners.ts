// Who is written to about what an organisation has: its owners.
import { and, eq } from "drizzle-orm";
import type { Control } from "../context.ts";
import { member, user } from "../schema.ts";

const MOST = 20;

export const ownersOf = (control: Pick<Control, "db">, partner: string): Promise<{ email: string }[]> =>
  control.db
    .select({ email: user.email })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(and(eq(member.organizationId, partner), eq(member.role, "owner")))
    .limit(MOST);
