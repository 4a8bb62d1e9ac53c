// Records in bulk, without the API: imported by a partner for a test, without events, or exported for use elsewhere.
import type { TenantFailure } from "#contract/call.ts";
import type { ExportBegun, ExportCursor, ExportRow } from "#contract/export.ts";
import type { RecordsFile } from "#contract/views.ts";
import { type Json, own, textOf } from "#lib/json.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { RECORD_SEQUENCE } from "../store/sequences.ts";
import { stateOf } from "#engine/records/effects.ts";
import { copyGeneration } from "./copy-generation.ts";
import { forgetLater } from "./generations.ts";
import { validate } from "#engine/request/validate.ts";
import type { Stored } from "#engine/record-reader.ts";
import { loadAllSchemas, loadBlueprint } from "../blueprint-cache.ts";
import { Changes } from "../store/changes.ts";
import { exportRows } from "../store/exports.ts";
import { noteAudit } from "../store/counters.ts";
import { sandboxTime } from "../store/meta.ts";
import { logSystemChange } from "../store/request-log.ts";
import { RowTooLarge } from "../store/row-limit.ts";
import { INACTIVE, requireActive } from "../require-active.ts";
import type { Tenant } from "../tenant.ts";
import { scheduleAlarm } from "../jobs/schedule-alarm.ts";

const MOST = 10_000;

/**
 * Begins an export: records that fit one page are read in one turn as they are, more of them from a copy, so that what goes
 * out is one state of the sandbox whatever is called meanwhile. Undefined when there is no sandbox.
 */
export async function beginExport(tenant: Tenant): Promise<ExportBegun | undefined> {
  const meta = tenant.meta;
  if (!meta) return undefined;
  const { release, generation } = meta;
  const records = tenant.records(meta).countAll();
  const first = exportRows(tenant.sql, generation, START);
  if (first.length === records) return { release, generation, records, isCopy: false, first };
  // Nobody writes into a sandbox that is not active, and its alarm forgets no copy.
  if (meta.status !== "active") return { release, generation, records, isCopy: false };
  const copy = await copyGeneration(tenant, generation);
  if (copy === undefined) return undefined;
  const copied = tenant.records({ ...meta, generation: copy }).countAll();
  return { release, generation: copy, records: copied, isCopy: true };
}

/** The records after one; an empty page is the end. */
export const exportPage = (tenant: Tenant, generation: number, after: ExportCursor = START): ExportRow[] =>
  tenant.meta ? exportRows(tenant.sql, generation, after) : [];

export function endExport(tenant: Tenant, { generation, isCopy }: ExportBegun): void {
  if (!isCopy || !tenant.meta) return;
  forgetLater(tenant, generation, tenant.now());
  scheduleAlarm(tenant);
}

const START: ExportCursor = { resource: "", seq: 0 };

/** Inserts or replaces records: all of them, or none and what is wrong with them. No events, no timers. */
export async function importRecords(
  tenant: Tenant,
  given: RecordsFile["records"],
): Promise<Result<{ imported: number }, TenantFailure & { details?: string[] }>> {
  const release = tenant.meta?.release;
  if (release === undefined) return fail(INACTIVE);
  const blueprint = await loadBlueprint(tenant.env.BLOBS, release);
  const schemas = await loadAllSchemas(tenant.env.BLOBS, blueprint);
  const active = requireActive(tenant, release);
  if (!active.ok) return active;
  const meta = active.value;
  if (meta.mode === "live")
    return fail({ code: "live_mode", message: "Live records come by the API alone." });
  const wrong: string[] = [];
  const rows: Stored[] = [];
  const now = sandboxTime(meta, tenant.now());
  for (const [name, list] of Object.entries(given)) {
    const resource = own(blueprint.index.resources, name);
    if (!resource) wrong.push(`${name}: the API has no such resource`);
    for (const [i, { doc, parent = "" }] of resource ? list.entries() : []) {
      const id = own(doc, resource?.identity.property ?? "");
      const at = `${name}[${i}]`;
      if (!resource || !isKey(id)) {
        wrong.push(`${at}: ${resource?.identity.property ?? "the key"} is missing`);
        continue;
      }
      const fault = validate(schemas, resource.schema, doc, { answered: true })[0];
      if (fault) wrong.push(`${at}: ${fault.param} ${fault.message}`);
      const state = stateOf(resource, doc);
      rows.push({ resource: name, parent, id: textOf(id), seq: 0, state, doc, created: now, updated: now });
    }
  }
  if (wrong.length > 0)
    return fail({
      code: "invalid_request",
      message: `${wrong.length} records do not fit.`,
      details: wrong.slice(0, 50),
    });
  if (rows.length > MOST)
    return fail({ code: "invalid_request", message: `At most ${MOST} records at once.` });
  const records = tenant.records(meta);
  if (records.countAll() + rows.length > blueprint.index.limits.maxRecords)
    return fail({
      code: "sandbox_full",
      message: `A sandbox holds at most ${blueprint.index.limits.maxRecords} records.`,
    });
  const changes = new Changes();
  const putIn = (): void => {
    for (const row of rows) {
      const before = records.get(row.resource, row.parent, row.id);
      changes.note(row, before);
      if (before) records.update({ ...row, created: before.created });
      else records.insert({ ...row, seq: records.advance(RECORD_SEQUENCE) });
    }
    logSystemChange(
      tenant.sql,
      {
        method: "IMPORT",
        path: "/records",
        reason: { kind: "import", name: "records", facts: { count: rows.length } },
      },
      { now: tenant.now(), generation: meta.generation, changes: changes.list() },
    );
    noteAudit(tenant.sql, tenant.now(), "import", { records: rows.length });
  };
  try {
    tenant.storage.transactionSync(putIn);
  } catch (error) {
    if (error instanceof RowTooLarge) return fail({ code: "sandbox_full", message: error.message });
    throw error;
  }
  tenant.counts.clear();
  return succeed({ imported: rows.length });
}

const isKey = (value: Json | undefined): boolean => typeof value === "string" || typeof value === "number";
