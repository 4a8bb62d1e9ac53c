// Signature schemes: what headers a provider puts on a webhook. Signed with real time: verifiers refuse other.
import { base64, fromBase64, hex, utf8 } from "../lib/bytes.ts";
import { hmacSha256 } from "../lib/hash.ts";

export type Signable = { id: string; type: string; body: string; secret: string; at: number };
export type Signer = (message: Signable) => Promise<Record<string, string>>;

/** Standard Webhooks 1.0: HMAC-SHA-256 over `id.timestamp.body`, secret `whsec_` + base64. */
const standard: Signer = async ({ id, body, secret, at }) => {
  const timestamp = String(Math.floor(at / 1000));
  const key = fromBase64(secret.replace(/^whsec_/, "")) ?? utf8(secret);
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${base64(await hmacSha256(key, `${id}.${timestamp}.${body}`))}`,
  };
};

/** Stripe: `t=…,v1=` HMAC over `t.body`, the secret as it is written. */
const stripe: Signer = async ({ body, secret, at }) => {
  const timestamp = Math.floor(at / 1000);
  return { "stripe-signature": `t=${timestamp},v1=${hex(await hmacSha256(secret, `${timestamp}.${body}`))}` };
};

/** SmartMCA: `sha256=` HMAC over `timestamp.body`, with the timestamp and event id beside it. */
const smartmca: Signer = async ({ id, body, secret, at }) => {
  const timestamp = String(Math.floor(at / 1000));
  return {
    "x-smartmca-signature": `sha256=${hex(await hmacSha256(secret, `${timestamp}.${body}`))}`,
    "x-smartmca-timestamp": timestamp,
    "x-smartmca-event-id": id,
  };
};

/** GitHub: `sha256=` HMAC over the body, with the event and an id beside it. */
const github: Signer = async ({ id, type, body, secret }) => ({
  "x-hub-signature-256": `sha256=${hex(await hmacSha256(secret, body))}`,
  "x-github-event": type.split(/[.-]/)[0] ?? type,
  "x-github-delivery": id,
});

/** Slack: `v0=` HMAC over `v0:timestamp:body`. */
const slack: Signer = async ({ body, secret, at }) => {
  const timestamp = String(Math.floor(at / 1000));
  return {
    "x-slack-signature": `v0=${hex(await hmacSha256(secret, `v0:${timestamp}:${body}`))}`,
    "x-slack-request-timestamp": timestamp,
  };
};

const SIGNERS: Record<string, Signer> = { "standard-webhooks": standard, stripe, smartmca, github, slack };

/** The signer of a scheme; an unknown name signs by Standard Webhooks. */
export const signerOf = (scheme: string): Signer =>
  (Object.hasOwn(SIGNERS, scheme) ? SIGNERS[scheme] : undefined) ?? standard;
