// `sandbar schema`: the JSON Schema of sandbox.yaml, for editors.
import { z } from "zod";
import { SandboxFile } from "#blueprint/format/sandbox-file.ts";
import { USAGE_ERROR, readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
export const schema: Command = {
  name: "schema",
  summary: "prints the JSON Schema of sandbox.yaml, for editors that check and complete it",
  usage: "sandbar schema",
  run: (args) => {
    const read = readArguments(args, { help: { type: "boolean", default: false } }, { most: 0 });
    if (!read.ok || read.value.values.help) {
      (read.ok ? console.log : console.error)(
        `${read.ok ? "" : `${read.failure}\n\n`}Usage: sandbar schema\n\n  Prints the JSON Schema of sandbox.yaml, for editors that check and complete it.`,
      );
      return Promise.resolve(read.ok ? 0 : USAGE_ERROR);
    }
    console.log(
      JSON.stringify(z.toJSONSchema(SandboxFile, { unrepresentable: "any", io: "input" }), null, 2),
    );
    return Promise.resolve(0);
  },
};
