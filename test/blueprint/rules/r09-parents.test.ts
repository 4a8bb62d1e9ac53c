// R9: what the parameters of a path stand for.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { text } from "../../support/schemas.ts";

describe("R9 a parameter of a path", () => {
  it("that heads most paths and names nothing is a constant", () => {
    const thing = { type: "object", properties: { id: text } };
    const { operation } = compiled(
      documentOf({
        "GET /p/{project}/things": { answer: { type: "array", items: thing } },
        "POST /p/{project}/things": { answer: thing, status: 201 },
        "GET /p/{project}/things/{id}": { answer: thing },
        "DELETE /p/{project}/things/{id}": {},
        "GET /p/{project}/stats": { answer: { type: "object", properties: { n: { type: "integer" } } } },
      }),
    );
    expect(operation("GET", "/p/{project}/things/{id}").parameters).toMatchObject([
      { name: "project", role: "constant" },
      { name: "id", role: "key" },
    ]);
  });
});

describe("R9, R19 a compound key", () => {
  it("names a record by its natural name within its owner", () => {
    const repo = {
      type: "object",
      properties: {
        id: { type: "integer" },
        name: text,
        owner: { type: "object", properties: { login: text } },
      },
    };
    const issue = { type: "object", properties: { number: { type: "integer" }, title: text } };
    const { index, operation } = compiled(
      documentOf({
        "GET /repos/{owner}/{repo}": { answer: repo },
        "GET /repos/{owner}/{repo}/issues": { answer: { type: "array", items: issue } },
        "GET /repos/{owner}/{repo}/issues/{issue_number}": { answer: issue },
      }),
    );
    expect(index.resources["repo"]?.identity).toMatchObject({ property: "id", lookups: ["id", "name"] });
    expect(
      operation("GET", "/repos/{owner}/{repo}/issues/{issue_number}").parameters.map((one) => one.role),
    ).toEqual(["outer", "parent", "key"]);
    expect(index.resources["issue"]?.identity.property).toBe("number");
  });
});
