import { expect, test } from "vitest";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, callerOf, openTestSandbox, send } from "../support/test-sandbox.ts";

test("forged, edited, foreign and misplaced keys are refused", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const other = await openTestSandbox({ document: LIBRARY });
  const status = async (key: string) => (await callerOf(sandbox.host, key)("GET", "/v1/books")).status;
  expect(await status(sandbox.key)).toBe(200);
  expect(await status(sandbox.key.replace("_test_", "_live_"))).toBe(401);
  expect(await status(sandbox.key.replace(/^[a-z]+_/, "sk_"))).toBe(401);
  const last = sandbox.key.at(-1) === "A" ? "B" : "A";
  expect(await status(sandbox.key.slice(0, -1) + last)).toBe(401);
  expect(await status(other.key)).toBe(401);
  const basic = await send(`${sandbox.host}/v1/books`, {
    headers: { authorization: `Basic ${btoa(`${sandbox.key}:`)}` },
  });
  expect(basic.status).toBe(401);
  expect(basic.body.message).toContain("a Bearer token");
});

test("a revoked key stops on the very next call, an expired one at its time", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const made = await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", {
    api: sandbox.slug,
    name: "short",
  });
  const api = callerOf(sandbox.host, made.body.rawKey);
  expect((await api("GET", "/v1/books")).status).toBe(200);
  await sandbox.partner.call("DELETE", `/api/v1/sandboxes/default/keys/${made.body.id}`);
  expect((await api("GET", "/v1/books")).status).toBe(401);
  const listed = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/keys?api=${sandbox.slug}`);
  expect(listed.text).not.toContain(made.body.rawKey);
  expect(listed.body.data.find((key: { id: string }) => key.id === made.body.id)).toMatchObject({
    name: "short",
    revoked: true,
    last4: made.body.rawKey.slice(-4),
  });
  const past = await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", {
    api: sandbox.slug,
    expiresAt: "2020-01-01T00:00:00Z",
  });
  expect(past.status).toBe(400);
});

test("a bare host takes a key that is bound to one API", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const answer = await callerOf(ORIGIN, sandbox.key)("GET", "/v1/books");
  expect(answer.status).toBe(200);
});

test("a public operation needs no key on the sandbox's own URL, and one everywhere else", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const { body } = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/${sandbox.slug}`);
  expect((await send(`${ORIGIN}${body.sandboxPath}/v1/motd`)).body).toEqual({ text: "hello" });
  expect((await send(`${ORIGIN}${body.sandboxPath}/v1/books`)).status).toBe(401);
  expect((await send(`${sandbox.host}/v1/motd`)).status).toBe(401);
  expect((await send(`${ORIGIN}/sandbox/${sandbox.slug}/v1/motd`)).status).toBe(401);
  const forged = body.sandboxPath.replace(
    /^\/s\/(.)/,
    (_: string, first: string) => `/s/${first === "A" ? "B" : "A"}`,
  );
  expect((await send(`${ORIGIN}${forged}/v1/motd`)).status).toBe(401);
});

test("an unknown API is told apart from an unknown key", async () => {
  const answer = await send("http://no-such-api.localhost/v1/x");
  expect(answer.status).toBe(404);
  expect(answer.body.sandbox_error).toBe("api_unknown");
});

test("HTML in an answer stays inert beside a signed-in cookie", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY });
  const page = await send(`${ORIGIN}/sandbox/${sandbox.slug}/v1/page`, {
    headers: { authorization: `Bearer ${sandbox.key}` },
  });
  expect(page.headers.get("content-type")).toBe("text/html");
  expect(page.text).toContain("<script>");
  expect(page.headers.get("content-security-policy")).toBe("sandbox");
  expect(page.headers.get("x-content-type-options")).toBe("nosniff");
});

test("a cookie changes nothing when it comes from another origin", async () => {
  const { email } = (await openTestSandbox({ document: LIBRARY })).partner;
  const signIn = await send(`${ORIGIN}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: ORIGIN },
    body: JSON.stringify({ email, password: "a long enough password" }),
  });
  const cookie = (signIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  expect(cookie).toContain("session_token");
  const mine = await send(`${ORIGIN}/api/v1/me`, { headers: { cookie } });
  expect(mine.status).toBe(200);
  const forged = await send(`${ORIGIN}/api/v1/sandboxes/default/keys`, {
    method: "POST",
    headers: { cookie, origin: "https://evil.example", "content-type": "application/json" },
    body: "{}",
  });
  expect(forged.status).toBe(403);
});
