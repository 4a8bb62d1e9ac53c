// Taking a sandbox over: while its token holds, where there is room; then it stays.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { runScheduled } from "#edge/platform/run-scheduled-jobs.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { LIBRARY } from "../support/documents.ts";
import { type Partner, ORIGIN, callerOf, openTestSandbox, send, signUp } from "../support/test-sandbox.ts";

let address = 1;

async function open() {
  const { slug, host } = await openTestSandbox({ document: LIBRARY });
  const { body } = await send(`${ORIGIN}/api/v1/claimable`, {
    method: "POST",
    headers: { "content-type": "application/json", "cf-connecting-ip": `2001:db8:66:${address++}::1` },
    body: JSON.stringify({ api: slug }),
  });
  const sandbox = (body.sandboxOrgId as string).replace("org_sandbox_", "");
  return { api: callerOf(host, body.testApiKey.rawKey as string), token: body.claimToken as string, sandbox };
}

const claim = (who: Partner, token: string) => who.call("POST", "/api/v1/claimable/claims", { token });

describe("claiming a sandbox", () => {
  it("is refused once the token's time is over, before any sweep", async () => {
    const { token, sandbox } = await open();
    await env.DB.prepare("UPDATE claims SET expires = 1 WHERE sandbox = ?").bind(sandbox).run();
    expect((await claim(await signUp(), token)).status).toBe(404);
  });

  it("is refused where the plan has no room, and the token holds on", async () => {
    const { token } = await open();
    const full = await signUp();
    for (const name of ["one", "two", "three"]) await full.call("POST", "/api/v1/sandboxes", { name });
    expect((await claim(full, token)).status).toBe(429);
    expect((await claim(await signUp(), token)).status).toBe(200);
  });

  it("keeps the sandbox beyond the week it would have ended after", async () => {
    const { token, sandbox, api } = await open();
    expect((await claim(await signUp(), token)).status).toBe(200);
    expect(
      await env.DB.prepare("SELECT expires_at FROM sandboxes WHERE id = ?").bind(sandbox).first(),
    ).toEqual({ expires_at: null });
    await runScheduled(edgeEnv);
    expect((await api("GET", "/v1/books")).status).toBe(200);
  });
});
