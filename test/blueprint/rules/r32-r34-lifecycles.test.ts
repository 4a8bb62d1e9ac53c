// R32, R33, R34: states and the moves between them.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { text } from "../../support/schemas.ts";

describe("R32, R33, R34 a state field and the actions over it", () => {
  it("make a lifecycle, in which nothing leads out of an end", () => {
    const job = {
      type: "object",
      properties: {
        id: text,
        status: { type: "string", enum: ["unknown", "queued", "running", "canceled", "completed"] },
        canceled_at: { type: ["string", "null"], format: "date-time" },
      },
    };
    const { index } = compiled(
      documentOf({ "GET /jobs/{id}": { answer: job }, "POST /jobs/{id}/cancel": { answer: job } }),
    );
    expect(index.resources["job"]?.lifecycle).toMatchObject({
      field: "status",
      initial: "queued",
      transitions: [
        { action: "cancel", from: ["unknown", "queued", "running"], to: "canceled", stamp: "canceled_at" },
      ],
    });
  });
});

describe("R33 a custom verb", () => {
  it("is an action, as a segment of its own would be", () => {
    const job = {
      type: "object",
      properties: { id: text, status: { type: "string", enum: ["queued", "canceled"] } },
    };
    const { index, operation } = compiled(
      documentOf({ "GET /jobs/{id}": { answer: job }, "POST /jobs/{id}:cancel": { answer: job } }),
    );
    expect(operation("POST", "/jobs/{id}:cancel")).toMatchObject({ kind: "action", action: "cancel" });
    expect(index.resources["job"]?.lifecycle?.transitions).toMatchObject([
      { action: "cancel", from: ["queued"], to: "canceled" },
    ]);
  });
});
