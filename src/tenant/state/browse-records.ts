// Records one by one, past the API: as a person looks at them, and deletes one that is in the way of a test.
import type { TenantFailure } from "#contract/call.ts";
import type { RecordPlace } from "#contract/tenant.ts";
import type { RecordPage, RecordView, ResourceCount } from "#contract/views.ts";
import { afterRemoval, removal } from "#engine/records/removal.ts";
import type { Stored } from "#engine/record-reader.ts";
import { isoMillis } from "#lib/clock.ts";
import { own } from "#lib/json.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import { applyEffects } from "../commit.ts";
import { INACTIVE, requireActive } from "../require-active.ts";
import { Changes } from "../store/changes.ts";
import { noteAudit } from "../store/counters.ts";
import type { Listing } from "../store/records.ts";
import { logSystemChange } from "../store/request-log.ts";
import type { Tenant } from "../tenant.ts";

const NO_RECORD: TenantFailure = { code: "not_found", message: "There is no such record here." };

/** Every resource of the API with the number of its records; undefined where there is no sandbox. */
export async function resourceCounts(tenant: Tenant): Promise<ResourceCount[] | undefined> {
  const { meta } = tenant;
  if (!meta) return undefined;
  const { index } = await loadBlueprint(tenant.env.BLOBS, meta.release);
  const counts = tenant.records(meta).countByResource();
  return Object.keys(index.resources)
    .sort()
    .map((resource) => ({ resource, records: own(counts, resource) ?? 0 }));
}

/** A page of the records of a resource, newest first. */
export async function browseRecords(
  tenant: Tenant,
  listing: Listing,
): Promise<Result<RecordPage, TenantFailure>> {
  const { meta } = tenant;
  if (!meta) return fail(INACTIVE);
  const { index } = await loadBlueprint(tenant.env.BLOBS, meta.release);
  if (!Object.hasOwn(index.resources, listing.resource))
    return fail({ code: "not_found", message: `The API has no resource '${listing.resource}'.` });
  const { rows, isMore } = tenant.records(meta).latest(listing);
  return succeed({ data: rows.map(viewOf), next: isMore ? (rows.at(-1)?.seq ?? null) : null });
}

export function readRecord(tenant: Tenant, place: RecordPlace): Result<RecordView, TenantFailure> {
  const { meta } = tenant;
  const record = meta && tenant.records(meta).get(place.resource, place.parent, place.id);
  return record && isShown(record) ? succeed(viewOf(record)) : fail(NO_RECORD);
}

/** Deletes a record and the records below it. No events; what the API says of it later is as after a delete by a call. */
export async function deleteRecord(tenant: Tenant, place: RecordPlace): Promise<Result<null, TenantFailure>> {
  const release = tenant.meta?.release;
  if (release === undefined) return fail(INACTIVE);
  const { index } = await loadBlueprint(tenant.env.BLOBS, release);
  const active = requireActive(tenant, release);
  if (!active.ok) return active;
  const meta = active.value;
  const records = tenant.records(meta);
  const record = records.get(place.resource, place.parent, place.id);
  const resource = own(index.resources, place.resource);
  if (!record || !resource) return fail(NO_RECORD);
  const now = tenant.now();
  const changes = new Changes();
  const effects = [...removal(index, resource, record), ...afterRemoval(resource, record, records)];
  tenant.storage.transactionSync(() => {
    applyEffects(tenant, effects, { request: null, index, meta, now, changes });
    const { resource: name, id } = record;
    logSystemChange(
      tenant.sql,
      {
        method: "REMOVE",
        path: `/records/${name}/${id}`,
        reason: { kind: "import", name: "deleted", facts: { resource: name, id } },
      },
      { now, generation: meta.generation, changes: changes.list() },
    );
    noteAudit(tenant.sql, now, "delete record", { resource: name, id });
  });
  tenant.counts.clear();
  return succeed(null);
}

/** Rows of our own begin with a line break, as no resource does. */
const isShown = ({ resource }: Stored): boolean => !resource.startsWith("\n");

const viewOf = (record: Stored): RecordView => ({
  resource: record.resource,
  id: record.id,
  parent: record.parent,
  state: record.state,
  createdAt: isoMillis(record.created),
  updatedAt: isoMillis(record.updated),
  doc: record.doc,
});
