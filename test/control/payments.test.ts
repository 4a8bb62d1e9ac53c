// Payment webhooks: proved by a signature of the API's own secret that is not old; said twice it is paid once.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { hmacSha256 } from "#lib/hash.ts";
import { type Answer, ORIGIN, send } from "../support/test-sandbox.ts";
import { type BothSides, openBothSides } from "../support/pipeline.ts";

const OLDEST_SECONDS = 300;

async function open(): Promise<BothSides & { pay(how?: Partial<Payment>): Promise<Answer> }> {
  const table = await openBothSides({ paid: true });
  const { secret } = (await table.provider.call("POST", `/api/v1/apis/${table.slug}/payments/secret`)).body;
  const { partner } = table.sandbox.partner;
  return { ...table, pay: (how) => pay(table.slug, { secret: secret as string, partner, ...how }) };
}

type Payment = { secret: string; partner: string; at: number; signed: string };

async function pay(slug: string, { secret, partner, at, signed }: Partial<Payment>): Promise<Answer> {
  const body = JSON.stringify({ type: "payment.completed", data: { partner } });
  const timestamp = String(at ?? Math.floor(Date.now() / 1000));
  const key = Uint8Array.from(atob((secret ?? "").slice(6)), (c) => c.charCodeAt(0));
  const mac = await hmacSha256(key, `msg_1.${timestamp}.${signed ?? body}`);
  return send(`${ORIGIN}/api/v1/payments/${slug}`, {
    method: "POST",
    headers: {
      "webhook-id": "msg_1",
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${btoa(String.fromCharCode(...mac))}`,
    },
    body,
  });
}

describe("a payment webhook", () => {
  it("confirms a payment once, however often it is sent, and stands in the audit", async () => {
    const { sandbox, slug, pay: say } = await open();
    expect((await say()).body).toEqual({ partner: sandbox.partner.partner, confirmed: true });
    const paidAt = (await sandbox.partner.call("GET", `/api/v1/subscriptions/${slug}`)).body.paidAt as string;
    expect((await say()).body).toEqual({ partner: sandbox.partner.partner, confirmed: false });
    const after = await sandbox.partner.call("GET", `/api/v1/subscriptions/${slug}`);
    expect(after.body.paidAt).toBe(paidAt);
    expect((after.body.history as { action: string }[]).filter((one) => one.action === "paid")).toHaveLength(
      1,
    );
    const noted = await env.DB.prepare(
      "SELECT actor FROM audit WHERE action = 'subscription.paid' AND target = ?",
    )
      .bind(`${sandbox.partner.partner}:${slug}`)
      .all();
    expect(noted.results).toEqual([{ actor: "payment webhook" }]);
  });

  it("is refused when its moment is five minutes away, in the past or to come", async () => {
    const { pay: say } = await open();
    const now = Math.floor(Date.now() / 1000);
    for (const at of [now - OLDEST_SECONDS - 5, now + OLDEST_SECONDS + 5, Number.NaN])
      expect([at, (await say({ at })).status]).toEqual([at, 401]);
    expect((await say({ at: now - OLDEST_SECONDS + 20 })).status).toBe(200);
  });

  it("is refused for another API's secret, another body, and the secret before a new one", async () => {
    const { provider, slug, pay: say } = await open();
    const other = await open();
    expect((await pay(slug, { secret: await secretOf(other) })).status).toBe(401);
    expect((await say({ signed: "{}" })).status).toBe(401);
    await provider.call("POST", `/api/v1/apis/${slug}/payments/secret`);
    expect((await say()).status).toBe(401);
  });
});

const secretOf = async ({ provider, slug }: BothSides): Promise<string> =>
  (await provider.call("POST", `/api/v1/apis/${slug}/payments/secret`)).body.secret as string;
