// The commands of the fourth text, by curl as they are printed, with only host and key changed: four APIs, one key.
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Client, clientOf, signIn } from "#client/client.ts";

const LIFECYCLE = "/api/v1/settings/api-access/sandbox";
const APIS = ["stripe", "resend", "posthog", "mailchimp"] as const;
const run = promisify(execFile);

/** What curl prints, and the status. */
async function curl(...args: string[]) {
  const { stdout } = await run("curl", ["-s", "-w", "\n%{http_code}", ...args]);
  const split = stdout.lastIndexOf("\n");
  const body = JSON.parse(stdout.slice(0, split) || "null");
  return { status: Number(stdout.slice(split + 1)), body };
}

type Partner = { platform: Client; newKey(more?: object): Promise<string> };

async function newPartner(host: string): Promise<Partner> {
  const account = { name: "Tester", email: `${randomUUID()}@example.com`, password: randomUUID() };
  const platform = clientOf(host, await signIn(host, account));
  const newKey = async (more: object = {}) =>
    (await platform<{ rawKey: string }>("POST", "/api/v1/sandboxes/default/keys", more)).rawKey;
  return { platform, newKey };
}

type ActivationKey = { id: string; rawKey: string };

async function activate({ platform }: Partner, api: string): Promise<ActivationKey> {
  const path = `${LIFECYCLE}/activate?api=${api}`;
  return (await platform<{ testApiKey: ActivationKey }>("POST", path, { profile: "empty" })).testApiKey;
}

describe("text 004", () => {
  const host = inject("server");
  const native: Record<string, string> = {};
  let shared = "";
  beforeAll(async () => {
    const partner = await newPartner(host);
    for (const api of APIS) {
      native[api] = (await activate(await newPartner(host), api)).rawKey;
      // Each activation brings a key; the free plan has three, and one for all is enough.
      const { id } = await activate(partner, api);
      await partner.platform("DELETE", `/api/v1/sandboxes/default/keys/${id}`, {});
    }
    shared = await partner.newKey();
  });
  const keyOfNewPartner = async () => (await newPartner(host)).newKey({ api: "stripe", ownSandbox: true });

  const customer = (key: string) =>
    curl("-X", "POST", `${host}/sandbox/stripe/v1/customers`, "-H", `Authorization: Bearer ${key}`, "-d", "email=test@example.com");
  const lists = (...auth: string[]) => curl("-X", "GET", `${host}/sandbox/mailchimp/3.0/lists`, ...auth);
  const json = ["-H", "Content-Type: application/json"];
  const mail = (key: string) =>
    curl("-X", "POST", `${host}/sandbox/resend/emails`, "-H", `Authorization: Bearer ${key}`, ...json, "-d", '{"from":"Acme <onboarding@resend.dev>","to":["delivered@resend.dev"],"subject":"Hello","html":"<p>Hi</p>"}');
  const decide = (key: string) =>
    curl("-X", "POST", `${host}/sandbox/posthog/decide`, ...json, "-d", JSON.stringify({ api_key: key, distinct_id: "ada" }));

  it("one key, alphanumeric behind its prefix, opens all four", async () => {
    expect(shared).toMatch(/^sandbox_test_[A-Za-z0-9]+$/);
    expect(await customer(shared)).toMatchObject({ status: 200, body: { object: "customer", email: "test@example.com" } });
    expect(await mail(shared)).toMatchObject({ status: 200, body: { id: expect.any(String) } });
    expect(await decide(shared)).toMatchObject({ status: 200, body: { featureFlags: expect.anything() } });
    const bearer = ["-H", `Authorization: Bearer ${shared}`];
    expect((await curl(`${host}/sandbox/posthog/api/projects/1/feature_flags/`, ...bearer)).status).toBe(200);
    const basic = Buffer.from(`anyuser:${shared}`).toString("base64");
    for (const auth of [["-u", `anyuser:${shared}`], ["-u", `:${shared}`], ["-H", `Authorization: Basic ${basic}`]])
      expect(await lists(...auth)).toMatchObject({ status: 200, body: { lists: expect.any(Array), total_items: expect.any(Number) } });
  });

  it("so does the key of each, with the provider's own prefix, and opens no other", async () => {
    expect(native).toEqual({
      stripe: expect.stringMatching(/^sk_test_/),
      resend: expect.stringMatching(/^re_/),
      posthog: expect.stringMatching(/^phc_/),
      mailchimp: expect.any(String),
    });
    const { stripe = "", resend = "", posthog = "", mailchimp = "" } = native;
    expect((await customer(stripe)).status).toBe(200);
    expect((await mail(resend)).status).toBe(200);
    expect((await decide(posthog)).status).toBe(200);
    expect((await lists("-u", `anyuser:${mailchimp}`)).status).toBe(200);
    expect((await customer(resend)).status).toBe(401);
    expect((await mail(stripe)).status).toBe(401);
  });

  it("state is kept per service", async () => {
    const { id } = (await customer(shared)).body;
    const bearer = ["-H", `Authorization: Bearer ${shared}`];
    expect((await curl(`${host}/sandbox/stripe/v1/customers/${id}`, ...bearer)).status).toBe(200);
    const people = (await curl(`${host}/sandbox/resend/contacts`, ...bearer)).body.data;
    expect(people).toEqual([]);
  });

  it("and per key, for keys with a sandbox of their own", async () => {
    const [one, two] = await Promise.all([keyOfNewPartner(), keyOfNewPartner()]);
    const { id } = (await customer(one)).body;
    const read = (key: string) => curl(`${host}/sandbox/stripe/v1/customers/${id}`, "-H", `Authorization: Bearer ${key}`);
    expect([(await read(one)).status, (await read(two)).status]).toEqual([200, 404]);
  });

  it("a missing or wrong key is the printed error", async () => {
    for (const refused of [
      await curl(`${host}/sandbox/stripe/v1/customers`),
      await customer("sandbox_test_abc123"),
      await lists("-u", "anyuser:sandbox_test_abc123"),
      await mail("sandbox_test_abc123"),
      await decide("sandbox_test_abc123"),
    ]) {
      expect(refused).toMatchObject({
        status: 401,
        body: {
          sandbox_error: "unauthorized",
          message: "Invalid or missing API key. Keys must start with 'sandbox_test_'.",
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        },
      });
    }
  });
});
