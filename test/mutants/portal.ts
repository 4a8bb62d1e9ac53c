// Pages.
import type { Room } from "./mutant.ts";

export const PORTAL: Room = {
  name: "portal",
  tests: ["test/edge/", "test/control/accounts"],
  mutants: [
    {
      id: "a-page-loads-nothing",
      file: "portal/layout.ts",
      find: "\"default-src 'none'; style-src",
      replace: '"default-src *; style-src',
    },
    {
      id: "a-page-is-framed-by-nobody",
      file: "portal/layout.ts",
      find: "; frame-ancestors 'none'\"",
      replace: '"',
    },
  ],
};
