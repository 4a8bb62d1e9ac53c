// `sandbar schema`: the JSON Schema of sandbox.yaml, for editors.
import { z } from "zod";
import { SandboxFile } from "../blueprint/sandbox-file.ts";
import type { Command } from "./sandbar.ts";

export const schema: Command = {
  name: "schema",
  summary: "prints the JSON Schema of sandbox.yaml, for editors that check and complete it",
  usage: "sandbar schema",
  run: () => {
    console.log(
      JSON.stringify(z.toJSONSchema(SandboxFile, { unrepresentable: "any", io: "input" }), null, 2),
    );
    return Promise.resolve(0);
  },
};
