// What the editor of sandbox.yaml proposes: the path of keys to a place, and what the JSON Schema has there.
import { describe, expect, it } from "vitest";
import { sandboxFileSchema } from "#blueprint/format/sandbox-file-schema.ts";
import { type JsonSchema, atPath, pathAbove } from "#portal/pages/provider/sandbox-file/proposals.ts";

const SCHEMA = sandboxFileSchema() as JsonSchema;
const membersAt = (...path: string[]): string[] =>
  atPath(SCHEMA, path).flatMap((one) => Object.keys(one.properties ?? {}));

describe("proposals for sandbox.yaml", () => {
  it("read the keys above a place by their indentation, through lists and quoted names", () => {
    const above = [
      "key: { prefix: lib }",
      "resources:",
      "  author: { seed: 3 }",
      "  book:",
      "    # a remark: with a colon",
      "    lifecycle:",
      "      field: status",
      "      transitions:",
      "        - action: publish",
    ];
    expect(pathAbove(above, 10)).toEqual(["resources", "book", "lifecycle", "transitions"]);
    expect(pathAbove(above, 6)).toEqual(["resources", "book", "lifecycle"]);
    expect(pathAbove(above, 0)).toEqual([]);
    expect(pathAbove(["operations:", '  "GET /books/{id}":'], 4)).toEqual(["operations", "GET /books/{id}"]);
  });

  it("find what may stand at each place", () => {
    expect(membersAt()).toEqual(expect.arrayContaining(["resources", "limits", "scenarios"]));
    expect(membersAt("resources", "book")).toEqual(expect.arrayContaining(["id", "lifecycle", "unique"]));
    expect(membersAt("resources", "book", "lifecycle", "transitions")).toEqual(
      expect.arrayContaining(["action", "from", "to"]),
    );
    expect(membersAt("nothing", "deeper")).toEqual([]);
  });
});
