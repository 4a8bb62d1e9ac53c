// Pages.
import type { Room } from "./mutant.ts";

export const PORTAL: Room = {
  name: "portal",
  tests: ["test/edge/", "test/control/accounts"],
  mutants: [
    {
      id: "a-page-loads-nothing",
      file: "edge/pages/layout.ts",
      find: "\"default-src 'none'; style-src",
      replace: '"default-src *; style-src',
    },
    {
      id: "a-page-is-framed-by-nobody",
      file: "edge/pages/layout.ts",
      find: "; frame-ancestors 'none'\"",
      replace: '"',
    },
  ],
};
