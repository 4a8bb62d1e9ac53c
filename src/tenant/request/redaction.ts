// What is removed from a call before any of it is stored: our keys, other credentials, card numbers; and how a stored call
// is filled again so that it can be replayed. The release says what counts as a credential and which numbers stay. Pure.
import type { BlueprintIndex } from "#blueprint/format/blueprint.ts";
import type { CallRequest, KeyPlace } from "#contract/call.ts";
import { base64, fromUtf8, utf8 } from "#lib/bytes.ts";
import { isCardNumber } from "#lib/card-numbers.ts";
import { fillCards, hideCards, maskCards } from "#lib/mask-cards.ts";
import { fillKeys, hideKeys, keysIn, mayBeRedacted, redactKeys, restoreKeys } from "#lib/redact-keys.ts";
import { HeaderList, readColumn } from "#lib/json-column.ts";
import type { LogRow, LoggedRow } from "../store/request-log.ts";

export const REDACTED = "[redacted]";

type Headers = [string, string][];
type Bytes = Uint8Array<ArrayBuffer>;
/** Whether a number names a record: then it is an id, whatever it reads like. */
export type IsRecord = (digits: string) => boolean;

/** A body up to this is kept, in bytes of a request and characters of an answer. */
export const MAX_BODY = 64 * 1024;
/** No key, however it is encoded, is longer: a text that is cut is cut this much sooner. */
const LONGEST_KEY = 1024;

const SECRET_HEADER =
  /authorization|cookie|key|token|secret|signature|passw|credential|session|jwt|(^|-)(auth|sig|hmac|pin|otp)(-|$)/;
const NO_SECRET = /^(access-control-|sec-|www-authenticate$|(x-)?ratelimit|x-sandbox-)/;
/** Members whose values are credentials wherever they stand (RFC 6749, RFC 7523, OpenID Connect). */
const SECRET_MEMBERS = [
  "access_token",
  "refresh_token",
  "id_token",
  "client_secret",
  "client_assertion",
  "assertion",
];
const ID_NAME = /^(id|ids|uid|uuid|guid|sid|ref|reference|seq)$|[_.-](id|ids|ref)$|[a-z](Id|Ids|ID|IDs|Ref)$/;

export class Redaction {
  private readonly secretHeaders: ReadonlySet<string>;
  private readonly plainHeader: string;
  private readonly querySecrets: Members;
  private readonly bodySecrets: Members;
  /** Numbers that trigger a scenario: they are documented, and a replay must have them. */
  private readonly documented: ReadonlySet<string>;
  /** Properties that records are found by beside their ids. */
  private readonly lookups: ReadonlySet<string>;

  constructor(index: BlueprintIndex) {
    const named = (kind: string): string[] =>
      Object.values(index.schemes).flatMap((one) => (one.kind === kind && "name" in one ? [one.name] : []));
    const resources = Object.values(index.resources);
    this.secretHeaders = new Set(named("header").map((name) => name.toLowerCase()));
    this.plainHeader = index.idempotency.header.toLowerCase();
    this.querySecrets = membersOf([...SECRET_MEMBERS, ...named("query")]);
    this.bodySecrets = membersOf([
      ...SECRET_MEMBERS,
      ...named("body"),
      ...resources.flatMap(({ subscription }) => subscription?.secret?.split(".").at(-1) ?? []),
    ]);
    this.documented = new Set(
      Object.values(index.scenarios).flatMap(({ when }) =>
        when.map(({ value }) => String(value).replace(/\D/g, "")).filter(isCardNumber),
      ),
    );
    this.lookups = new Set(resources.flatMap(({ identity }) => identity.lookups));
  }

  /** Any text: keys and card numbers. */
  text(text: string, isRecord: IsRecord = none): string {
    return maskCards(redactKeys(text), this.sparing(isRecord));
  }

  /** The same for what is only shown, never filled again. */
  shown(text: string, isRecord: IsRecord = none): string {
    return hideCards(hideKeys(hideMembers(text, this.bodySecrets)), this.sparing(isRecord));
  }

