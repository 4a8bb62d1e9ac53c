// The Model Context Protocol server: Sandbar's tools for agents, with the permissions of the token that they come with.
import { McpServer } from "@modelcontextprotocol/server";
import { type Platform, reasonOf } from "#client/client.ts";
import { API_TOOLS } from "./tools/apis.ts";
import { CALL_TOOLS } from "./tools/calls.ts";
import { SANDBOX_TOOLS } from "./tools/sandboxes.ts";
import { TESTING_TOOLS } from "./tools/testing.ts";
import { WORKFLOW_TOOLS } from "./tools/workflows.ts";

const TOOLS = [...API_TOOLS, ...SANDBOX_TOOLS, ...CALL_TOOLS, ...TESTING_TOOLS, ...WORKFLOW_TOOLS];

const INSTRUCTIONS = `Sandbar serves stateful sandboxes of APIs. Begin with list_apis, read one with describe_api, and open a sandbox of it with
open_sandbox, which answers a base URL and a test key. Call the API with call_operation or with any HTTP client. When a call is
answered otherwise than you expect, explain_request says why. Nothing in a sandbox touches a real system.`;

/** More than this is cut off, and the answer says so: it would only fill the reader's context. */
const LONGEST_ANSWER = 60_000;

/** A server that has not been connected yet. */
export function sandbarServer(platform: Platform, version: string): McpServer {
  const server = new McpServer({ name: "sandbar", version }, { instructions: INSTRUCTIONS });
  for (const { name, title, description, input, readOnly, run } of TOOLS)
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema: input,
        annotations: { readOnlyHint: readOnly, openWorldHint: false },
      },
      async (given: unknown) => {
        try {
          return { content: [{ type: "text", text: textOf(await run(platform, given)) }] };
        } catch (error) {
          return { isError: true, content: [{ type: "text", text: reasonOf(error) }] };
        }
      },
    );
  return server;
}

function textOf(answer: unknown): string {
  const text = typeof answer === "string" ? answer : JSON.stringify(answer, null, 1);
  return text.length <= LONGEST_ANSWER
    ? text
    : `${text.slice(0, LONGEST_ANSWER)}\n… cut off: ${text.length} characters in all. Ask for less.`;
}
