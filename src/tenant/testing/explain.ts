// Why a call was answered as it was, what it changed, and what would be legal now; and replaying it.
import { z } from "zod";
import type { CallAnswer, KeyPlace, TenantFailure } from "#contract/call.ts";
import type { CallDetail, LegalMoves } from "#contract/views.ts";
import { newId } from "#lib/ids.ts";
import { isoMillis } from "#lib/clock.ts";
import { type Reason, isSimulated, renderReason, scenarioOf } from "#lib/reason.ts";
import type { JsonObject } from "#lib/json.ts";
import { fromUtf8 } from "#lib/bytes.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { HeaderList, readColumn, readStoredDocument } from "#lib/json-column.ts";
import { magicText } from "#blueprint/format/scenarios.ts";
import { loadBlueprint } from "../blueprint-cache.ts";
import { type Redaction, redactionOf, splitUrl } from "../request/redaction.ts";
import { serve } from "../request/serve.ts";
import { findKey } from "../store/keys.ts";
import { changesOf } from "../store/changes.ts";
import { findCall, reasonOf } from "../store/request-log.ts";
import type { Tenant } from "../tenant.ts";

const NO_CALL: TenantFailure = {
  code: "not_found",
  message: "The log has no such request; it keeps the latest 2,000.",
};

/** A logged call whole: what was sent and answered, whose answer it was, and what it changed. */
export async function explain(tenant: Tenant, id: string): Promise<Result<CallDetail, TenantFailure>> {
  tenant.flush();
  const meta = tenant.meta;
  const row = meta && findCall(tenant.sql, id);
  if (!meta || !row) return fail(NO_CALL);
  const { index } = await loadBlueprint(tenant.env.BLOBS, meta.release);
  const redaction = redactionOf(index);
  const call = redaction.oldWhole(row);
  const reason = reasonOf(call);
  const isRecord = (digits: string): boolean =>
    tenant.records(meta).holdsId(Object.keys(index.resources), digits);
  const changes = changesOf(tenant.sql, id).map((change) => ({
    resource: change.resource,
    id: change.id,
    before: shownRecord(redaction, change.before?.doc, isRecord),
    after: shownRecord(
      redaction,
      tenant.records(meta).get(change.resource, change.parent, change.id)?.doc,
      isRecord,
    ),
  }));
  const moves = await Promise.all(changes.map((change) => legalMoves(tenant, change.resource, change.id)));
  return succeed({
    id: call.id,
    at: isoMillis(call.at),
    key: call.key,
    method: call.method,
    path: call.path,
    operation: call.operation,
    status: call.status,
    duration: call.duration,
    why: renderReason(reason),
    reason,
    scenario: scenarioOf(reason) ?? null,
    whose: whoseAnswer(reason, call.status, call.response_body),
    request: {
      headers: readColumn(HeaderList, call.request_headers),
      body: call.request_body === null ? null : fromUtf8(new Uint8Array(call.request_body)),
    },
    response: { headers: readColumn(HeaderList, call.response_headers), body: call.response_body },
    changes,
    legalNow: moves.filter((one) => one !== undefined),
  });
}

/** A record as it is shown beside a call; to its owner the API itself answers it whole. */
const shownRecord = (
  redaction: Redaction,
  doc: JsonObject | undefined,
  isRecord: (digits: string) => boolean,
): JsonObject | null =>
  doc === undefined ? null : readStoredDocument(redaction.shown(JSON.stringify(doc), isRecord));

/** The platform's word, a failure that was asked for, the call's own fault, or the API as it is. */
function whoseAnswer(reason: Reason, status: number, body: string | null): CallDetail["whose"] {
  if (isSimulated(reason)) return "simulated failure";
  const isPlatform = reason.kind === "platform" || (reason.kind === "limit" && reason.name === "quota");
  // A row that is older than reasons with facts is told by its body.
  const isOldPlatform =
    reason.kind === "text" && (body?.includes('"sandbox_error"') === true || [501, 507].includes(status));
  if (isPlatform || isOldPlatform) return "platform";
  return status >= 400 ? "call" : "api";
}

/** The moves a record can make from where it is: by which operations, and what happens by itself. */
export async function legalMoves(tenant: Tenant, name: string, id: string): Promise<LegalMoves | undefined> {
  const meta = tenant.meta;
  if (!meta) return undefined;
  const { index } = await loadBlueprint(tenant.env.BLOBS, meta.release);
  const resource = Object.hasOwn(index.resources, name) ? index.resources[name] : undefined;
  const record = resource && tenant.records(meta).get(name, undefined, id);
  if (!resource || !record) return undefined;
  const state = record.state;
  const steps =
    resource.lifecycle?.transitions.filter((one) => one.from?.includes(state ?? "") ?? true) ?? [];
  const own = resource.lifecycle?.progress.find((one) => one.from === state);
  return {
    resource: name,
    id,
    state,
    moves: steps.map((step) => {
      const operation = index.operations.find((one) => one.resource === name && one.action === step.action);
      return {
        action: step.action,
        to: step.to,
        operation: operation ? `${operation.method} ${operation.path}` : null,
      };
    }),
    byItself: own ? { to: own.to, afterSeconds: own.after / 1000 } : null,
  };
}

/** Sends a logged call once more, with the key it was sent with where that stood, as a call of its own. */
export async function replay(
  tenant: Tenant,
  id: string,
  base: string,
): Promise<Result<{ request: string; status: number; body: string | null }, TenantFailure>> {
  tenant.flush();
  const meta = tenant.meta;
  const row = meta && findCall(tenant.sql, id);
  if (!meta || !row) return fail(NO_CALL);
  const { index } = await loadBlueprint(tenant.env.BLOBS, meta.release);
  const redaction = redactionOf(index);
  const call = redaction.oldWhole(row);
  const key = call.key === null ? undefined : findKey(tenant.sql, call.key);
  const [path, query] = splitUrl(redaction.fill(call.path));
  const headers = redaction.fillHeaders(readColumn(HeaderList, call.request_headers));
  const request = newId("req");
  const idempotency = index.idempotency.header.toLowerCase();
  const answer: CallAnswer = await serve(tenant, {
    requestId: request,
    method: call.method,
    path,
    query,
    headers: headers.map(([name, value]) => [
      name,
      name.toLowerCase() === idempotency ? anotherKey(value) : value,
    ]),
    body: redaction.fillBytes(call.request_body && new Uint8Array(call.request_body)),
    ...(key
      ? {
          key: {
            prefix: index.keyPrefix,
            mode: meta.mode,
            owner: meta.owner,
            api: null,
            keyId: key.id,
            hash: key.hash,
          },
        }
      : {}),
    place: readColumn(z.custom<KeyPlace>(), call.place ?? '{"kind":"url"}'),
    base,
    address: key?.allow[0] ?? "",
  });
  return succeed({
    request,
    status: answer.status,
    body: typeof answer.body === "string" ? redaction.shown(answer.body) : null,
  });
}

const KEPT_OF_KEY = 200;

/** Another idempotency key, for a call of its own; one that calls a scenario up still begins with it. */
const anotherKey = (key: string): string =>
  key.startsWith(magicText("")) ? `${key.slice(0, KEPT_OF_KEY)} ${newId("again")}` : newId("again");