  /** A path, and behind a question mark its query. */
  url(url: string, isRecord: IsRecord = none): string {
    const [path, query] = splitUrl(url);
    const kept = this.text(path, isRecord);
    return query === "" ? kept : `${kept}?${this.text(hideMembers(query, this.querySecrets), isRecord)}`;
  }

  headers(headers: Headers, isRecord: IsRecord = none): Headers {
    return headers.map(([name, value]) => [name, this.header(name.toLowerCase(), value, isRecord)]);
  }

  /** An answer's body, cut to what is kept. */
  body(text: string, isRecord: IsRecord = none): string {
    const isCut = text.length > MAX_BODY + LONGEST_KEY;
    const whole = isCut ? text.slice(0, MAX_BODY + LONGEST_KEY) : text;
    const kept = this.text(hideMembers(whole, this.bodySecrets), isRecord);
    return (isCut ? kept.slice(0, -LONGEST_KEY) : kept).slice(0, MAX_BODY);
  }

  /** A request's body; null when it is longer than what is kept. Bytes that are no text stay as they are. */
  bytes(bytes: Bytes | null, isRecord: IsRecord = none): Bytes | null {
    if (!bytes || bytes.byteLength > MAX_BODY) return null;
    const text = textOf(bytes);
    const kept = this.text(hideMembers(text, this.bodySecrets), isRecord);
    return kept === text ? bytes : bytesOf(kept);
  }

  /** A stored text as it can be sent again: with texts of the form of what was taken out, which open and pay for nothing. */
  fill(text: string): string {
    return fillCards(fillKeys(text), (digits) => this.documented.has(digits));
  }

  fillHeaders(headers: Headers): Headers {
    return headers.map(([name, value]) => {
      const filled = this.fill(value);
      const basic = filled === value ? undefined : /^basic (\S+)$/i.exec(filled)?.[1];
      return [name, basic === undefined ? filled : `Basic ${base64(utf8(`${basic}:`))}`];
    });
  }

  /** The same for a body, changed on the way if asked; bytes that are no text stay what they are. */
  fillBytes(bytes: Bytes | null, change = (text: string): string => text): Bytes | null {
    return bytes && bytesOf(this.fill(change(textOf(bytes))));
  }

  /** A row from before calls were redacted when they are stored, as it would have been. */
  old<T extends LogRow>(row: T): T {
    if (row.place !== null) return row;
    return { ...row, path: this.url(row.path), why: this.shown(row.why), place: BEARER };
  }

  oldWhole(row: LoggedRow): LoggedRow {
    if (row.place !== null) return row;
    const headers = (text: string): string => JSON.stringify(this.headers(readColumn(HeaderList, text)));
    return {
      ...this.old(row),
      request_headers: headers(row.request_headers),
      request_body: row.request_body && (this.bytes(new Uint8Array(row.request_body))?.buffer ?? null),
      response_headers: headers(row.response_headers),
      response_body: row.response_body === null ? null : this.body(row.response_body),
    };
  }

  private header(name: string, value: string, isRecord: IsRecord): string {
    const isSecret =
      this.secretHeaders.has(name) ||
      (SECRET_HEADER.test(name) && !NO_SECRET.test(name) && name !== this.plainHeader);
    if (!isSecret) return this.text(value, isRecord);
    const scheme = name.endsWith("authorization") ? (SCHEME.exec(value)?.[0] ?? "") : "";
    return scheme + (OUR_KEY.exec(redactKeys(decodedBasic(value)))?.[0] ?? REDACTED);
  }

  private sparing(isRecord: IsRecord): (digits: string, name: string | undefined) => boolean {
    return (digits, name) =>
      this.documented.has(digits) ||
      (name !== undefined && (ID_NAME.test(name) || this.lookups.has(name))) ||
      isRecord(digits);
  }
}

const known = new WeakMap<BlueprintIndex, Redaction>();

