// The sandbox that `generate` works with: opened once, moved to each new release, with a test key that is kept where only its
// owner reads.
import type { z } from "zod";
import type { Activated, CreatedKey, KeyView, LifecycleStatus } from "#contract/account-views.ts";
import type { TenantStatus } from "#contract/views.ts";
import type { Client } from "#client/client.ts";
import { sandboxPathOf } from "#client/sandbox.ts";
import { addressesOf, noteLocalApi, readLocalFile } from "../local/local-file.ts";
import type { Connection } from "../shell/connection.ts";
import { note } from "../shell/output.ts";
import { changeProfile, readProfiles } from "../shell/profiles.ts";
import { LIFECYCLE_PATH } from "#contract/gateway-config.ts";
import type { Shell } from "../shell/shell.ts";

export type OwnSandbox = { sandbox: string; baseUrl: string; pathUrl: string; testKey: string };

export async function openOwnSandbox(
  shell: Shell,
  connection: Connection,
  sandbox: string,
  published: { api: string; release: string },
): Promise<OwnSandbox> {
  const { client, server, origin } = connection;
  const { api, release } = published;
  const query = new URLSearchParams({ api, sandbox }).toString();
  const { active } = await client<z.infer<typeof LifecycleStatus>>(
    "GET",
    `${LIFECYCLE_PATH}/status?${query}`,
  );
  const testKey = active
    ? await keptKey(shell, connection, sandbox, api)
    : (await client<z.infer<typeof Activated>>("POST", `${LIFECYCLE_PATH}/activate?${query}`, {})).testApiKey
        .rawKey;
  const at = sandboxPathOf(sandbox, api);
  const status = await client<TenantStatus & { sandboxPath: string }>("GET", at);
  if (status.release !== release) {
    await client("PUT", `${at}/release`, { release });
    note(shell, `The sandbox '${sandbox}' has gone over to the new release; its records stay.`);
  }
  await keepKey(shell, connection, sandbox, api, testKey, status.sandboxPath);
  const addresses = addressesOf(server, api, status.sandboxPath);
  const { pathUrl } = addresses;
  return { sandbox, testKey, pathUrl, baseUrl: origin.kind === "local" ? addresses.baseUrl : pathUrl };
}

/** The key that was kept, if it still works; else a new one. */
async function keptKey(
  shell: Shell,
  { client, origin }: Connection,
  sandbox: string,
  api: string,
): Promise<string> {
  const known = await knownKey(shell, origin, sandbox, api);
  if (known !== undefined && (await works(client, sandbox, api, known))) return known;
  const made = await client<CreatedKey>("POST", `/api/v1/sandboxes/${encodeURIComponent(sandbox)}/keys`, {
    api,
    name: "generate",
  });
  return made.rawKey;
}

async function works(client: Client, sandbox: string, api: string, key: string): Promise<boolean> {
  const path = `/api/v1/sandboxes/${encodeURIComponent(sandbox)}/keys?${new URLSearchParams({ api }).toString()}`;
  const { data } = await client<{ data: KeyView[] }>("GET", path);
  return data.some((one) => !one.revoked && key.startsWith(one.start) && key.endsWith(one.last4));
}

const slot = (sandbox: string, api: string): string => (sandbox === "default" ? api : `${sandbox}/${api}`);

async function knownKey(
  shell: Shell,
  origin: Connection["origin"],
  sandbox: string,
  api: string,
): Promise<string | undefined> {
  if (origin.kind === "local") {
    const read = await readLocalFile();
    return read.ok ? read.value?.apis[slot(sandbox, api)]?.testKey : undefined;
  }
  if (origin.kind !== "profile") return undefined;
  const { profiles } = await readProfiles(shell);
  return profiles[origin.name]?.testKeys?.[slot(sandbox, api)];
}

async function keepKey(
  shell: Shell,
  { origin, server }: Connection,
  sandbox: string,
  api: string,
  testKey: string,
  sandboxPath: string,
): Promise<void> {
  const name = slot(sandbox, api);
  if (origin.kind === "local")
    return noteLocalApi(name, { ...addressesOf(server, api, sandboxPath), testKey });
  if (origin.kind === "profile")
    await changeProfile(shell, origin.name, (profile) => ({
      ...profile,
      testKeys: { ...profile.testKeys, [name]: testKey },
    }));
}
