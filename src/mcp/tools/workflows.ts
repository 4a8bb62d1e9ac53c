// Workflows: step by step through an API, in a sandbox that is deleted afterwards.
import { z } from "zod";
import type { WorkflowRow, WorkflowView } from "#contract/workflows.ts";
import { perform } from "#client/workflows/perform.ts";
import type { StepResult } from "#client/workflows/results.ts";
import { isObject } from "#lib/json.ts";
import { api, tool } from "./tool.ts";

const LONGEST_MS = 120_000;

const pathOf = (slug: string): string => `/api/v1/apis/${encodeURIComponent(slug)}/workflows`;

export const WORKFLOW_TOOLS = [
  tool({
    name: "list_workflows",
    title: "List workflows",
    description: "The workflows of an API that run_workflow can run.",
    input: { api },
    readOnly: true,
    async run({ client }, { api: slug }) {
      const { data } = await client<{ data: WorkflowRow[] }>("GET", pathOf(slug));
      return data;
    },
  }),
  tool({
    name: "run_workflow",
    title: "Run a workflow",
    description:
      "Runs a workflow in a sandbox of its own and checks answers, stored records and events. Says for each step whether it holds.",
    input: {
      api,
      workflow: z.string().describe("Its id, as list_workflows shows it"),
      inputs: z.record(z.string(), z.unknown()).default({}),
      scenario: z.string().optional().describe("The first call fails so: does the workflow get over it?"),
    },
    async run(platform, { api: slug, workflow, inputs, scenario }) {
      const at = `${pathOf(slug)}/${encodeURIComponent(workflow)}`;
      const view = await platform.client<WorkflowView>("GET", at);
      const { run } = await perform(platform, view, {
        inputs: isObject(inputs) ? inputs : {},
        scenario,
        against: undefined,
        signal: AbortSignal.timeout(LONGEST_MS),
        onStep: () => undefined,
      });
      return { ...run, steps: run.steps.map(briefly) };
    },
  }),
];

/** The exchange of a step that holds says nothing new. */
const briefly = ({ exchange, ...step }: StepResult): object =>
  step.passed ? step : { ...step, answer: exchange?.response };