/** What a release says of redaction, made ready once. */
export function redactionOf(index: BlueprintIndex): Redaction {
  const ready = known.get(index) ?? new Redaction(index);
  known.set(index, ready);
  return ready;
}

/** A stored answer with the keys that the repeated call holds itself: what it said of them the first time. */
export function restoredAnswer(
  text: string,
  request: Pick<CallRequest, "path" | "query" | "headers" | "body">,
): string {
  if (!mayBeRedacted(text)) return text;
  const known = new Map<string, string>();
  for (const [, value] of request.headers) keysIn(decodedBasic(value), known);
  for (const part of [request.path, request.query, request.body ? fromUtf8(request.body) : ""])
    keysIn(part, known);
  return restoreKeys(text, known);
}

/** Path and query; a query may have question marks of its own. */
export function splitUrl(url: string): [path: string, query: string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}

/** Where a key most likely stood when nobody wrote it down. */
const BEARER = JSON.stringify({ kind: "bearer" } satisfies KeyPlace);
const none: IsRecord = () => false;
/** The word before the credentials (IANA, HTTP Authentication Schemes, and what APIs say beside them). */
const SCHEME =
  /^(basic|bearer|digest|dpop|gnap|hoba|mutual|negotiate|oauth|privatetoken|scram-sha-1|scram-sha-256|vapid|token|apikey|api-key|key|signature|hmac|aws4-hmac-sha256)\s+/i;
const OUR_KEY = /\[[a-z][a-z0-9]*_(?:test|live) key \w+\]/;

/** `Basic` credentials readable, so that a key among them is found. */
function decodedBasic(value: string): string {
  const encoded = /^basic\s+([A-Za-z0-9+/_-]+)=*$/i.exec(value)?.[1];
  if (encoded === undefined || encoded.length % 4 === 1) return value;
  return atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
}

/** What finds the names of members that are secrets, which is quick, and what finds them with their values. */
type Members = { names: RegExp; pattern: RegExp };

/** Members of these names with their values: in JSON (also within JSON), a query or a form, XML, and a multipart body. */
function membersOf(given: readonly string[]): Members {
  const any = [...new Set(given)].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  // Backslashes of at most four levels: without a bound a body of nothing else takes its length squared.
  const json = String.raw`((\\{0,15}")(?:${any})\2\s*:\s*)(?:\2((?:[^"\\]|\\.)*?)\2|(-?\d[^\s,}\]]*))`;
  const form = String.raw`((?<![^?&;\s])(?:${any})=)([^&;\s]+)`;
  const xml = String.raw`(<(?:${any})>)([^<]+)`;
  const part = String.raw`(name="(?:${any})"[^"]*\r?\n\r?\n)([^\r\n]+)`;
  return { names: new RegExp(any, "i"), pattern: new RegExp(`${json}|${form}|${xml}|${part}`, "gi") };
}

function hideMembers(text: string, { names, pattern }: Members): string {
  if (!names.test(text)) return text;
  return text.replace(pattern, (member: string, ...groups: (string | undefined)[]) => {
    // A key of ours gets its placeholder, so that it can be filled again.
    if (hideKeys(member) !== member) return member;
    const [json, quote = "", , , form, , xml, , part] = groups;
    return json === undefined
      ? `${form ?? xml ?? part ?? ""}${REDACTED}`
      : `${json}${quote}${REDACTED}${quote}`;
  });
}

/** Bytes as a text from which the same bytes can be made: UTF-8 if they are that, else one character for each byte. */
function textOf(bytes: Bytes): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return BINARY + binaryOf(bytes);
  }
}

/** No UTF-8 begins so, and no caller's text: it tells texts made of bytes apart. */
const BINARY = "\uDC00";

function binaryOf(bytes: Bytes): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return text;
}

function bytesOf(text: string): Bytes {
  if (!text.startsWith(BINARY)) return utf8(text);
  return Uint8Array.from(text.slice(BINARY.length), (char) => char.charCodeAt(0) & 0xff);
}
