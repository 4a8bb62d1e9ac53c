// How much a sandbox may hold: records, bytes, uploads, endpoints. Beyond that a write is refused, with what to do about it.
import type { Limits } from "#blueprint/format/blueprint.ts";
import type { Effect } from "#engine/record-reader.ts";
import { RECORD_SEQUENCE } from "../store/sequences.ts";
import { countOwnEndpoints } from "../store/endpoints.ts";
import type { Meta } from "../store/meta.ts";
import { countUploads } from "../store/uploads.ts";
import type { Tenant } from "../tenant.ts";
import { MAX_ENDPOINTS } from "../events/endpoint-limits.ts";

/** Why these effects do not fit any more; undefined when they do. */
export function beyondCaps(
  tenant: Tenant,
  meta: Meta,
  limits: Limits,
  effects: readonly Effect[],
): string | undefined {
  const has = (kind: Effect["kind"]): boolean => effects.some((effect) => effect.kind === kind);
  if (has("insert") && isFull(tenant, meta, limits.maxRecords))
    return `A sandbox holds at most ${limits.maxRecords} records. Reset it or delete some.`;
  if ((has("insert") || has("update") || has("upload")) && isLarge(tenant, limits.maxBytes, has("upload")))
    return `A sandbox holds at most ${Math.floor(limits.maxBytes / MEGABYTE)} MB. Delete uploads, records or snapshots, or reset it.`;
  if (has("upload") && countUploads(tenant.sql, meta.generation) >= limits.maxUploads)
    return `A sandbox holds at most ${limits.maxUploads} uploads. Delete some first.`;
  const endpoints = effects.filter((effect) => effect.kind === "endpoint" && effect.record === undefined);
  if (endpoints.length > 0 && countOwnEndpoints(tenant.sql, endpoints.map(idOf)) >= MAX_ENDPOINTS)
    return `A sandbox has at most ${MAX_ENDPOINTS} endpoints. Remove one first.`;
  return undefined;
}

const MEGABYTE = 1024 * 1024;
/** Asking for the size costs as much as a write, so only so many writes ask; each upload does. */
const ASK_EVERY = 32;

function isLarge(tenant: Tenant, most: number, always: boolean): boolean {
  if (always || tenant.size === undefined || tenant.size.bytes > most || tenant.size.writes >= ASK_EVERY)
    tenant.size = { bytes: tenant.sql.databaseSize, writes: 0 };
  tenant.size.writes++;
  return tenant.size.bytes > most;
}
const idOf = (effect: Effect): string => ("id" in effect ? effect.id : "");

/** Counting is dear, so it begins only when as many records were ever made as there may be. */
function isFull(tenant: Tenant, meta: Meta, most: number): boolean {
  const records = tenant.records(meta);
  return (records.sequence(RECORD_SEQUENCE) ?? 0) >= most && records.countAll() >= most;
}
