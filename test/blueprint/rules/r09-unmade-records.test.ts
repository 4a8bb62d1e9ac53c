// R9: resources that no operation of the document makes.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { objectOf, text } from "../../support/schemas.ts";

const thing = objectOf({ id: text, name: text });
const list = { type: "array", items: thing };

describe("R9 a resource that no operation makes", () => {
  it("and no list tells of is met under any id; one that is listed has the ids that the document names", () => {
    const document = documentOf({
      "GET /gauges/{gauge_id}": { answer: thing },
      "GET /gauges/{gauge_id}/readings": { answer: list },
      "GET /gauges/{gauge_id}/readings/{id}": { answer: thing },
    });
    const parameters = (document["paths"] as any)["/gauges/{gauge_id}/readings/{id}"].get.parameters;
    parameters[1].schema = { type: "string", enum: ["first", "last"] };
    const { resources } = compiled(document).index;
    expect(resources["gauge"]?.unmade).toEqual({ listed: false, known: [] });
    expect(resources["reading"]?.unmade).toEqual({ listed: true, known: ["first", "last"] });
  });

  it("is none where the collection makes it, or a PUT says that it creates", () => {
    const document = documentOf({
      "POST /pets": { body: thing, answer: thing, status: 201 },
      "GET /pets/{id}": { answer: thing },
      "PUT /boxes/{name}": {
        body: objectOf({ size: text }),
        answer: objectOf({ name: text, size: text }),
        status: 201,
      },
      "GET /boxes/{name}": { answer: objectOf({ name: text, size: text }) },
    });
    const { resources } = compiled(document).index;
    expect(resources["pet"]?.unmade).toBeUndefined();
    expect(resources["box"]).toMatchObject({ identity: { clientChosen: true } });
    expect(resources["box"]?.unmade).toBeUndefined();
  });

  it("is met where the first could only be made below another of its kind", () => {
    const named = { components: { schemas: { Node: objectOf({ name: text, size: { type: "integer" } }) } } };
    const node = { $ref: "#/components/schemas/Node" };
    const { resources } = compiled(
      documentOf(
        {
          "GET /tree/{name}": { answer: node },
          "GET /tree/{parent}/nodes": { answer: { type: "array", items: node } },
          "POST /tree/{parent}/nodes": { body: node, answer: node, status: 201 },
        },
        named,
      ),
    ).index;
    expect(Object.values(resources).map((one) => one.unmade)).toEqual([{ listed: false, known: [] }]);
  });

  it("has the ids that the document names anywhere", () => {
    const document = documentOf({
      "GET /authors": { answer: list },
      "GET /authors/{author_id}": { answer: thing },
      "GET /authors/{author_id}/books": { answer: list },
    });
    (document["paths"] as any)["/authors/{author_id}/books"].get.parameters[0].schema.example = "a-17";
    expect(compiled(document).index.resources["author"]?.unmade).toEqual({ listed: true, known: ["a-17"] });
  });

  it("is met where nothing tells by which key the records are found", () => {
    const report = objectOf({ score: { type: "integer" }, level: text });
    const { resources } = compiled(
      documentOf({
        "POST /areas/{area}/checks": { body: objectOf({ address: text }), answer: report },
        "GET /checks/{office}/{check}": { answer: report },
        "GET /notices": { answer: { type: "array", items: report } },
        "GET /notices/{notice_ref}": { answer: report },
      }),
    ).index;
    expect(resources["check"]?.unmade).toEqual({ listed: false, known: [] });
    expect(resources["notice"]?.unmade).toEqual({ listed: false, known: [] });
  });

  it("is met under whatever a read of lists asks for", () => {
    const { resources } = compiled(
      documentOf({
        "GET /markers": { answer: list },
        "GET /markers/{start}/{stop}": { answer: list },
      }),
    ).index;
    expect(resources["marker"]?.unmade).toEqual({ listed: false, known: [] });
  });

  it("is told in the report", () => {
    const { report } = compiled(documentOf({ "GET /gauges/{id}": { answer: thing } }));
    expect(report.resources["gauge"]).toContainEqual(
      expect.objectContaining({
        fact: "no operation makes it",
        value: "any well-formed id names one",
        rule: "R9",
      }),
    );
  });

  it("is none where the create tells the key in a Location alone", () => {
    const plain = objectOf({ name: text, size: { type: "integer" } });
    const { resources } = compiled(
      documentOf({
        "POST /pets": { body: objectOf({ name: text }), answer: plain, status: 201 },
        "GET /pets/{petId}": { answer: plain },
        "GET /parts/{partId}": { answer: plain },
      }),
    ).index;
    expect(resources["pet"]?.unmade).toBeUndefined();
    expect(resources["part"]?.unmade).toBeDefined();
  });
});
