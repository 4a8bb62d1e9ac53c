// R55: who calls.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, ref, text } from "../../support/schemas.ts";

const user = objectOf({ id: text, login: text });
const note = objectOf({ id: text, title: text, author: ref("User"), created_by_id: text });
const notes = { "GET /notes/{id}": { answer: note } };
const components = { components: { schemas: { User: user } } };

describe("R55 the caller", () => {
  it("is a record of the resource that the API's `me` is one of, and stands in the members that speak of it", () => {
    const { index, operation } = compiled(
      documentOf(
        {
          "GET /user": { answer: ref("User") },
          "GET /users": { answer: list(ref("User")) },
          "GET /users/{login}": { answer: ref("User") },
          ...notes,
        },
        components,
      ),
    );
    expect(index.principal).toBe("user");
    expect(index.resources["user"]?.singleton).toBe(false);
    expect(operation("GET", "/user")).toMatchObject({ kind: "read", resource: "user" });
    expect(index.resources["note"]?.principal).toEqual([
      { property: "author", embed: true },
      { property: "created_by_id", embed: false },
    ]);
  });

  it("is a record of its own where nobody else is one, and nobody where the API has no `me`", () => {
    const alone = compiled(documentOf({ "GET /me": { answer: ref("User") } }, components));
    expect(alone.index.resources[alone.index.principal ?? ""]?.singleton).toBe(true);
    expect(compiled(documentOf(notes, components)).index.principal).toBeUndefined();
  });
});
