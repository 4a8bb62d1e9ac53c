// Signature schemes (R51): what a provider puts on a webhook. Signed with real time: verifiers refuse any other time. A scheme that may
// carry several signatures carries the one of the secret before, too, while a rotation overlaps.
import { base64, fromBase64, hex, utf8 } from "#lib/bytes.ts";
import { hmacSha1, hmacSha256 } from "#lib/hash.ts";

export type Signable = { id: string; type: string; url: string; body: string; secret: string; at: number };
/** Headers, and the body where the scheme wants another form of it. */
export type Signed = { headers: Record<string, string>; body?: string; media?: string };
type Scheme = {
  sign: (message: Signable) => Promise<Signed>;
  /** How a second signature stands beside the first. */
  join?: (header: string, first: string, second: string) => string;
};

/** Standard Webhooks 1.0: HMAC-SHA-256 over `id.timestamp.body`, secret `whsec_` + base64; signatures apart by spaces. */
const standard: Scheme = {
  async sign({ id, body, secret, at }) {
    const timestamp = String(Math.floor(at / 1000));
    const key = fromBase64(secret.replace(/^whsec_/, "")) ?? utf8(secret);
    return {
      headers: {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${base64(await hmacSha256(key, `${id}.${timestamp}.${body}`))}`,
      },
    };
  },
  join: (header, first, second) => (header === "webhook-signature" ? `${first} ${second}` : first),
};

/** Stripe: `t=…,v1=` HMAC over `t.body`, the secret as it is written; a rolled secret adds a second `v1`. */
const stripe: Scheme = {
  async sign({ body, secret, at }) {
    const timestamp = Math.floor(at / 1000);
    const signature = hex(await hmacSha256(secret, `${timestamp}.${body}`));
    return { headers: { "stripe-signature": `t=${timestamp},v1=${signature}` } };
  },
  join: (_header, first, second) => `${first},${second.slice(second.indexOf("v1="))}`,
};

/** SmartMCA: `sha256=` HMAC over `timestamp.body`, with the timestamp and event id beside it. */
const smartmca: Scheme = {
  async sign({ id, body, secret, at }) {
    const timestamp = String(Math.floor(at / 1000));
    return {
      headers: {
        "x-smartmca-signature": `sha256=${hex(await hmacSha256(secret, `${timestamp}.${body}`))}`,
        "x-smartmca-timestamp": timestamp,
        "x-smartmca-event-id": id,
      },
    };
  },
};

/** GitHub: `sha256=` HMAC over the body, with the event and an id beside it. */
const github: Scheme = {
  async sign({ id, type, body, secret }) {
    return {
      headers: {
        "x-hub-signature-256": `sha256=${hex(await hmacSha256(secret, body))}`,
        "x-github-event": type.split(/[.-]/)[0] ?? type,
        "x-github-delivery": id,
      },
    };
  },
};

/** Slack: `v0=` HMAC over `v0:timestamp:body`. */
const slack: Scheme = {
  async sign({ body, secret, at }) {
    const timestamp = String(Math.floor(at / 1000));
    return {
      headers: {
        "x-slack-signature": `v0=${hex(await hmacSha256(secret, `v0:${timestamp}:${body}`))}`,
        "x-slack-request-timestamp": timestamp,
      },
    };
  },
};

/** Twilio: a form, and HMAC-SHA-1 in base64 over the URL and the form's members in the order of their names. */
const twilio: Scheme = {
  async sign({ id, url, body, secret }) {
    const members = formOf(body);
    const names = [...members.keys()].sort();
    const text = names.reduce((sum, name) => `${sum}${name}${members.get(name) ?? ""}`, url);
    return {
      headers: {
        "x-twilio-signature": base64(await hmacSha1(secret, text)),
        "i-twilio-idempotency-token": id,
      },
      body: new URLSearchParams([...members]).toString(),
      media: "application/x-www-form-urlencoded",
    };
  },
};

/** The members of a JSON object as a form has them; what is nested stays JSON. */
function formOf(body: string): Map<string, string> {
  const value = JSON.parse(body) as unknown;
  return new Map(
    Object.entries(typeof value === "object" && value !== null ? value : {})
      .filter(([, member]) => member !== null)
      .map(([name, member]): [string, string] => [
        name,
        typeof member === "object" ? JSON.stringify(member) : String(member),
      ]),
  );
}

const SCHEMES: Record<string, Scheme> = {
  "standard-webhooks": standard,
  stripe,
  smartmca,
  github,
  slack,
  twilio,
};

/** Signs by a scheme; an unknown name signs by Standard Webhooks. `before` is the secret that a rotation replaced. */
export async function sign(scheme: string, message: Signable, before: string | null = null): Promise<Signed> {
  const { sign: signWith, join } = (Object.hasOwn(SCHEMES, scheme) ? SCHEMES[scheme] : undefined) ?? standard;
  const signed = await signWith(message);
  if (before === null || !join) return signed;
  const second = await signWith({ ...message, secret: before });
  const headers = Object.entries(signed.headers).map(([name, value]): [string, string] => [
    name,
    join(name, value, second.headers[name] ?? ""),
  ]);
  return { ...signed, headers: Object.fromEntries(headers) };
}
