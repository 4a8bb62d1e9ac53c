// Step 3 of a call, all that may wait: its operation with details and schemas, the decoded body, and what makes a repeat
// the same call. Nothing is changed here.
import type { Details, Operation } from "#blueprint/format/operation.ts";
import type { CallAnswer, CallRequest } from "#contract/call.ts";
import { refuse } from "#engine/context.ts";
import { meantOverload } from "#engine/request/overloads.ts";
import type { Upload } from "#engine/record-reader.ts";
import { coerceBody } from "#engine/request/decode.ts";
import {
  bodySchema,
  pathOf,
  type findRoute,
  requireAcceptable,
  requireBody,
  requireRoute,
  requireScope,
} from "#engine/request/parse.ts";
import type { Schemas } from "#engine/schemas.ts";
import { sha256Hex } from "#lib/hash.ts";
import { type Json, canonical } from "#lib/json.ts";
import { isJsonMedia, isXmlMedia, parseMediaType } from "#lib/media.ts";
import { loadOperation } from "../blueprint-cache.ts";
import { sealedCredential } from "../events/callback-secret.ts";
import type { Call } from "./call.ts";
import { keyForRecord } from "./record-keys.ts";
import { refuseCall } from "./record-call.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
const MAX_IDEMPOTENCY_KEY = 255;

/** A call whose operation is known and whose body is decoded: all that `act` needs beside the tenant. */
export type PreparedOperation = {
  operation: Operation;
  details: Details;
  schemas: Schemas;
  path: Record<string, string>;
  body: Json | undefined;
  files: readonly Upload[];
  contentType: string | null;
  /** The media type of the request, without its parameters. */
  requestMedia: string;
  answerMedia: string;
  /** How XML is written, where the call reads or answers it. */
  xml: typeof import("#engine/response/xml.ts") | undefined;
  /** Undefined for a call that is never repeated. */
  idempotencyKey: string | undefined;
  fingerprint: string;
  /** What callbacks of the call are signed with, sealed; undefined where the API signs otherwise. */
  credential: string | undefined;
  /** A key for the record that the call makes, where such records are keys. */
  newKey: string | undefined;
};

/** Refuses in this order (src/README.md): route, scope, what is not modelled, media types, body, idempotency key. */
export async function prepare(
  call: Call,
  route: ReturnType<typeof findRoute>,
): Promise<PreparedOperation | CallAnswer> {
  const { request, blueprint, tenant, headers } = call;
  const { index } = blueprint;
  const contentType = headers.get("content-type") ?? null;
  const met = requireRoute(index, route, request);
  const overloads = await Promise.all(
    (met.others.length === 0 ? [] : [met.operation, ...met.others]).map(async (one) => ({
      operation: one,
      ...(await loadOperation(tenant.env.BLOBS, blueprint, one)),
    })),
  );
  const meant =
    overloads.length === 0
      ? undefined
      : await meantOverload(overloads, { query: request.query, body: request.body, contentType });
  const operation = meant?.operation ?? met.operation;
  const path = pathOf(operation, met.values);
  call.operation = operation.id;
  requireScope(index, operation, call.key?.scopes ?? []);
  if (operation.kind === "unsupported")
    return refuseCall(
      call,
      "not_modelled",
      `${operation.method} ${operation.path} is not modelled: ${operation.reasons.join("; ")}.`,
    );
  const { details, schemas } = await loadOperation(tenant.env.BLOBS, blueprint, operation);
  const answerMedia = requireAcceptable(index, details, headers.get("accept") ?? null);
  const { value: decoded, files } = await requireBody(index, details, request, contentType);
  const media = bodySchema(details, contentType);
  const requestMedia = parseMediaType(contentType ?? "").essence;
  const xml =
    isXmlMedia(answerMedia) || isXmlMedia(requestMedia) ? await import("#engine/response/xml.ts") : undefined;
  const schema = details.body?.contents[media ?? ""] ?? {};
  const read =
    decoded !== undefined && xml && isXmlMedia(requestMedia)
      ? xml.fromXml(schemas, schema, decoded)
      : decoded;
  const body =
    read === undefined || media === undefined || isJsonMedia(media)
      ? read
      : coerceBody(schemas, schema, read);
  const idempotencyKey =
    SAFE.has(request.method) || request.demo
      ? undefined
      : headers.get(index.idempotency.header.toLowerCase());
  if (idempotencyKey !== undefined && idempotencyKey.length > MAX_IDEMPOTENCY_KEY)
    throw refuse(
      { index, details },
      "invalid",
      `${index.idempotency.header} may have at most ${MAX_IDEMPOTENCY_KEY} characters.`,
      { param: index.idempotency.header },
    );
  const fingerprint =
    idempotencyKey === undefined
      ? ""
      : await sha256Hex(canonical(await fingerprinted(request, decoded, files)));
  return {
    operation,
    details,
    schemas,
    path,
    body,
    files,
    contentType,
    requestMedia,
    answerMedia,
    xml,
    idempotencyKey,
    fingerprint,
    credential: SAFE.has(request.method) ? undefined : await sealedCredential(tenant, index, headers),
    newKey: await keyForRecord(tenant, index, operation),
  };
}

/** What makes a repeat the same call: compared decoded, so that the boundaries of a form may differ. */
async function fingerprinted(
  request: CallRequest,
  decoded: Json | undefined,
  files: readonly Upload[],
): Promise<Json[]> {
  const sent = await Promise.all(
    files.map(async ({ filename, media, bytes }) => [filename, media, await sha256Hex(bytes)]),
  );
  return [request.method, request.path, request.query, decoded ?? null, sent];
}
