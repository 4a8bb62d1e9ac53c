// Tokens: short-lived keys made from a test key. They end with it, on the sandbox clock or in real time; their number per
// key is limited, and expired ones are deleted after a while.
import { and, desc, eq, getTableColumns, lt, sql } from "drizzle-orm";
import type { CreatedKey, KeyView } from "#contract/account-views.ts";
import { tenantName } from "#contract/tenant.ts";
import { Problem } from "#lib/problem.ts";
import { readColumn, StringList } from "#lib/json-column.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { type KeyRow, type Page, mintRow, olderThan, requireKey, viewOf } from "./keys.ts";
import { apis, keys } from "../schema.ts";
import { tokenScopes } from "./scopes.ts";

/** Tokens of one key that count at once. */
export const MAX_TOKENS = 100;
/** A token counts for so long at least, so that tokens of a second cannot be made without end. */
const COUNTED_MS = 60 * 60 * 1000;
/** An expired token is told that it has expired for so long; then nobody knows it. */
const KEPT_MS = 24 * 60 * 60 * 1000;
const FORGOTTEN_AT_ONCE = 1000;
const ROUNDS_PER_RUN = 20;

/** A token with its key's scopes or fewer; `lasts` milliseconds, by the sandbox clock and in real time. */
export async function createToken(
  control: Control,
  actor: Actor,
  owner: string,
  id: string,
  lifetime: number,
  scopes: string[] | undefined,
): Promise<CreatedKey> {
  const key = await requireKey(control, owner, id);
  const { now } = control;
  if (
    key.revokedAt !== null ||
    key.kind === "token" ||
    key.mode !== "test" ||
    (key.expires !== null && key.expires <= now)
  )
    throw new Problem("conflict", "Tokens are made from test keys that work.");
  const wanted = tokenScopes(readColumn(StringList, key.scopes), scopes);
  const [api] =
    key.api === null ? [null] : await control.db.select().from(apis).where(eq(apis.id, key.api)).limit(1);
  const realExpires = Math.min(now + lifetime, key.expires ?? Infinity);
  const { rawKey, row } = await mintRow(control, actor, {
    mode: "test",
    owner,
    api: api ?? null,
    name: `Token of ${key.name}`,
    scopes: wanted,
    allow: readColumn(StringList, key.allow),
    expires: (await sandboxNow(control, key)) + lifetime,
    perMinute: key.perMinute,
    perDay: key.perDay,
    token: { parent: key.id, realExpires },
  });
  await insertWithinCap(control, key, row);
  await noteAudit(control, actor, {
    mode: "test",
    action: "token.create",
    target: row.id,
    detail: { parent: key.id, scopes: wanted },
  });
  return { ...viewOf(row), rawKey };
}

/** What time it is in the sandbox of a bound key. Of one that opens every API each tenant counts by its own clock (tenant/request/authenticate.ts). */
async function sandboxNow(control: Control, key: KeyRow): Promise<number> {
  if (key.api === null) return control.now;
  const clock = await control.tenant("test", tenantName(key.owner, key.api)).clock();
  return clock ? Date.parse(clock.now) : control.now;
}

/** Counted and written in one statement: of two at once not both slip in, nor one beside the end of its key. */
async function insertWithinCap(control: Control, key: KeyRow, token: KeyRow): Promise<void> {
  const columns = Object.keys(getTableColumns(keys)) as (keyof KeyRow)[]; // Its own names, in the table's order.
  const values = sql.join(
    columns.map((name) => sql`${token[name]}`),
    sql`, `,
  );
  const written = await control.db
    .insert(keys)
    .select(
      sql`select ${values} where (select count(*) from ${keys} where ${countedOf(control, key.id)}) < ${MAX_TOKENS}
        and exists (select 1 from ${keys} where ${keys.id} = ${key.id} and ${keys.revokedAt} is null)`,
    )
    .returning({ id: keys.id });
  if (written.length > 0) return;
  const { revokedAt } = await requireKey(control, key.owner, key.id);
  throw revokedAt === null
    ? new Problem(
        "quota_exceeded",
        `A key has at most ${MAX_TOKENS} tokens at once; each counts until it ends, for an hour at least. Use one for all calls until it ends, revoke some (DELETE …/keys/{token}), or make another key.`,
      )
    : new Problem("conflict", "Tokens are made from test keys that work.");
}

const countedOf = (control: Control, parent: string) =>
  sql`${keys.parent} = ${parent} and ${keys.revokedAt} is null
    and max(${keys.realExpires}, ${keys.createdAt} + ${COUNTED_MS}) > ${control.now}`;

/** The tokens of a key, newest first; `before` is the id of the last one that is known. */
export async function listTokens(
  control: Control,
  owner: string,
  key: string,
  page: Page,
): Promise<KeyView[]> {
  const { id } = await requireKey(control, owner, key);
  const rows = await control.db
    .select()
    .from(keys)
    .where(and(eq(keys.parent, id), await olderThan(control, owner, page)))
    .orderBy(desc(keys.createdAt), desc(keys.id))
    .limit(page.limit);
  return rows.map((row) => viewOf(row));
}

/** Cron: tokens that ended long ago go. Each run is bounded; the next one takes the rest. Answers how many went. */
export async function forgetTokens(control: Control): Promise<number> {
  let forgotten = 0;
  for (let round = 0; round < ROUNDS_PER_RUN; round++) {
    const past = control.db
      .select({ id: keys.id })
      .from(keys)
      .where(lt(keys.realExpires, control.now - KEPT_MS))
      .limit(FORGOTTEN_AT_ONCE);
    const gone = await control.db
      .delete(keys)
      .where(sql`${keys.id} in ${past}`)
      .returning({ id: keys.id });
    forgotten += gone.length;
    if (gone.length < FORGOTTEN_AT_ONCE) break;
  }
  return forgotten;
}
