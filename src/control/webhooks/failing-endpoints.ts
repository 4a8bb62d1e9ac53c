// Endpoints of sandboxes that have switched themselves off: their organisation hears of each once, by its own webhooks and by
// mail to its owners. What was told stands with the tenant, so that the next report of the same is no news.
import { and, eq, sql } from "drizzle-orm";
import type { Rollup } from "#contract/rollup.ts";
import { StringList, readColumn } from "#lib/json-column.ts";
import { ownersOf } from "../accounts/owners.ts";
import type { Control } from "../context.ts";
import { mailRow } from "../jobs/outbox.ts";
import { apis, sandboxes, tenants } from "../schema.ts";
import { sendNow, toldRows } from "./announce.ts";

type Reached = Pick<Control, "db" | "now" | "enqueue">;

export async function noteFailing(control: Reached, { mode, tenant, failing }: Rollup): Promise<void> {
  const [owner = "", api = ""] = tenant.split(":");
  const here = and(eq(tenants.mode, mode), eq(tenants.owner, owner), eq(tenants.api, api));
  const [row] = await control.db
    .select({ told: tenants.failing, slug: apis.slug, sandbox: sandboxes.name, partner: sandboxes.partner })
    .from(tenants)
    .innerJoin(apis, eq(apis.id, tenants.api))
    .leftJoin(sandboxes, eq(sandboxes.id, tenants.owner))
    .where(here)
    .limit(1);
  const now = JSON.stringify(failing.map(({ endpoint }) => endpoint));
  if (!row || row.told === now) return;
  const before = new Set(readColumn(StringList, row.told));
  const news = failing.filter(({ endpoint }) => !before.has(endpoint));
  const partner = mode === "live" ? owner : (row.partner ?? "");
  const owners = news.length === 0 ? [] : await ownersOf(control, partner);
  // Of two reports at once the first to be written is told to the endpoints.
  const isFirst = sql`EXISTS (SELECT 1 FROM ${tenants} WHERE ${here} AND ${tenants.failing} = ${row.told})`;
  const about = { api: row.slug, mode, sandbox: row.sandbox };
  const told = news.map((one) =>
    toldRows(control, [partner], "endpoint.disabled", { ...about, ...one }, isFirst),
  );
  const mails = owners.flatMap(({ email }) =>
    news.map(({ url, why }) =>
      mailRow(control, partner, api, {
        to: email,
        subject: `A webhook endpoint of ${row.slug} was switched off`,
        text: `Nothing more is sent to ${url}: ${why}. Repair it, switch it on again under Webhooks, and send what it missed.`,
        about: { kind: "endpoint", api: row.slug, url },
      }),
    ),
  );
  const update = control.db.update(tenants).set({ failing: now }).where(here);
  const [first, ...others] = told;
  if (!first) return void (await update);
  const [rows] = await control.db.batch([first, ...others, ...mails, update]);
  // Where there are several, cron sends the others within a minute.
  await sendNow(control, rows);
}
