// Several operations at one path and method: documents tell them apart by a query or a fragment in the path key
// (`/users?action=invite`, `/users#operation=suspend`), by a required parameter with one value, or by their bodies, in the types of each (R43).
import type { Details, Operation } from "#blueprint/format/operation.ts";
import { type Json, own } from "#lib/json.ts";
import { covers, isJsonMedia, isXmlMedia, parseMediaType } from "#lib/media.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import type { Schemas } from "../schemas.ts";
import { coerce, decodeBody, decodePairs } from "./decode.ts";
import { bodySchema } from "./parse.ts";
import { validate } from "./validate.ts";

export type Overload = { operation: Operation; details: Details; schemas: Schemas };

type Sent = { query: string; body: Uint8Array<ArrayBuffer> | null; contentType: string | null };

/** The one of them that the call is meant for: by the query that its path names, then by the query, the media type, the body; else the first. */
export async function meantOverload(
  overloads: readonly Overload[],
  sent: Sent,
): Promise<Overload | undefined> {
  const decoded = await decodeBody(sent.body, sent.contentType);
  const body = decoded.ok ? decoded.value.value : undefined;
  const isXml = isXmlMedia(parseMediaType(sent.contentType ?? "").essence);
  const xml = isXml ? await import("../response/xml.ts") : undefined;
  const read = (schemas: Schemas, schema: Schema): Json =>
    coerce(schemas, schema, xml ? xml.fromXml(schemas, schema, body ?? null) : (body ?? null));
  const scores = overloads.map((one) => scoreOf(one, sent, body, read));
  return overloads[scores.indexOf(Math.max(...scores))];
}

const [BY_NAME, BY_QUERY, BY_MEDIA, BY_BODY] = [8, 4, 2, 1];

/** The body in the types of a schema. */
type Reading = (schemas: Schemas, schema: Schema) => Json;

function scoreOf(
  { operation, details, schemas }: Overload,
  sent: Sent,
  body: Json | undefined,
  read: Reading,
): number {
  return (
    (isNamed(operation, sent.query) ? BY_NAME : 0) +
    (fitsQuery(operation, details, schemas, sent.query) ? BY_QUERY : 0) +
    (takesMedia(details, sent) ? BY_MEDIA : 0) +
    (fitsBody(details, schemas, sent.contentType, body, read) ? BY_BODY : 0)
  );
}

/** The query that stands in the path of an operation: `/users?action=invite`. */
const queryOf = ({ path }: Operation): URLSearchParams =>
  new URLSearchParams(/\?([^#]*)/.exec(path)?.[1] ?? "");

/** Whether the call has all of the query that the path itself names. */
function isNamed(operation: Operation, text: string): boolean {
  const query = new URLSearchParams(text);
  const named = [...queryOf(operation)];
  return (
    named.length > 0 && named.every(([name, value]) => query.has(name, value === "" ? undefined : value))
  );
}

function fitsQuery(operation: Operation, details: Details, schemas: Schemas, text: string): boolean {
  const query = decodePairs(new URLSearchParams(text));
  if ([...queryOf(operation)].some(([name, value]) => value !== "" && own(query, name) !== value))
    return false;
  return details.parameters.every(({ name, in: place, required, schema }) => {
    if (place !== "query") return true;
    const value = own(query, name);
    if (value === undefined) return !required;
    return validate(schemas, schema, coerce(schemas, schema, value)).length === 0;
  });
}

function takesMedia(details: Details, { body, contentType }: Sent): boolean {
  const offered = Object.keys(details.body?.contents ?? {});
  const { essence } = parseMediaType(contentType ?? "");
  if (body === null || body.byteLength === 0) return offered.length === 0;
  return offered.some(
    (media) => covers(media, essence) || (isJsonMedia(media) && essence === "application/json"),
  );
}

function fitsBody(
  details: Details,
  schemas: Schemas,
  contentType: string | null,
  body: Json | undefined,
  read: Reading,
): boolean {
  const media = bodySchema(details, contentType);
  const schema = media === undefined ? undefined : details.body?.contents[media];
  if (!schema || body === undefined) return !schema && body === undefined;
  return validate(schemas, schema, isJsonMedia(media ?? "") ? body : read(schemas, schema)).length === 0;
}
