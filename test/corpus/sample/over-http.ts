// Documents published without a sandbox file to a Worker of their own, which workerd runs, and called over HTTP.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildWorker } from "#cli/build.ts";
import { serveLocally } from "#cli/local/server.ts";
import { publishSources } from "#cli/publishing/publish.ts";
import { clientOf, signIn } from "#client/client.ts";
import type { Stage } from "./stage.ts";

const LANES = 2;
const secret = (): string => randomBytes(32).toString("base64url");

export async function overHttp(port: number): Promise<Stage> {
  process.env["WRANGLER_SEND_METRICS"] = "false";
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  const state = await mkdtemp(path.join(tmpdir(), "sandbar-sample-"));
  await buildWorker();
  const adminToken = secret();
  const server = await serveLocally({
    reach: "loopback",
    port,
    state,
    vars: {
      KEY_SECRETS: secret(),
      AUTH_SECRET: secret(),
      ENCRYPTION_SECRET: secret(),
      ADMIN_TOKEN: adminToken,
    },
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  const account = { name: "Sample", email: "sample@example.com", password: secret() };
  const client = clientOf(baseUrl, await signIn(baseUrl, account));
  const { partner } = await client<{ partner: string }>("GET", "/api/v1/me");
  return {
    lanes: LANES,
    async open({ text }, slug) {
      const published = await publishSources(
        client,
        slug,
        { document: text, sandboxFile: "limits: { per_minute: 1000000 }\nlive: hosted" },
        { visibility: "unlisted" },
      );
      if (!published.ok) return undefined;
      await clientOf(baseUrl, adminToken)("POST", `/api/v1/live/${slug}/approvals`, { partner, plan: "pro" });
      const { rawKey } = await client<{ rawKey: string }>("POST", "/api/v1/sandboxes/default/keys", {
        api: slug,
        ownSandbox: true,
      });
      return { base: `${baseUrl}/sandbox/${slug}`, key: rawKey, fetch };
    },
    async close() {
      await server.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}
