// `sandbar mcp`: the tools for agents on this process's stdin and stdout.
import { buildCommand } from "@stricli/core";
import metadata from "../../../package.json" with { type: "json" };
import { connect } from "../shell/connection.ts";
import { CONNECTION, type ConnectionFlags, withExamples } from "../shell/flags.ts";
import { note } from "../shell/output.ts";
import type { Shell } from "../shell/shell.ts";

export const mcp = buildCommand({
  docs: {
    brief: "Serve the Model Context Protocol on stdin and stdout, for agents",
    fullDescription: withExamples(
      `An agent's program starts it, and calls its tools: APIs, sandboxes, calls, faults, events, workflows. They may do what your token
may. A server has the same tools at /mcp, over HTTP. In an agent's settings:
{"mcpServers": {"sandbar": {"command": "npx", "args": ["sandbar", "mcp"]}}}`,
      "sandbar mcp",
      "sandbar mcp --profile staging",
    ),
  },
  parameters: { flags: CONNECTION, positional: { kind: "tuple", parameters: [] } },
  async func(this: Shell, flags: ConnectionFlags) {
    const [{ serveStdio }, { sandbarServer }, { client, server }] = await Promise.all([
      import("@modelcontextprotocol/server/stdio"),
      import("#mcp/server.ts"),
      connect(this, flags),
    ]);
    note(this, `Tools for ${server} on stdin and stdout. Ctrl-C ends them.`);
    await new Promise<void>((resolve) => {
      const handle = serveStdio(() => sandbarServer({ client, server }, metadata.version), {
        onerror: ({ message }) => note(this, message),
      });
      const end = (): void => void handle.close().then(resolve, resolve);
      process.stdin.once("end", end);
      this.signal.addEventListener("abort", end, { once: true });
    });
  },
});
