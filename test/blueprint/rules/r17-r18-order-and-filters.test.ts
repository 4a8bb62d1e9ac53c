// R17, R18: in which order a list comes, and what narrows it.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, text } from "../../support/schemas.ts";

const order = objectOf({
  id: text,
  status: { ...text, enum: ["open", "closed"] },
  tag: text,
  amount: { type: "integer" },
  created_at: { ...text, format: "date-time" },
});
const documentWith = (query: Record<string, unknown>) =>
  documentOf({ "GET /orders": { answer: list(order), query }, "GET /orders/{id}": { answer: order } });

describe("R17 the order of a list", () => {
  it("is newest first where its description says so, else the order of making", () => {
    const document = documentWith({});
    expect(compiled(document).index.resources["order"]?.newestFirst).toBe(false);
    (document["paths"] as any)["/orders"].get.description = "Lists orders, the most recently made first.";
    expect(compiled(document).index.resources["order"]?.newestFirst).toBe(true);
  });

  it("may be asked for by a member and a direction", () => {
    const made = compiled(documentWith({ sort_by: text, sort_order: { ...text, enum: ["asc", "desc"] } }));
    expect(made.details[0]?.["GET /orders"]?.paging).toMatchObject({
      sort: "sort_by",
      direction: "sort_order",
    });
  });
});

describe("R18 a query parameter", () => {
  it("that is called as a member filters by it, as a list, a bound, or a range", () => {
    const made = compiled(
      documentWith({
        tags: list(text),
        Status: { ...text, enum: ["open", "closed", "all"], default: "open" },
        "amount[gte]": { type: "integer" },
        amount_lt: { type: "integer" },
        created_since: text,
        created: { type: "object", properties: { gte: text } },
        q: text,
        colour: text,
      }),
    );
    expect(made.details[0]?.["GET /orders"]?.paging).toEqual({
      search: "q",
      filters: {
        tags: { path: ["tag"], op: "eq" },
        Status: { path: ["status"], op: "eq", open: ["all"], standard: "open" },
        "amount[gte]": { path: ["amount"], op: "gte" },
        amount_lt: { path: ["amount"], op: "lt" },
        created_since: { path: ["created_at"], op: "gte" },
        created: { path: ["created_at"], op: "range" },
      },
    });
  });

  it("that is called as an object of the record goes by the key in it", () => {
    const task = objectOf({ gid: text, workspace: objectOf({ gid: text, name: text }) });
    const made = compiled(
      documentOf({
        "GET /tasks": { answer: list(task), query: { workspace: text } },
        "GET /tasks/{gid}": { answer: task },
      }),
    );
    expect(made.details[0]?.["GET /tasks"]?.paging?.filters).toEqual({
      workspace: { path: ["workspace", "gid"], op: "eq" },
    });
  });
});
