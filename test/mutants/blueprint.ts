// Documents into blueprints.
import type { Room } from "./mutant.ts";

export const BLUEPRINT: Room = {
  name: "blueprint",
  tests: ["test/blueprint/", "test/edge/key", "test/tenant/credentials"],
  mutants: [
    {
      id: "an-api-key-in-authorization-is-a-bearer-token",
      file: "blueprint/infer/auth.ts",
      find: 'return name.toLowerCase() === "authorization"\n',
      replace: 'return name.toLowerCase() === "never"\n',
    },
    {
      id: "a-reference-keeps-its-read-only",
      file: "blueprint/read/schema-normaliser.ts",
      find: '    if (raw["readOnly"] === true) flags.readOnly = true;\n',
      replace: "",
    },
  ],
};
