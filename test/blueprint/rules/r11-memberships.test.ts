// R11: joins, toggles, and lists inside records.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, ref, text } from "../../support/schemas.ts";

describe("R11 a path that only puts in and takes out", () => {
  it("is a join; one beside a boolean sets it; one beside a list changes that", () => {
    const user = { type: "object", properties: { id: text, login: text } };
    const issue = {
      type: "object",
      properties: { id: text, locked: { type: "boolean" }, labels: { type: "array", items: text } },
    };
    const { index, operation } = compiled(
      documentOf({
        "GET /users": { answer: { type: "array", items: user } },
        "GET /users/{login}": { answer: user },
        "GET /teams": { answer: { type: "array", items: { type: "object", properties: { id: text } } } },
        "GET /teams/{id}": { answer: { type: "object", properties: { id: text } } },
        "PUT /teams/{id}/members/{login}": { status: 204 },
        "GET /teams/{id}/members/{login}": { status: 204 },
        "DELETE /teams/{id}/members/{login}": {},
        "GET /issues/{id}": { answer: issue },
        "POST /issues": { answer: issue, status: 201 },
        "PUT /issues/{id}/lock": { status: 204 },
        "DELETE /issues/{id}/lock": {},
        "POST /issues/{id}/labels": {
          body: { type: "object", properties: { labels: { type: "array", items: text } } },
          answer: { type: "array", items: text },
        },
        "DELETE /issues/{id}/labels/{name}": { status: 200, answer: { type: "array", items: text } },
      }),
    );
    const join = operation("PUT", "/teams/{id}/members/{login}");
    expect(join.kind).toBe("join");
    expect(index.resources[join.resource ?? ""]?.member).toBe("user");
    expect(operation("GET", "/teams/{id}/members/{login}").kind).toBe("has");
    expect(operation("PUT", "/issues/{id}/lock")).toMatchObject({ kind: "action", action: "+locked" });
    expect(operation("DELETE", "/issues/{id}/lock")).toMatchObject({ kind: "action", action: "-locked" });
    expect(operation("POST", "/issues/{id}/labels")).toMatchObject({ kind: "append", action: "labels" });
    expect(operation("DELETE", "/issues/{id}/labels/{name}")).toMatchObject({
      kind: "inner-remove",
      action: "labels",
    });
  });

  it("is none of these where the write answers an item that has paths of its own, much as the record looks like it", () => {
    const said = { content: text, author: text, created: text };
    const schemas = {
      Comment: objectOf({ id: text, ...said, replies: list(ref("Reply")) }),
      Reply: objectOf({ id: text, ...said }),
    };
    const { operation } = compiled(
      documentOf(
        {
          "POST /comments": { body: objectOf({ content: text }), answer: ref("Comment") },
          "GET /comments/{id}": { answer: ref("Comment") },
          "POST /comments/{id}/replies": { body: objectOf({ content: text }), answer: ref("Reply") },
          "GET /comments/{id}/replies": { answer: list(ref("Reply")) },
          "GET /comments/{id}/replies/{replyId}": { answer: ref("Reply") },
          "DELETE /comments/{id}/replies/{replyId}": {},
        },
        { components: { schemas } },
      ),
    );
    const replies = "/comments/{id}/replies";
    expect(operation("POST", replies)).toMatchObject({ kind: "create", resource: "reply" });
    expect(operation("DELETE", `${replies}/{replyId}`)).toMatchObject({ kind: "delete", resource: "reply" });
  });
});
