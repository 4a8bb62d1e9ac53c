// Failures on demand, and events.
import { z } from "zod";
import type { FaultView } from "#contract/faults.ts";
import type { EventView } from "#contract/views.ts";
import { inSandbox, pathOf, tool } from "./tool.ts";

export const TESTING_TOOLS = [
  tool({
    name: "list_scenarios",
    title: "List scenarios",
    description:
      "The failures that the API can be made to answer, by name, with all the ways to call each up.",
    input: inSandbox,
    readOnly: true,
    run: ({ client }, given) => client("GET", `${pathOf(given)}/scenarios`),
  }),
  tool({
    name: "arm_fault",
    title: "Arm a fault",
    description:
      "Makes the next calls fail: by a scenario's name, or by a status. It holds once if nothing else is said, and for an hour at most.",
    input: {
      ...inSandbox,
      scenario: z.string().optional().describe("As list_scenarios names it, such as rate_limited"),
      status: z.int().min(400).max(599).optional().describe("In place of a scenario"),
      delay: z.int().min(0).max(30_000).optional().describe("Milliseconds that the answer waits"),
      operation: z.string().optional().describe("Only for this: an operationId, or METHOD /path"),
      count: z.int().min(1).max(1000).default(1).describe("How often it holds"),
    },
    run({ client }, { scenario, status, delay, operation, count, ...given }) {
      const effect =
        scenario === undefined
          ? { ...(status !== undefined && { status }), ...(delay !== undefined && { delay }) }
          : { scenario };
      return client<FaultView>("POST", `${pathOf(given)}/faults`, {
        ...(operation !== undefined && { match: { operation } }),
        effect,
        count,
      });
    },
  }),
  tool({
    name: "disarm_faults",
    title: "Disarm all faults",
    description: "Ends every armed fault of the sandbox.",
    input: inSandbox,
    async run({ client }, given) {
      const { data } = await client<{ data: FaultView[] }>("GET", `${pathOf(given)}/faults`);
      for (const { id } of data) await client("DELETE", `${pathOf(given)}/faults/${id}`);
      return { disarmed: data.length };
    },
  }),
  tool({
    name: "read_events",
    title: "Read events",
    description: "What happened in the sandbox, oldest first, as its webhooks tell it.",
    input: {
      ...inSandbox,
      after: z.int().min(0).default(0).describe("Only those after this number (seq)"),
      limit: z.int().min(1).max(500).default(50),
    },
    readOnly: true,
    async run({ client }, given) {
      const { data } = await client<{ data: EventView[] }>(
        "GET",
        `${pathOf(given)}/events?after=${given.after}&limit=${given.limit}`,
      );
      return data;
    },
  }),
  tool({
    name: "trigger_event",
    title: "Trigger an event",
    description: "Makes an event happen, by the change that brings it about.",
    input: {
      ...inSandbox,
      event: z.string(),
      record: z.string().optional().describe("The id of the record it happens to; otherwise one that can"),
    },
    run: ({ client }, { event, record, ...given }) =>
      client("POST", `${pathOf(given)}/trigger`, { event, ...(record !== undefined && { record }) }),
  }),
];
