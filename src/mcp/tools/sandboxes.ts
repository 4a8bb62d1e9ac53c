// Sandboxes: opened, looked at, begun anew, moved in time.
import { z } from "zod";
import { type Client, Refusal } from "#client/client.ts";
import { activateSandbox, createSandbox } from "#client/sandbox.ts";
import type { RecordsFile } from "#contract/views.ts";
import { durationOf } from "#lib/duration.ts";
import { inSandbox, pathOf, tool } from "./tool.ts";

const CONFLICT = 409;

export const SANDBOX_TOOLS = [
  tool({
    name: "open_sandbox",
    title: "Open a sandbox",
    description:
      "Opens the sandbox of an API with seed records, or wakes it, and makes a test key. Answers the base URL and the key, which is shown once.",
    input: inSandbox,
    async run({ client, server }, given) {
      if (given.sandbox !== "default") await makeSandbox(client, given.sandbox);
      const { baseUrl, key } = await activateSandbox({ client, server }, given.api, given.sandbox);
      return { baseUrl, key };
    },
  }),
  tool({
    name: "sandbox_status",
    title: "Status of a sandbox",
    description: "Whether it is active, its release and clock, and how many records it has of each resource.",
    input: inSandbox,
    readOnly: true,
    run: ({ client }, given) => client("GET", pathOf(given)),
  }),
  tool({
    name: "read_records",
    title: "Records of a sandbox",
    description:
      "The records that are stored, of one resource or of all: what a test should find afterwards.",
    input: {
      ...inSandbox,
      resource: z.string().optional().describe("As describe_api names it"),
      limit: z.int().min(1).max(200).default(20).describe("How many of each resource at most"),
    },
    readOnly: true,
    async run({ client }, given) {
      const { records } = await client<RecordsFile>("GET", `${pathOf(given)}/records`);
      const wanted = Object.entries(records).filter(
        ([name]) => given.resource === undefined || name === given.resource,
      );
      return Object.fromEntries(
        wanted.map(([name, rows]) => [
          name,
          { count: rows.length, records: rows.slice(0, given.limit).map(({ doc }) => doc) },
        ]),
      );
    },
  }),
  tool({
    name: "reset_sandbox",
    title: "Reset a sandbox",
    description: "Puts fresh seed records in the place of all records. Keys stay.",
    input: inSandbox,
    run: ({ client }, given) => client("POST", `${pathOf(given)}/reset`, {}),
  }),
  tool({
    name: "move_clock",
    title: "Move the clock",
    description:
      "Moves the sandbox's clock on, and does what becomes due on the way: timers, renewals, deliveries.",
    input: { ...inSandbox, by: z.string().describe("A duration: 90m, 2h, 3d, 1w or PT1H30M") },
    async run({ client }, given) {
      const by = durationOf(given.by);
      if (by === undefined)
        throw new Error(`'${given.by}' is no duration: write one such as 90m, 2h, 3d, 1w or PT1H30M.`);
      return client("POST", `${pathOf(given)}/clock`, { by, retries: true });
    },
  }),
];

/** One that is there already is as good. */
async function makeSandbox(client: Client, name: string): Promise<void> {
  try {
    await createSandbox(client, name);
  } catch (error) {
    if (!(error instanceof Refusal && error.status === CONFLICT)) throw error;
  }
}
