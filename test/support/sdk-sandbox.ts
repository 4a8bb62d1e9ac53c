// An empty sandbox of one built-in API, and what an SDK needs to reach it.
import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { type Client, clientOf } from "#client/client.ts";
import { createSandbox, sandboxPathOf } from "#client/sandbox.ts";
import { LIFECYCLE_PATH, SANDBOXES_PATH } from "#contract/gateway-config.ts";

export type Sandbox = {
  /** The key with the provider's own prefix; it knows its API, so that an SDK may call the bare host. */
  key: string;
  /** A `sandbox_test_` key of the same sandbox, for the API's own path or host. */
  sharedKey: string;
  /** The sandbox's name among those of the demo account. */
  name: string;
  /** `http://localhost:PORT`, and the same with the API's path below it. */
  origin: string;
  pathUrl: string;
  port: number;
  /** The platform's own API, below the sandbox of this API where a path begins with a dot. */
  platform: Client;
};

export async function openSandbox(origin: string, slug: string, profile = "empty"): Promise<Sandbox> {
  const client = clientOf(origin, inject("token"));
  const name = `sdk-${randomUUID()}`;
  await createSandbox(client, name);
  const { testApiKey } = await client<{ testApiKey: { rawKey: string } }>(
    "POST",
    `${LIFECYCLE_PATH}/activate?api=${slug}&sandbox=${name}`,
    { profile },
  );
  const { rawKey } = await client<{ rawKey: string }>("POST", `${SANDBOXES_PATH}${name}/keys`, {});
  return {
    key: testApiKey.rawKey,
    sharedKey: rawKey,
    name,
    origin,
    pathUrl: `${origin}/sandbox/${slug}`,
    port: Number(new URL(origin).port),
    platform: (method, path, body) => client(method, path.replace(/^\./, sandboxPathOf(name, slug)), body),
  };
}
