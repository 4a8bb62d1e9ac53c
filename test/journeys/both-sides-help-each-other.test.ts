// What provider and partner show each other: progress and what one is stuck on, a link to one request, the release's own
// document, seeded ids to test with, and a payment that a machine confirms.
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { STANDARD_WEBHOOKS } from "#blueprint/format/signing.ts";
import { sign } from "#delivery/sign.ts";
import { ORIGIN, send } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

test("the provider sees when a partner's first call succeeded and what it is stuck on", async () => {
  const { provider, sandbox, slug } = await openBothSides();
  await sandbox.api("GET", "/v1/books/none");
  await sandbox.api("GET", "/v1/books");
  const { body } = await provider.call(
    "GET",
    `/api/v1/apis/${slug}/partners/${sandbox.partner.partner}/progress`,
  );
  expect(body.firstSuccessAt).not.toBeNull();
  expect(
    (body.stuckOn as { operation: string; fact: string }[]).map((one) => `${one.operation} ${one.fact}`),
  ).toEqual(["getBook answered_404"]);
  await expect
    .poll(
      async () =>
        (await provider.call("GET", `/api/v1/apis/${slug}/partners`)).body.data[0].lastCallAt as
          | string
          | null,
      { timeout: 5000 },
    )
    .not.toBeNull();
});

test("a support link shows one request to whoever has it, redacted, as it was, until it ends", async () => {
  const { sandbox, slug } = await openBothSides();
  await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${slug}/endpoints`, {
    url: "https://ok.webhook.test/",
  });
  const made = await sandbox.api("POST", "/v1/books", { title: "Shown" });
  const request = made.headers.get("x-request-id") ?? "";
  const link = await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${slug}/log/${request}/bundle`, {
    expiresIn: 60,
  });
  expect(link.status).toBe(201);
  await sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${slug}`, {});
  const shown = await send(link.body.url as string);
  expect(shown.body).toMatchObject({ api: slug, call: { id: request, status: 201 } });
  expect(shown.body.call.changes[0].after.title).toBe("Shown");
  expect(shown.body.deliveries).toHaveLength(1);
  expect(shown.text).not.toContain(sandbox.key);
  expect((await send(`${ORIGIN}/api/v1/bundles/bundle_guess`)).status).toBe(404);
  await env.DB.prepare("UPDATE bundles SET expires = 1").run();
  expect((await send(link.body.url as string)).status).toBe(404);
});

test("a release's document has the sandbox as its server, and is otherwise the provider's", async () => {
  const { sandbox, slug } = await openBothSides();
  const { body } = await sandbox.partner.call("GET", `/api/v1/apis/${slug}/document`);
  expect(body.info.title).toBe("Library");
  expect(body.servers).toEqual([{ url: `${ORIGIN}/sandbox/${slug}`, description: "Your sandbox" }]);
});

test("a signed payment webhook opens production once; a forged, an old and a repeated one do not", async () => {
  const { provider, sandbox, slug } = await openBothSides({ paid: true, review: false });
  const live = () => sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, {});
  expect((await live()).status).toBe(403);
  const { secret, url } = (await provider.call("POST", `/api/v1/apis/${slug}/payments/secret`)).body as {
    secret: string;
    url: string;
  };
  const body = JSON.stringify({ type: "payment.completed", data: { partner: sandbox.partner.partner } });
  const pay = async (at: Date, key: string, text = body) => {
    const message = { id: "pay_1", type: "", url, body, format: "json" as const, secrets: [key] };
    const { headers } = await sign(STANDARD_WEBHOOKS, { ...message, at: at.getTime() });
    return send(url, { method: "POST", headers, body: text });
  };
  const now = new Date();
  expect((await pay(now, `whsec_${btoa("another secret of this length")}`)).status).toBe(401);
  expect((await pay(new Date(now.getTime() - 3_600_000), secret)).status).toBe(401);
  expect((await pay(now, secret, body.replace("payment", "PAYMENT"))).status).toBe(401);
  expect((await live()).status).toBe(403);
  expect((await pay(now, secret)).body).toEqual({ partner: sandbox.partner.partner, confirmed: true });
  expect((await pay(now, secret)).body.confirmed).toBe(false);
  expect((await live()).status).toBe(201);
});
