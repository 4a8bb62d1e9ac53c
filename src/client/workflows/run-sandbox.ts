// A sandbox for one run: opened under a name of its own and deleted afterwards. It lives for an hour at most, should this process
// end before.
import type { EventView, RecordsFile } from "#contract/views.ts";
import { newId } from "#lib/ids.ts";
import { type Json, type JsonObject, asObject, isObject } from "#lib/json.ts";
import type { Platform } from "../client.ts";
import { readAll } from "../pages.ts";
import { activateSandbox, createSandbox, deleteSandbox } from "../sandbox.ts";

const LIFETIME_SECONDS = 3600;

export type SeenEvent = Pick<EventView, "id" | "type" | "payload">;

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
  platform: Pick<Platform, "client" | "server">,
  api: string,
  release: string,
): Promise<RunSandbox> {
  const { client } = platform;
  const name = newId("run");
  await createSandbox(client, name, LIFETIME_SECONDS);
  try {
    const { at, baseUrl, key, status } = await activateSandbox(platform, api, name);
    if (status.release !== release) {
      await client("PUT", `${at}/release`, { release });
      await client("POST", `${at}/reset`, {});
    }
    return {
      name,
      base: baseUrl,
      key,
      events: () => readAll<EventView>(client, `${at}/events`, 0),
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
      delete: () => deleteSandbox(client, name),
    };
  } catch (error) {
    await deleteSandbox(client, name);
    throw error;
  }
}

/** Whether a value has at least the members of another, with these values. */
export function hasMembers(value: Json | undefined, members: Json): boolean {
  if (!isObject(members)) return JSON.stringify(value ?? null) === JSON.stringify(members);
  return (
    isObject(value) && Object.entries(members).every(([name, one]) => hasMembers(asObject(value)[name], one))
  );
}
