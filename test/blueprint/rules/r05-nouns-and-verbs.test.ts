// R5: paths that are a noun and a verb.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, text } from "../../support/schemas.ts";

const card = objectOf({ id: text, name: text }, ["id"]);
const one = objectOf({ card });
const key = objectOf({ card_id: text }, ["card_id"]);

describe("R5 a document of nouns and verbs", () => {
  it("has its resources by what answers carry, its operations by their verbs, its keys in the body", () => {
    const { index, operation } = compiled(
      documentOf({
        "POST /card/create": { body: objectOf({ name: text }), answer: one },
        "POST /card/get": { body: key, answer: one },
        "POST /card/list": {
          body: objectOf({ count: { type: "integer" } }),
          answer: objectOf({ cards: list(card) }),
        },
        "POST /card/update": { body: objectOf({ card_id: text, name: text }, ["card_id"]), answer: one },
        "POST /card/remove": { body: key, answer: objectOf({ request_id: text }) },
        "POST /card/rotate": { body: key, answer: one },
      }),
    );
    expect(Object.keys(index.resources)).toEqual(["card"]);
    const kinds = ["create", "get", "list", "update", "remove", "rotate"].map(
      (verb) => operation("POST", `/card/${verb}`).kind,
    );
    expect(kinds).toEqual(["create", "read", "list", "update", "delete", "action"]);
    expect(operation("POST", "/card/get").parameters).toEqual([
      { name: "card_id", resource: "card", role: "key", in: "body" },
    ]);
  });

  it("is none where most paths are resources", () => {
    const { operation } = compiled(
      documentOf({
        "GET /cards": { answer: list(card) },
        "GET /cards/{id}": { answer: card },
        "POST /card/create": { body: objectOf({ name: text }), answer: one },
      }),
    );
    expect(operation("POST", "/card/create").kind).not.toBe("create");
  });
});
