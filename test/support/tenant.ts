// Reaching the object behind a sandbox, for what HTTP cannot show: eviction, alarms, its tables.
import { env, runInDurableObject } from "cloudflare:test";
import type { Sandbox } from "#tenant/durable-object.ts";
import type { TestSandbox } from "./test-sandbox.ts";

export async function stubOf(sandbox: TestSandbox): Promise<DurableObjectStub<Sandbox>> {
  const row = await env.DB.prepare(
    "SELECT t.owner, t.api FROM tenants t JOIN apis a ON a.id = t.api WHERE a.slug = ? AND t.owner IN (SELECT id FROM sandboxes WHERE partner = ?)",
  )
    .bind(sandbox.slug, sandbox.partner.partner)
    .first<{ owner: string; api: string }>();
  if (!row) throw new Error("the sandbox has no tenant");
  return env.TEST.getByName(`${row.owner}:${row.api}`);
}

export async function rows<T>(sandbox: TestSandbox, sql: string, ...values: unknown[]): Promise<T[]> {
  return runInDurableObject(
    await stubOf(sandbox),
    (_instance, state) => state.storage.sql.exec(sql, ...values).toArray() as T[],
  );
}
