// Signs a webhook as its API's blueprint declares (R51, `blueprint/format/signing.ts`). Signed with real time: verifiers refuse any
// other time. Where signatures can stand side by side, the secret before signs too while a rotation overlaps.
import type { Claim } from "#contract/delivery.ts";
import { base64, fromBase64, fromHex, hex, utf8 } from "#lib/bytes.ts";
import { hmac } from "#lib/hash.ts";
import { asObject } from "#lib/json.ts";
import { parseJson } from "#lib/json-column.ts";

export type Signable = {
  id: string;
  type: string;
  url: string;
  /** The payload as JSON. */
  body: string;
  format: Claim["format"];
  /** Newest first. */
  secrets: readonly string[];
  /** Milliseconds since 1970. */
  at: number;
};
export type Signed = { headers: Record<string, string>; body: string; media: string };

export async function sign(signing: Claim["signing"], message: Signable): Promise<Signed> {
  const { body, media, sortedForm } = written(message);
  const values: Record<string, string> = {
    id: message.id,
    type: message.type,
    typeGroup: message.type.split(/[.-]/)[0] ?? message.type,
    timestamp: String(Math.floor(message.at / 1000)),
    timestampMillis: String(message.at),
    body,
    url: message.url,
    sortedForm,
  };
  const signers = signing.join === undefined ? message.secrets.slice(0, 1) : message.secrets;
  const text = fillTemplate(signing.signed, values);
  const signatures = await Promise.all(
    signers.map(async (secret) => {
      const digest = await hmac(signing.algorithm, keyOf(signing, secret), text);
      const encoded = signing.encoding === "hex" ? hex(digest) : base64(digest);
      return fillTemplate(signing.signature, { digest: encoded });
    }),
  );
  values["signatures"] = signatures.join(signing.join);
  // Without a secret nothing is signed: what says who sent what and when goes along all the same.
  const headers = Object.entries(signing.headers)
    .filter(([, value]) => signatures.length > 0 || !value.includes("{signatures}"))
    .map(([name, value]): [string, string] => [name.toLowerCase(), fillTemplate(value, values)]);
  return { headers: Object.fromEntries(headers), body, media };
}

/** The bytes that a secret stands for; one that is not encoded as declared is taken as it is written. */
function keyOf({ secret: { prefix, key } }: Claim["signing"], secret: string): Uint8Array<ArrayBuffer> {
  if (key === "text") return utf8(secret);
  const rest = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret;
  return (key === "base64" ? fromBase64(rest) : fromHex(rest)) ?? utf8(secret);
}

function written({ body, format }: Signable): { body: string; media: string; sortedForm: string } {
  if (format === "json") return { body, media: "application/json", sortedForm: "" };
  if (format === "text") return { ...plain(body), sortedForm: "" };
  const members = membersOf(body);
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    body: new URLSearchParams(members).toString(),
    media: "application/x-www-form-urlencoded",
    sortedForm: sorted.map(([name, value]) => `${name}${value}`).join(""),
  };
}

/** A payload that is a text, as it is; it is called JSON where it is. */
function plain(body: string): { body: string; media: string } {
  const payload = parseJson(body);
  const text = typeof payload === "string" ? payload : body;
  return { body: text, media: isJson(text) ? "application/json" : "text/plain; charset=utf-8" };
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

/** The members of a JSON object as a form has them; what is nested stays JSON, and null is left out. */
const membersOf = (body: string): [string, string][] =>
  Object.entries(asObject(parseJson(body)))
    .filter(([, member]) => member !== null)
    .map(([name, member]) => [name, typeof member === "object" ? JSON.stringify(member) : String(member)]);

const fillTemplate = (template: string, values: Record<string, string>): string =>
  template.replace(/\{(\w+)\}/g, (slot, name: string) => values[name] ?? slot);
