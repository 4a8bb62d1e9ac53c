// Sandboxes that a program opens for itself: by a name, each with a test key of one API, and deleted when it is done with them.
import type { z } from "zod";
import type { Activated, SandboxView } from "#contract/account-views.ts";
import { LIFECYCLE_PATH, SANDBOXES_PATH } from "#contract/gateway-config.ts";
import type { TenantStatus } from "#contract/views.ts";
import type { Client, Platform } from "./client.ts";

export type OpenSandbox = {
  /** The path of everything that belongs to the sandbox of this API. */
  at: string;
  baseUrl: string;
  key: string;
  status: TenantStatus;
};

/** The path of everything that belongs to a sandbox of an API. */
export const sandboxPathOf = (sandbox: string, api: string): string =>
  `${SANDBOXES_PATH}${encodeURIComponent(sandbox)}/${encodeURIComponent(api)}`;

export const createSandbox = (client: Client, name: string, ttlSeconds?: number) =>
  client<z.infer<typeof SandboxView>>("POST", "/api/v1/sandboxes", {
    name,
    ...(ttlSeconds !== undefined && { ttlSeconds }),
  });

/** Switches the sandbox of an API on, and makes a test key. */
export async function activateSandbox(
  { client, server }: Pick<Platform, "client" | "server">,
  api: string,
  sandbox: string,
): Promise<OpenSandbox> {
  const query = new URLSearchParams({ api, sandbox }).toString();
  const { testApiKey } = await client<z.infer<typeof Activated>>(
    "POST",
    `${LIFECYCLE_PATH}/activate?${query}`,
    {},
  );
  const at = sandboxPathOf(sandbox, api);
  const { sandboxPath, ...status } = await client<TenantStatus & { sandboxPath: string }>("GET", at);
  return { at, baseUrl: `${server}${sandboxPath}`, key: testApiKey.rawKey, status };
}

export async function deleteSandbox(client: Client, name: string): Promise<void> {
  const confirm = new URLSearchParams({ confirm: name }).toString();
  await client("DELETE", `${SANDBOXES_PATH}${encodeURIComponent(name)}?${confirm}`);
}
