// R11: joins, toggles, and lists inside records.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { text } from "../../support/schemas.ts";

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
});
