// `sandbar schema`: the JSON Schema of sandbox.yaml, for editors.
import { buildCommand } from "@stricli/core";
import { z } from "zod";
import { SandboxFile } from "#blueprint/format/sandbox-file.ts";
import type { Shell } from "../../shell/shell.ts";

export const schema = buildCommand({
  docs: { brief: "Print the JSON Schema of sandbox.yaml, for editors that check and complete it" },
  parameters: {},
  func(this: Shell) {
    const made = z.toJSONSchema(SandboxFile, { unrepresentable: "any", io: "input" });
    this.process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
  },
});
