// The session's cookie: bound to one host, sent by browsers to our own pages only, and taken from nobody else's.
import { beforeAll, describe, expect, it } from "vitest";
import { ORIGIN, type Partner, send, signUp } from "../support/test-sandbox.ts";

const NAME = "__Host-sandbar.session_token";
const PASSWORD = "a long enough password";
const ADDRESS = { "cf-connecting-ip": "2001:db8:9:aa::1" };

describe("the session cookie", () => {
  let person: Partner;
  let cookie: string;
  let attributes: string[];

  beforeAll(async () => {
    person = await signUp();
    const signed = await send(`${ORIGIN}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: ORIGIN, ...ADDRESS },
      body: JSON.stringify({ email: person.email, password: PASSWORD }),
    });
    const [pair = "", ...rest] = (signed.headers.get("set-cookie") ?? "").split(/;\s*/);
    cookie = pair;
    attributes = rest.map((one) => one.toLowerCase());
  });

  const withCookie = (method: string, path: string, headers: Record<string, string>) =>
    send(`${ORIGIN}${path}`, {
      method,
      headers: { cookie, "content-type": "application/json", ...ADDRESS, ...headers },
      ...(method === "GET" ? {} : { body: JSON.stringify({ name: `from a page ${Math.random()}` }) }),
    });

  it("is a __Host- cookie: Secure, for the whole host, for no other", () => {
    expect(cookie.split("=")[0]).toBe(NAME);
    expect(attributes).toEqual(expect.arrayContaining(["secure", "httponly", "path=/", "samesite=lax"]));
    expect(attributes.some((one) => one.startsWith("domain"))).toBe(false);
  });

  it("is taken under the name that the OpenAPI document gives", async () => {
    const { body } = await send(`${ORIGIN}/openapi.json`);
    expect(body.components.securitySchemes.cookie).toMatchObject({ in: "cookie", name: NAME });
    expect((await withCookie("GET", "/api/v1/me", {})).body.partner).toBe(person.partner);
    const other = cookie.replace("__Host-", "");
    expect((await withCookie("GET", "/api/v1/me", { cookie: other })).status).toBe(401);
  });

  it.each([
    ["another origin", { origin: "https://evil.example" }],
    ["an API's host of the same site", { origin: "http://library.localhost" }],
    ["an opaque origin", { origin: "null" }],
    ["a cross-site form without an origin", { "sec-fetch-site": "cross-site" }],
    ["a form of a sibling host without an origin", { "sec-fetch-site": "same-site" }],
    ["a lying origin from elsewhere", { origin: ORIGIN, "sec-fetch-site": "cross-site" }],
  ])("changes nothing from %s", async (_what, headers) => {
    for (const path of ["/api/v1/sandboxes", "/api/auth/organization/set-active", "/api/auth/sign-out"]) {
      const answer = await withCookie("POST", path, headers);
      expect([path, answer.status]).toEqual([path, 403]);
    }
    expect((await withCookie("GET", "/api/v1/me", {})).status).toBe(200);
  });

  it("changes things from our own pages", async () => {
    for (const headers of [
      { origin: ORIGIN },
      { origin: ORIGIN, "sec-fetch-site": "same-origin" },
      { "sec-fetch-site": "same-origin" },
    ])
      expect((await withCookie("POST", "/api/v1/sandboxes", headers)).status).toBe(201);
  });

  it("is not looked at beside a Bearer token, whether that is good or not", async () => {
    const wrong = { authorization: "Bearer not.signed" };
    expect((await withCookie("GET", "/api/v1/me", wrong)).status).toBe(401);
    expect(
      (await withCookie("POST", "/api/v1/sandboxes", { ...wrong, origin: "https://evil.example" })).status,
    ).toBe(401);
  });

  it("opens nothing on an API's own host", async () => {
    const lifecycle = "/api/v1/settings/api-access/sandbox/status";
    for (const url of [`${ORIGIN}/sandbox/none${lifecycle}`, `http://none.localhost${lifecycle}`])
      expect((await send(url, { headers: { cookie } })).status).toBeGreaterThanOrEqual(401);
  });

  it("cannot be planted by a form on another page: signing in is refused from there", async () => {
    const answer = await send(`${ORIGIN}/api/auth/sign-in/email`, {
      method: "POST",
      headers: { "content-type": "application/json", "sec-fetch-site": "cross-site", ...ADDRESS },
      body: JSON.stringify({ email: person.email, password: PASSWORD }),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });
});
