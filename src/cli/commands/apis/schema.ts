// `sandbar schema`: the JSON Schema of sandbox.yaml, for editors.
import { buildCommand } from "@stricli/core";
import { sandboxFileSchema } from "#blueprint/format/sandbox-file-schema.ts";
import type { Shell } from "../../shell/shell.ts";

export const schema = buildCommand({
  docs: { brief: "Print the JSON Schema of sandbox.yaml, for editors that check and complete it" },
  parameters: {},
  func(this: Shell) {
    this.process.stdout.write(`${JSON.stringify(sandboxFileSchema(), null, 2)}\n`);
  },
});
