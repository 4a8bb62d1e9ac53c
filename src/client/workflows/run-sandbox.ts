// A sandbox for one run: opened under a name of its own, watched by an endpoint at a mock host (nothing is sent anywhere), and
// deleted afterwards. It lives for an hour at most, should this process end before.
import type { z } from "zod";
import type { Activated, SandboxView } from "#contract/account-views.ts";
import type { DeliveryRow, RecordsFile } from "#contract/views.ts";
import { newId } from "#lib/ids.ts";
import { type Json, type JsonObject, asObject, isObject } from "#lib/json.ts";
import { type Client, LIFECYCLE, type Platform } from "../client.ts";

const LIFETIME_SECONDS = 3600;
const WATCHER = "https://ok.webhook.test/run";
const PAGE = 100;

export type SeenEvent = { id: string; type: string; payload: Json };

export type RunSandbox = {
  name: string;
  /** Where the API answers, and the key. */
  base: string;
  key: string;
  /** Every event since the sandbox was opened, oldest first. */
  events(): Promise<SeenEvent[]>;
  recordsOf(resource: string): Promise<JsonObject[]>;
  advance(seconds: number): Promise<void>;
  armScenario(scenario: string): Promise<void>;
  delete(): Promise<void>;
};

export async function openRunSandbox(
  { client, server }: Pick<Platform, "client" | "server">,
  api: string,
  release: string,
): Promise<RunSandbox> {
  const name = newId("run");
  await client<SandboxView>("POST", "/api/v1/sandboxes", { name, ttlSeconds: LIFETIME_SECONDS });
  const remove = async (): Promise<void> => {
    await client("DELETE", `/api/v1/sandboxes/${name}?confirm=${name}`, {});
  };
  try {
    return await activated(client, server, { name, api, release, remove });
  } catch (error) {
    await remove();
    throw error;
  }
}

async function activated(
  client: Client,
  server: string,
  { name, api, release, remove }: { name: string; api: string; release: string; remove: () => Promise<void> },
): Promise<RunSandbox> {
  const query = new URLSearchParams({ api, sandbox: name }).toString();
  const made = await client<z.infer<typeof Activated>>("POST", `${LIFECYCLE}/activate?${query}`, {});
  const at = `/api/v1/sandboxes/${name}/${encodeURIComponent(api)}`;
  const status = await client<{ release: string; sandboxPath: string }>("GET", at);
  if (status.release !== release) {
    await client("PUT", `${at}/release`, { release });
    await client("POST", `${at}/reset`, {});
  }
  await client("POST", `${at}/endpoints`, { url: WATCHER });
  return {
    name,
    base: `${server}${status.sandboxPath}`,
    key: made.testApiKey.rawKey,
    events: () => eventsAt(client, at),
    async recordsOf(resource) {
      const { records } = await client<RecordsFile>("GET", `${at}/records`);
      return (records[resource] ?? []).map(({ doc }) => doc);
    },
    async advance(seconds) {
      await client("POST", `${at}/clock`, { by: seconds });
    },
    async armScenario(scenario) {
      await client("POST", `${at}/faults`, { effect: { scenario }, count: 1 });
    },
    delete: remove,
  };
}

/** Read page by page, newest first; an event that was sent twice is one. */
async function eventsAt(client: Client, at: string): Promise<SeenEvent[]> {
  const seen = new Map<string, SeenEvent>();
  let before: number | undefined;
  for (;;) {
    const query = `limit=${PAGE}${before === undefined ? "" : `&before=${before}`}`;
    const { data } = await client<{ data: DeliveryRow[] }>("GET", `${at}/deliveries?${query}`);
    for (const { event, type, body } of data) seen.set(event, { id: event, type, payload: payloadOf(body) });
    before = data.at(-1)?.id;
    if (data.length < PAGE || before === undefined) return [...seen.values()].reverse();
  }
}

/** JSON, or the members of a form. */
function payloadOf(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return Object.fromEntries(new URLSearchParams(body));
  }
}

/** Whether a value has at least the members of another, with these values. */
export function hasMembers(value: Json | undefined, members: Json): boolean {
  if (!isObject(members)) return JSON.stringify(value ?? null) === JSON.stringify(members);
  return (
    isObject(value) && Object.entries(members).every(([name, one]) => hasMembers(asObject(value)[name], one))
  );
}
