// Payments: the provider's own payment system reports by a signed webhook that a partner has paid.
// Standard Webhooks 1.0: HMAC-SHA-256 over `id.timestamp.body`, timestamps at most five minutes old.
import { eq } from "drizzle-orm";
import { z } from "zod";
import { base64, fromBase64, utf8 } from "#lib/bytes.ts";
import { equalBytes, hmacSha256 } from "#lib/hash.ts";
import { randomBytes } from "#lib/ids.ts";
import { Problem } from "#lib/problem.ts";
import { seal, unseal } from "#lib/secret-box.ts";
import { findApi } from "../apis/find-api.ts";
import { noteAudit } from "../accounts/audit.ts";
import type { Actor, Control } from "../context.ts";
import { apis } from "../schema.ts";
import { confirmPayment } from "./subscriptions.ts";

const OLDEST_MS = 5 * 60_000;
const Payment = z.object({
  type: z.literal("payment.completed"),
  data: z.object({ partner: z.string().max(100) }),
});

/** A new signing secret for an API's payment webhooks; the one before ends. */
export async function newPaymentSecret(
  control: Control,
  actor: Actor,
  api: typeof apis.$inferSelect,
): Promise<string> {
  const secret = `whsec_${base64(randomBytes(24))}`;
  await control.db
    .update(apis)
    .set({ paymentSecret: await seal(control.encryptionSecret, secret) })
    .where(eq(apis.id, api.id));
  await noteAudit(control, actor, { mode: "live", action: "payment.secret", target: api.slug });
  return secret;
}

/** Takes a payment webhook. Said twice it is once: the first confirms, what follows is answered as done. */
export async function takePayment(
  control: Control,
  slug: string,
  headers: { id: string; timestamp: string; signature: string },
  body: string,
): Promise<{ partner: string; confirmed: boolean }> {
  const api = await findApi(control, slug);
  const secret = api?.paymentSecret ? await unseal(control.encryptionSecret, api.paymentSecret) : undefined;
  if (!api || secret === undefined || !(await isSigned(secret, headers, body, control.now)))
    throw new Problem(
      "unauthorized",
      "The signature is not that of this API's payment secret, or it is old.",
    );
  const { partner } = Payment.parse(JSON.parse(body)).data;
  try {
    await confirmPayment(
      control,
      { user: "payment webhook", partner: api.owner ?? "", role: "owner" },
      partner,
      api,
    );
    return { partner, confirmed: true };
  } catch (error) {
    if (error instanceof Problem && error.code === "conflict") return { partner, confirmed: false };
    throw error;
  }
}

async function isSigned(
  secret: string,
  { id, timestamp, signature }: { id: string; timestamp: string; signature: string },
  body: string,
  now: number,
): Promise<boolean> {
  if (!(Math.abs(now - Number(timestamp) * 1000) <= OLDEST_MS)) return false;
  const key = fromBase64(secret.replace(/^whsec_/, "")) ?? utf8(secret);
  const expected = await hmacSha256(key, `${id}.${timestamp}.${body}`);
  return signature
    .split(" ")
    .some(
      (one) => one.startsWith("v1,") && equalBytes(fromBase64(one.slice(3)) ?? new Uint8Array(0), expected),
    );
}
