// How an API signs its webhooks (R51), as data: what is signed with which key, and which headers carry the result. Standard
// Webhooks is the default; any other scheme is declared under `events.signing` in sandbox.yaml.
import { z } from "zod";

/**
 * What a template of `signed` and `headers` may name: the event's id and type, the type up to its first dot or hyphen, the time
 * of signing (Unix seconds or milliseconds), the body as sent, the endpoint's URL, and the members of a form in the order of
 * their names, name and value without separators.
 */
const SIGNED_SLOTS = [
  "id",
  "type",
  "typeGroup",
  "timestamp",
  "timestampMillis",
  "body",
  "url",
  "sortedForm",
] as const;

const template = (slots: readonly string[]) =>
  z
    .string()
    .max(500)
    .refine(
      (text) => [...text.matchAll(/\{(\w+)\}/g)].every(([, name]) => slots.includes(name ?? "")),
      `A template names ${slots.map((one) => `{${one}}`).join(", ")}.`,
    );

export const Signing = z
  .object({
    algorithm: z.enum(["sha1", "sha256", "sha512"]).default("sha256").describe("Of the HMAC"),
    encoding: z.enum(["hex", "base64"]).default("hex").describe("Of the signature"),
    secret: z
      .object({
        prefix: z.string().max(32).default("whsec_").describe("What a secret begins with"),
        key: z
          .enum(["text", "base64", "hex"])
          .default("text")
          .describe(
            "The key's bytes: the secret as it is written, prefix included, or what is decoded from the rest of it",
          ),
      })
      .default({ prefix: "whsec_", key: "text" })
      .describe("The secrets of endpoints"),
    signed: template(SIGNED_SLOTS).describe(
      "What is signed: `{id}`, `{type}`, `{typeGroup}` (up to its first dot or hyphen), `{timestamp}` (Unix seconds), `{timestampMillis}`, `{body}` as sent, `{url}`, `{sortedForm}` (members of a form in the order of their names, name and value without separators)",
    ),
    signature: template(["digest"]).default("{digest}").describe("One signature: `v1={digest}`"),
    join: z
      .string()
      .max(8)
      .optional()
      .describe(
        "What stands between two signatures while a rotation overlaps; without it, only the newest secret signs",
      ),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]{1,100}$/), template([...SIGNED_SLOTS, "signatures"]))
      .describe("The headers of a delivery, with the same and `{signatures}`"),
    callbacks: z
      .enum(["endpoint", "credential"])
      .optional()
      .describe(
        "What goes to a callback URL is signed with the secret of the oldest endpoint, or with the key of the call that named the URL; unset, it is not signed",
      ),
  })
  .meta({ id: "Signing", description: "How deliveries are signed; Standard Webhooks where nothing is said" });
export type Signing = z.infer<typeof Signing>;

/** Standard Webhooks 1.0: HMAC-SHA-256 over `id.timestamp.body`; the secret is `whsec_` and base64. */
export const STANDARD_WEBHOOKS: Signing = {
  algorithm: "sha256",
  encoding: "base64",
  secret: { prefix: "whsec_", key: "base64" },
  signed: "{id}.{timestamp}.{body}",
  signature: "v1,{digest}",
  join: " ",
  headers: {
    "webhook-id": "{id}",
    "webhook-timestamp": "{timestamp}",
    "webhook-signature": "{signatures}",
  },
};

export const PayloadFormat = z
  .enum(["json", "form", "text"])
  .describe(
    "How payloads are written: JSON, a form in which nested members stay JSON, or a text that is sent as it is",
  );
export type PayloadFormat = z.infer<typeof PayloadFormat>;
