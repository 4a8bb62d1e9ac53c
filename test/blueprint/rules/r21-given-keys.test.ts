// R21: keys that the client chooses.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, text } from "../../support/schemas.ts";

const chosen = (body: Record<string, unknown>, parameter = "code") => {
  const plan = objectOf({ code: text, name: text });
  return compiled(
    documentOf({
      "POST /plans": { body: objectOf(body), answer: plan, status: 201 },
      [`GET /plans/{${parameter}}`]: { answer: plan },
    }),
  ).index.resources["plan"]?.identity;
};

describe("R21 a key", () => {
  it("is the client's where the body of a create offers it, and the server's where that is read-only", () => {
    expect(chosen({ code: text, name: text })).toMatchObject({ property: "code", clientChosen: true });
    expect(chosen({ code: { ...text, readOnly: true }, name: text })?.clientChosen).toBe(false);
    expect(chosen({ name: text })?.clientChosen).toBe(false);
  });

  it("may be given in a body under the name that the path has for it", () => {
    expect(chosen({ plan_key: text, name: text }, "plan_key")).toMatchObject({
      given: "plan_key",
      clientChosen: true,
    });
  });

  it("is given by a body of texts alone, where the records themselves tell none", () => {
    const place = objectOf({ city: text, zone: text });
    const { resources } = compiled(
      documentOf({
        "POST /places": { body: { type: "array", items: text }, answer: objectOf({ results: list(place) }) },
        "GET /places/{address}": { answer: place },
      }),
    ).index;
    expect(resources["place"]).toMatchObject({ identity: { clientChosen: true } });
    expect(resources["place"]?.unmade).toBeUndefined();
  });
});
