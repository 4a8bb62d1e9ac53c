// R7: several schemas of one resource.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, ref, text } from "../../support/schemas.ts";

describe("R7 variants of a schema", () => {
  it("are one resource, of which the richest is kept", () => {
    const { index, operation } = compiled(
      documentOf(
        {
          "GET /repos": { answer: list(ref("minimal-repo")) },
          "GET /repos/{id}": { answer: ref("full-repo") },
          "GET /users/{login}/repos": { answer: list(ref("RepoListItem")) },
        },
        {
          components: {
            schemas: {
              "minimal-repo": objectOf({ id: text, name: text }),
              "full-repo": objectOf({ id: text, name: text, topics: list(text) }),
              RepoListItem: objectOf({ id: text, name: text }),
            },
          },
        },
      ),
    );
    expect(Object.keys(index.resources)).toEqual(["repo"]);
    expect(index.resources["repo"]?.schema).toEqual({ $ref: "full-repo" });
    expect(operation("GET", "/users/{login}/repos")).toMatchObject({ kind: "list", resource: "repo" });
  });
});
