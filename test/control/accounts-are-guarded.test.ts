// Accounts: verified addresses, passwords set anew, sessions as Bearer and as cookie with CSRF refused, throttled sign-in, and
// nothing of another organisation.
import { expect, test } from "vitest";
import { ORIGIN, send, signUp } from "../support/test-sandbox.ts";
import { auth, teammate, mailTo, openBothSides } from "../support/pipeline.ts";

const json = { "content-type": "application/json", origin: ORIGIN };
const signIn = (email: string, password: string, headers: Record<string, string> = {}) =>
  send(`${ORIGIN}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { ...json, ...headers },
    body: JSON.stringify({ email, password }),
  });

test("an address is verified by mail, a password is set anew by mail, and the old one is dead", async () => {
  const person = await signUp();
  const { token } = await mailTo(person, "verification");
  expect((await auth(person, "GET", `verify-email?token=${token ?? ""}`)).status).toBe(200);
  expect((await auth(person, "GET", "get-session")).body.user.emailVerified).toBe(true);
  await send(`${ORIGIN}/api/auth/request-password-reset`, {
    method: "POST",
    headers: { ...json, "cf-connecting-ip": "2001:db8:9::1" },
    body: JSON.stringify({ email: person.email }),
  });
  const reset = await mailTo(person, "password");
  const set = await send(`${ORIGIN}/api/auth/reset-password`, {
    method: "POST",
    headers: { ...json, "cf-connecting-ip": "2001:db8:9::1" },
    body: JSON.stringify({ token: reset["token"], newPassword: "another long password" }),
  });
  expect(set.status).toBe(200);
  const here = { "cf-connecting-ip": "2001:db8:9::2" };
  expect((await signIn(person.email, "a long enough password", here)).status).toBe(401);
  expect((await signIn(person.email, "another long password", here)).status).toBe(200);
});

test("a cookie reads, and changes things only from our own pages; signing out ends the session", async () => {
  const person = await signUp();
  const signed = await signIn(person.email, "a long enough password", {
    "cf-connecting-ip": "2001:db8:9::3",
  });
  const cookie = (signed.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const withCookie = (method: string, path: string, origin?: string) =>
    send(`${ORIGIN}${path}`, {
      method,
      headers: { cookie, "content-type": "application/json", ...(origin === undefined ? {} : { origin }) },
      ...(method === "GET" ? {} : { body: JSON.stringify({ name: "from a page" }) }),
    });
  expect((await withCookie("GET", "/api/v1/me")).body.partner).toBe(person.partner);
  expect((await withCookie("POST", "/api/v1/sandboxes", "https://evil.example")).status).toBe(403);
  expect((await withCookie("POST", "/api/v1/sandboxes", ORIGIN)).status).toBe(201);
  expect((await auth(person, "POST", "sign-out", {})).status).toBe(200);
  expect((await person.call("GET", "/api/v1/me")).status).toBe(401);
});

test("sign-in is throttled by address, and says so", async () => {
  const statuses = [];
  for (let i = 0; i < 40; i++)
    statuses.push(
      (await signIn("nobody@example.com", `wrong password ${i}`, { "cf-connecting-ip": "2001:db8:9::4" }))
        .status,
    );
  expect(statuses).toContain(429);
  expect(statuses[0]).toBe(401);
});

test("mail and invitations are for whom they are addressed to, and no role is taken that was not given", async () => {
  const { sandbox } = await openBothSides();
  const owner = sandbox.partner;
  const viewer = await teammate(owner, "viewer");
  const stranger = await signUp();
  expect(JSON.stringify((await stranger.call("GET", "/api/v1/mails?to=" + viewer.email)).body)).not.toContain(
    viewer.email,
  );
  const organizationId = owner.partner;
  const invite = (who: typeof owner, role: string) =>
    auth(who, "POST", "organization/invite-member", { email: "new@example.com", role, organizationId });
  expect((await invite(viewer, "owner")).status).toBe(403);
  expect((await invite(stranger, "developer")).status).toBeGreaterThanOrEqual(400);
  expect((await invite(owner, "emperor")).status).toBeGreaterThanOrEqual(400);
  const at = "/api/v1/organisation/members";
  const members = (await owner.call("GET", at)).body.data as { id: string; role: string }[];
  const self = members.find((one) => one.role === "viewer")?.id ?? "";
  expect((await viewer.call("PATCH", `${at}/${self}`, { role: "owner" })).status).toBe(403);
  for (const path of ["update-member-role", "remove-member", "cancel-invitation", "delete"])
    expect((await auth(owner, "POST", `organization/${path}`, { organizationId })).status).toBe(404);
});

test("no list, log or audit shows a secret", async () => {
  const { sandbox, slug } = await openBothSides();
  await sandbox.api("GET", "/v1/books");
  const endpoint = await sandbox.partner.call("POST", `/api/v1/sandboxes/default/${slug}/endpoints`, {
    url: "https://ok.webhook.test/",
  });
  const log = (await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${slug}/log`)).body.data as {
    id: string;
  }[];
  for (const path of [
    `/api/v1/sandboxes/default/keys?api=${slug}`,
    "/api/v1/audit",
    `/api/v1/sandboxes/default/${slug}/log/${log[0]?.id ?? ""}`,
    `/api/v1/sandboxes/default/${slug}/endpoints`,
    `/api/v1/sandboxes/default/${slug}/audit`,
    `/api/v1/subscriptions/${slug}`,
  ]) {
    const { text, status } = await sandbox.partner.call("GET", path);
    expect([path, status]).toEqual([path, 200]);
    expect(text).not.toContain(sandbox.key);
    expect(text).not.toContain(endpoint.body.secret as string);
    expect(text).not.toContain(sandbox.partner.token);
  }
});
