// A partner of its own with an empty sandbox of one built-in API, and what an SDK needs to reach it.
import { randomUUID } from "node:crypto";
import { type Client, clientOf, signIn } from "#client/client.ts";

export type Sandbox = {
  /** The key with the provider's own prefix; it knows its API, so that an SDK may call the bare host. */
  key: string;
  /** A `sandbox_test_` key of the same sandbox, for the API's own path or host. */
  sharedKey: string;
  /** `http://localhost:PORT`, and the same with the API's path below it. */
  origin: string;
  pathUrl: string;
  port: number;
  /** The platform's own API, below the sandbox of this API where a path begins with a dot. */
  platform: Client;
};

const LIFECYCLE = "/api/v1/settings/api-access/sandbox";

export async function openSandbox(origin: string, slug: string, profile = "empty"): Promise<Sandbox> {
  const password = randomUUID();
  const account = { name: "SDK", email: `${randomUUID()}@example.com`, password };
  const client = clientOf(origin, await signIn(origin, account));
  const { testApiKey } = await client<{ testApiKey: { rawKey: string } }>(
    "POST",
    `${LIFECYCLE}/activate?api=${slug}`,
    { profile },
  );
  const { rawKey } = await client<{ rawKey: string }>("POST", "/api/v1/sandboxes/default/keys", {});
  return {
    key: testApiKey.rawKey,
    sharedKey: rawKey,
    origin,
    pathUrl: `${origin}/sandbox/${slug}`,
    port: Number(new URL(origin).port),
    platform: (method, path, body) =>
      client(method, path.replace(/^\./, `/api/v1/sandboxes/default/${slug}`), body),
  };
}
