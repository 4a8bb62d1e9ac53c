// `sandbar workflows`: what an integration of an API has to be able to do, declared by its provider or inferred.
import { buildCommand, buildRouteMap } from "@stricli/core";
import type { WorkflowRow, WorkflowView } from "#contract/workflows.ts";
import { connect } from "../../shell/connection.ts";
import { API, CONNECTION, type ConnectionFlags, withExamples, word } from "../../shell/flags.ts";
import { print, table } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

const list = buildCommand({
  docs: { brief: "List the workflows of an API: those published with it, and those inferred" },
  parameters: { flags: CONNECTION, positional: { kind: "tuple", parameters: [API] } },
  async func(this: Shell, flags: ConnectionFlags, api: string) {
    const { client } = await connect(this, flags);
    const answer = await client<{ data: WorkflowRow[] }>("GET", pathOf(api));
    print(this, answer, () =>
      table(
        this,
        ["workflow", "from", "what it does"],
        answer.data.map(({ id, source, summary }) => [id, source, summary]),
        "No workflows: nothing of this API can be created.",
      ),
    );
  },
});

const show = buildCommand({
  docs: {
    brief: "Print a workflow as an Arazzo document",
    fullDescription: withExamples(
      "As YAML, or as JSON with --json: to begin a workflows.yaml with, which generate and publish take with --workflows.",
      "sandbar workflows show your-api create-and-delete-order > workflows.yaml",
    ),
  },
  parameters: {
    flags: CONNECTION,
    positional: { kind: "tuple", parameters: [API, word("workflow", "Its id, as workflows list shows it")] },
  },
  async func(this: Shell, flags: ConnectionFlags, api: string, workflow: string) {
    const { client } = await connect(this, flags);
    const { document } = await client<WorkflowView>("GET", `${pathOf(api)}/${encodeURIComponent(workflow)}`);
    const { stringify } = await import("yaml");
    print(this, document, () => [stringify(document).trimEnd()]);
  },
});

const pathOf = (api: string): string => `/api/v1/apis/${encodeURIComponent(api)}/workflows`;

export const workflows = buildRouteMap({
  routes: { list, show },
  docs: { brief: "Workflows of an API, as Arazzo documents" },
});
