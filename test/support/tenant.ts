// Reaching the object behind a house, for what HTTP cannot show: eviction, alarms, its tables.
import { env, runInDurableObject } from "cloudflare:test";
import type { Sandbox } from "#tenant/durable-object.ts";
import type { House } from "./house.ts";

export async function stubOf(house: House): Promise<DurableObjectStub<Sandbox>> {
  const row = await env.DB.prepare(
    "SELECT t.owner, t.api FROM tenants t JOIN apis a ON a.id = t.api WHERE a.slug = ? AND t.owner IN (SELECT id FROM sandboxes WHERE partner = ?)",
  )
    .bind(house.slug, house.partner.partner)
    .first<{ owner: string; api: string }>();
  if (!row) throw new Error("the house has no tenant");
  return env.TEST.getByName(`${row.owner}:${row.api}`);
}

export async function rows<T>(house: House, sql: string, ...values: unknown[]): Promise<T[]> {
  return runInDurableObject(
    await stubOf(house),
    (_instance, state) => state.storage.sql.exec(sql, ...values).toArray() as T[],
  );
}
