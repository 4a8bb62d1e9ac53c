// Accounts and pages on one host, APIs on the others: no answer of an API stands on an origin that has cookies.
import { beforeAll, describe, expect, it } from "vitest";
import { Settings } from "#env.ts";
import { deployedWith } from "../support/deployment.ts";
import { LIBRARY } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";

const DOMAIN = "sandbar.example.com";
const APIS = `https://${DOMAIN}`;
const PORTAL = "https://portal.example.org";
const deployed = deployedWith({ DOMAIN, PORTAL_HOST: "portal.example.org" });

describe("with a host of its own", () => {
  let sandbox: TestSandbox;
  let manager: string;
  let sandboxPath: string;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  beforeAll(async () => {
    sandbox = await openTestSandbox({ document: LIBRARY });
    const made = await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", {
      api: sandbox.slug,
      scopes: ["sandbox:manage", "*"],
    });
    manager = made.body.rawKey as string;
    const status = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}`);
    sandboxPath = status.body.sandboxPath as string;
  });

  it("the portal serves pages and accounts, and no API at any address", async () => {
    expect((await deployed(`${PORTAL}/api/v1/me`, { headers: bearer(sandbox.partner.token) })).status).toBe(
      200,
    );
    for (const path of ["/docs", "/status", "/openapi.json", "/healthz"])
      expect([path, (await deployed(`${PORTAL}${path}`)).status]).toEqual([path, 200]);
    for (const path of [
      `/sandbox/${sandbox.slug}/v1/books`,
      `${sandboxPath}/v1/books`,
      `/demo/${sandbox.slug}/v1/books`,
      "/v1/books",
    ]) {
      const answer = await deployed(`${PORTAL}${path}`, { headers: bearer(sandbox.key) });
      expect([path, answer.status, answer.body.sandbox_error]).toEqual([path, 404, "not_found"]);
      expect(answer.body.message).toContain(APIS);
    }
  });

  it("the other hosts serve APIs, and neither pages nor accounts", async () => {
    for (const url of [
      `https://${sandbox.slug}.${DOMAIN}/v1/books`,
      `${APIS}/sandbox/${sandbox.slug}/v1/books`,
      `${APIS}${sandboxPath}/v1/books`,
      `${APIS}/demo/${sandbox.slug}/v1/books`,
      `${APIS}/v1/books`,
    ])
      expect([url, (await deployed(url, { headers: bearer(sandbox.key) })).status]).toEqual([url, 200]);
    expect((await deployed(`${APIS}/healthz`)).status).toBe(200);
    for (const path of [
      "/",
      "/docs",
      "/status",
      "/openapi.json",
      "/api/v1/me",
      "/api/v1/claimable",
      "/api/auth/get-session",
    ]) {
      const answer = await deployed(`${APIS}${path}`, { headers: bearer(sandbox.partner.token) });
      expect([path, answer.status, answer.body.sandbox_error]).toEqual([path, 404, "not_found"]);
      expect(answer.body.message).toContain(PORTAL);
    }
    const signUp = await deployed(`${APIS}/api/auth/sign-up/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: APIS },
      body: JSON.stringify({ email: "x@example.com", password: "a long enough password", name: "x" }),
    });
    expect(signUp).toMatchObject({ status: 404 });
    expect(signUp.headers.get("set-cookie")).toBeNull();
  });

  it("a host that is neither is an API's: it has no accounts", async () => {
    for (const host of ["https://other.example.net", "https://portal.example.org.evil.example"])
      expect((await deployed(`${host}/api/v1/me`, { headers: bearer(sandbox.partner.token) })).status).toBe(
        404,
      );
  });

  it("takes keys and session tokens, never cookies, where an API's address reaches the platform", async () => {
    const signed = await deployed(`${PORTAL}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: PORTAL, "cf-connecting-ip": "2001:db8:99:1::1" },
      body: JSON.stringify({ email: sandbox.partner.email, password: "a long enough password" }),
    });
    const cookie = (signed.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const lifecycle = `/api/v1/settings/api-access/sandbox/status?api=${sandbox.slug}`;
    expect((await deployed(`${PORTAL}${lifecycle}`, { headers: { cookie } })).status).toBe(200);
    for (const url of [
      `https://${sandbox.slug}.${DOMAIN}${lifecycle}`,
      `${APIS}/sandbox/${sandbox.slug}${lifecycle}`,
    ]) {
      expect([url, (await deployed(url, { headers: { cookie } })).status]).toEqual([url, 401]);
      expect((await deployed(url, { headers: bearer(sandbox.partner.token) })).status).toBe(200);
    }
    const steering = `/api/v1/sandboxes/default/${sandbox.slug}/faults`;
    expect((await deployed(`${APIS}${steering}`, { headers: bearer(manager) })).status).toBe(200);
    expect((await deployed(`${PORTAL}${steering}`, { headers: bearer(manager) })).status).toBe(200);
    expect((await deployed(`${APIS}${steering}`, { headers: { cookie } })).status).toBe(404);
  });

  it("pages and answers point to the host where the other half is", async () => {
    const tried = await deployed(`${PORTAL}/docs/${sandbox.slug}`);
    expect(tried.headers.get("content-security-policy")).toContain(`connect-src ${APIS};`);
    expect(tried.text).toContain(`"origin":"${APIS}"`);
    const scenarios = await deployed(`${PORTAL}/docs/${sandbox.slug}/scenarios`);
    expect(scenarios.text).toContain(`${APIS}/sandbox/${sandbox.slug}/`);
    const armed = await deployed(`${APIS}/api/v1/sandboxes/default/${sandbox.slug}/scenarios`, {
      headers: bearer(manager),
    });
    expect(armed.body.page).toBe(`${PORTAL}/docs/${sandbox.slug}/scenarios`);
  });
});

describe("PORTAL_HOST", () => {
  const read = (portal: string) =>
    Settings.safeParse({
      DOMAIN,
      PORTAL_HOST: portal,
      KEY_SECRETS: "x".repeat(32),
      AUTH_SECRET: "x".repeat(32),
      ENCRYPTION_SECRET: "x".repeat(32),
      ADMIN_TOKEN: "x".repeat(32),
    });
  it("is a host name outside the domain of the APIs", () => {
    expect(read("").success).toBe(true);
    expect(read("portal.example.org").success).toBe(true);
    expect(read("Portal.Example.ORG").data?.PORTAL_HOST).toBe("portal.example.org");
    for (const portal of [
      DOMAIN,
      `portal.${DOMAIN}`,
      "example.com",
      "https://portal.example.org",
      "portal.example.org:8443",
      "portal.example.org/x",
      "portal",
    ])
      expect([portal, read(portal).success]).toEqual([portal, false]);
  });
});
