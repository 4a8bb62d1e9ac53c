// One API by its slug. In a file of its own, because accounts, payments and demo mode need nothing else of apis.ts.
import { eq } from "drizzle-orm";
import type { Control } from "../context.ts";
import { apis } from "../schema.ts";

export async function findApi(control: Control, slug: string): Promise<typeof apis.$inferSelect | undefined> {
  return (await control.db.select().from(apis).where(eq(apis.slug, slug)).limit(1))[0];
}
