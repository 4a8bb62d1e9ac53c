// A tenant's log, events and deliveries as people see them. Rows from before calls were redacted at storage are
// redacted here; event payloads are stored as they are sent, and redacted when shown.
import type { LogFilter } from "#contract/call.ts";
import type { DeliveryRow, EventView, LogRow } from "#contract/views.ts";
import { isoMillis } from "#lib/clock.ts";
import { renderReason } from "#lib/reason.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import { type Redaction, redactionOf } from "../request/redaction.ts";
import { parseJson } from "#lib/json-column.ts";
import { listAttempts, listDeliveries } from "../store/deliveries.ts";
import { readEvents } from "../store/events.ts";
import { readLog, reasonOf } from "../store/request-log.ts";
import type { Tenant } from "../tenant.ts";

export async function redactedLog(tenant: Tenant, filter: LogFilter): Promise<LogRow[]> {
  const redaction = await redactionFor(tenant);
  if (!redaction) return [];
  tenant.flush();
  return readLog(tenant.sql, filter).map((row) => {
    const {
      place: _,
      reason_kind: _kind,
      reason_name: _name,
      reason_facts: _facts,
      ...shown
    } = redaction.old(row);
    const reason = reasonOf(redaction.old(row));
    return { ...shown, at: isoMillis(row.at), why: renderReason(reason), reason };
  });
}

export async function redactedDeliveries(
  tenant: Tenant,
  limit: number,
  before?: number,
): Promise<DeliveryRow[]> {
  const redaction = await redactionFor(tenant);
  if (!redaction) return [];
  return listDeliveries(tenant.sql, limit, before).map((row) => ({
    ...row,
    due: isoMillis(row.due),
    created: isoMillis(row.created),
    body: redaction.shown(row.body),
    attempts: listAttempts(tenant.sql, row.id).map((one) => ({
      ...one,
      at: isoMillis(one.at),
      response: redaction.shown(one.response),
    })),
  }));
}

/** Events that follow a number, oldest first. */
export async function redactedEvents(tenant: Tenant, after: number, limit: number): Promise<EventView[]> {
  const redaction = await redactionFor(tenant);
  if (!redaction) return [];
  return readEvents(tenant.sql, after, limit).map(({ body, ...event }) => ({
    ...event,
    created: isoMillis(event.created),
    payload: parseJson(redaction.shown(body)),
  }));
}

async function redactionFor(tenant: Tenant): Promise<Redaction | undefined> {
  const { meta } = tenant;
  return meta && redactionOf((await loadBlueprint(tenant.env.BLOBS, meta.release)).index);
}
