// Signatures of declared schemes, verified by the providers' own libraries where there are any.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { verify as verifyGithub } from "@octokit/webhooks-methods";
import { Webhook } from "standardwebhooks";
import { Stripe } from "stripe";
import twilio from "twilio";
import { describe, expect, it } from "vitest";
import { readSandboxFile } from "#blueprint/read/sandbox-file.ts";
import { STANDARD_WEBHOOKS, Signing } from "#blueprint/format/signing.ts";
import { formerScheme } from "#blueprint/infer/signing.ts";
import { type Signable, sign } from "#delivery/sign.ts";

const at = Date.now();
const url = "https://example.com/hooks?from=sandbox";
const body = JSON.stringify({
  id: "evt_1",
  object: "event",
  type: "customer.created",
  data: { object: { name: "Zoë 山" } },
});

const message = (secrets: string[], more: Partial<Signable> = {}): Signable => ({
  id: "evt_1",
  type: "customer.created",
  url,
  body,
  format: "json",
  secrets,
  at,
  ...more,
});

/** The scheme that a built-in API declares. */
function declaredBy(slug: string): Signing {
  const text = readFileSync(path.join(import.meta.dirname, `../../seeds/${slug}/sandbox.yaml`), "utf8");
  const file = readSandboxFile(text);
  const signing = file.ok ? file.value.events?.signing : undefined;
  if (!signing) throw new Error(`${slug} declares no scheme`);
  return signing;
}

/** Two secrets of the Standard Webhooks form, newest first. */
const ROTATED = ["0123456789abcdef01234567", "abcdef0123456789abcdef01"].map(
  (text) => `whsec_${Buffer.from(text).toString("base64")}`,
);

describe("Standard Webhooks, the default", () => {
  it("passes the standardwebhooks library", async () => {
    const [secret = ""] = ROTATED;
    const { headers } = await sign(STANDARD_WEBHOOKS, message([secret]));
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
  });

  it("verifies with either secret while a rotation overlaps", async () => {
    const { headers } = await sign(STANDARD_WEBHOOKS, message(ROTATED));
    for (const secret of ROTATED) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  it("sends a payload that is a text as it is", async () => {
    for (const [text, media] of [
      ["plain words", "text/plain; charset=utf-8"],
      ['{"a":1}', "application/json"],
    ] as const)
      expect(
        await sign(STANDARD_WEBHOOKS, { ...message([]), format: "text", body: JSON.stringify(text) }),
      ).toMatchObject({ body: text, media });
  });

  it("says who sent what and when, and signs nothing, where there is no secret", async () => {
    const { headers } = await sign(STANDARD_WEBHOOKS, message([]));
    expect(headers).toEqual({
      "webhook-id": "evt_1",
      "webhook-timestamp": String(Math.floor(at / 1000)),
    });
  });
});

describe("a declared scheme", () => {
  it("passes stripe-node's constructEvent, with either secret of a rotation", async () => {
    const secrets = ["whsec_abcdefghijklmnop", "whsec_qrstuvwxyz"];
    const { headers } = await sign(declaredBy("stripe"), message(secrets));
    const { webhooks } = new Stripe("sk_test_x");
    for (const secret of secrets)
      expect(webhooks.constructEvent(body, headers["stripe-signature"] ?? "", secret).type).toBe(
        "customer.created",
      );
  });

  it("puts time and event id beside the signature, as SmartMCA's documentation says", async () => {
    const { headers } = await sign(declaredBy("smartmca"), message(["s3cret"]));
    const expected = createHmac("sha256", "s3cret")
      .update(`${headers["x-smartmca-timestamp"]}.${body}`)
      .digest("hex");
    expect(headers).toMatchObject({
      "x-smartmca-signature": `sha256=${expected}`,
      "x-smartmca-event-id": "evt_1",
    });
  });

  it("signs `{timestampMillis}.{body}` with a key decoded from hex, in base64 of SHA-512", async () => {
    const scheme = Signing.parse({
      algorithm: "sha512",
      encoding: "base64",
      secret: { prefix: "key_", key: "hex" },
      signed: "{timestampMillis}.{body}",
      headers: { "X-Signature": "t={timestampMillis}, v1={signatures}" },
    });
    const { headers } = await sign(scheme, message(["key_00ff10"]));
    const expected = createHmac("sha512", Buffer.from("00ff10", "hex"))
      .update(`${at}.${body}`)
      .digest("base64");
    expect(headers).toEqual({ "x-signature": `t=${at}, v1=${expected}` });
  });

  it("refuses a template that names what there is not", () => {
    const headers = { "X-Signature": "{signatures}" };
    expect(Signing.safeParse({ signed: "{secret}", headers }).success).toBe(false);
    expect(Signing.safeParse({ signed: "{signatures}", headers }).success).toBe(false);
    expect(Signing.safeParse({ signed: "{url}{sortedForm}", headers }).success).toBe(true);
  });
});

describe("a scheme that a release of before names", () => {
  it("signs as octokit verifies, with the event's group and an id beside it", async () => {
    const secret = "It's a Secret to Everybody";
    const { signing } = formerScheme("github");
    const opened = message([secret, "the one before"], { type: "issues.opened" });
    const { headers } = await sign(signing, opened);
    expect(headers).toMatchObject({ "x-github-event": "issues", "x-github-delivery": "evt_1" });
    expect(await verifyGithub(secret, body, headers["x-hub-signature-256"] ?? "")).toBe(true);
    expect(await verifyGithub(secret, `${body} `, headers["x-hub-signature-256"] ?? "")).toBe(false);
  });

  it("signs a form as twilio-node's validateRequest wants it", async () => {
    const { signing, format } = formerScheme("twilio");
    const sms = JSON.stringify({
      MessageSid: "SM1",
      To: "+15005550006",
      Body: "Zoë & 山",
      Tags: ["a"],
      Error: null,
    });
    const signed = await sign(signing, message(["token"], { body: sms, format }));
    expect(signed.media).toBe("application/x-www-form-urlencoded");
    const form = Object.fromEntries(new URLSearchParams(signed.body));
    expect(form).toEqual({ MessageSid: "SM1", To: "+15005550006", Body: "Zoë & 山", Tags: '["a"]' });
    const signature = signed.headers["x-twilio-signature"] ?? "";
    expect(twilio.validateRequest("token", signature, url, form)).toBe(true);
    expect(twilio.validateRequest("other", signature, url, form)).toBe(false);
  });

  it("signs `v0:timestamp:body` as Slack's documentation says", async () => {
    const { headers } = await sign(formerScheme("slack").signing, message(["s3cret"]));
    const timestamp = String(Math.floor(at / 1000));
    const expected = createHmac("sha256", "s3cret").update(`v0:${timestamp}:${body}`).digest("hex");
    expect(headers).toEqual({
      "x-slack-signature": `v0=${expected}`,
      "x-slack-request-timestamp": timestamp,
    });
  });

  it("is what the built-in API declares today", () => {
    for (const slug of ["stripe", "smartmca"]) {
      const { headers, ...rest } = declaredBy(slug);
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      expect({ ...rest, headers: Object.fromEntries(lower) }).toEqual(formerScheme(slug).signing);
    }
  });

  it("is Standard Webhooks when the name is unknown, and under that name", () => {
    expect(formerScheme("no-such-scheme").signing).toEqual(STANDARD_WEBHOOKS);
    expect(formerScheme("standard-webhooks").signing).toEqual(STANDARD_WEBHOOKS);
  });
});
