// R12, R13: the record inside a body.
import { describe, expect, it } from "vitest";
import { compiled, documentOf } from "../../support/compiled.ts";
import { list, objectOf, pet, ref, text } from "../../support/schemas.ts";

describe("R12, R13 a record wrapped in its own name", () => {
  it("is unwrapped in the answer and in the request", () => {
    const wrapped = { type: "object", required: ["pet"], properties: { pet } };
    const made = compiled(
      documentOf({
        "POST /pets": { body: wrapped, answer: wrapped, status: 201 },
        "GET /pets/{id}": { answer: wrapped },
      }),
    );
    const details = made.details[0]?.["POST /pets"];
    expect(details?.answer.envelope).toEqual({ kind: "wrapped", path: ["pet"] });
    expect(details?.body?.wrapper).toBe("pet");
    expect(made.index.resources["pet"]?.identity.property).toBe("id");
  });

  it("stands in the member that holds the key, whatever stands beside it", () => {
    const status = { type: "integer" };
    const envelopeOf = (answer: unknown, parameter = "id", path = "/pets") =>
      compiled(documentOf({ [`GET ${path}/{${parameter}}`]: { answer } })).details[0]?.[
        `GET ${path}/{${parameter}}`
      ]?.answer.envelope;
    expect(envelopeOf(objectOf({ data: pet, status_code: status, service: text }))).toMatchObject({
      path: ["data"],
    });
    expect(envelopeOf(objectOf({ errors: { type: "array", items: {} }, house_pet: pet }))).toMatchObject({
      path: ["house_pet"],
    });
    const consent = objectOf({ ConsentId: text, Reason: text });
    expect(
      envelopeOf(objectOf({ Body: consent, Risk: objectOf({ Level: text }) }), "ConsentId"),
    ).toMatchObject({ path: ["Body"] });
    const event = objectOf({ id: text, data: objectOf({ id: text, name: text }) });
    expect(envelopeOf(event, "id", "/events")).toEqual({ kind: "bare" });
  });

  it("stands in the member made for it, where the document says nothing of what is in there", () => {
    const open = { type: "object" };
    const made = (answer: unknown) =>
      compiled(
        documentOf({
          "POST /pets": { body: objectOf({ name: text }), answer, status: 201 },
          "GET /pets/{id}": {},
        }),
      );
    const said = { ok: { type: "boolean" }, message: text };
    const envelopeOf = (answer: unknown) => made(answer).details[0]?.["POST /pets"]?.answer.envelope;
    expect(envelopeOf(objectOf({ ...said, result: open }))).toEqual({ kind: "wrapped", path: ["result"] });
    expect(envelopeOf(objectOf({ ...said, pet: open }))).toEqual({ kind: "wrapped", path: ["pet"] });
    expect(envelopeOf(objectOf({ ...said, result: list({}) }))).toMatchObject({
      kind: "list",
      path: ["result"],
    });
    expect(envelopeOf(objectOf({ name: text, data: open }))).toEqual({ kind: "bare" });
    const { pet: resource } = made(objectOf({ ...said, result: open })).index.resources;
    expect(resource?.unmade).toBeUndefined();
  });

  it("is taken out of a request that says more than the record", () => {
    const made = (body: unknown) =>
      compiled(
        documentOf(
          {
            "POST /pets": { body, answer: ref("Pet"), status: 201 },
            "GET /pets/{id}": { answer: ref("Pet") },
          },
          { components: { schemas: { Pet: pet } } },
        ),
      ).details[0]?.["POST /pets"]?.body?.wrapper;
    expect(made(objectOf({ idempotency_key: text, house_pet: ref("Pet") }))).toBe("house_pet");
    expect(made(objectOf({ data: ref("Pet") }))).toBe("data");
    expect(
      made(objectOf({ id: text, name: text, owner: objectOf({ id: text, name: text }) })),
    ).toBeUndefined();
  });

  it("comes before a list of other records beside it", () => {
    const answer = objectOf({ object: ref("Pet"), related_objects: list(ref("Pet")) });
    const made = compiled(
      documentOf(
        { "GET /pets/{id}": { answer }, "POST /pets": { body: ref("Pet"), answer, status: 201 } },
        { components: { schemas: { Pet: pet } } },
      ),
    );
    expect(made.details[0]?.["GET /pets/{id}"]?.answer.envelope).toEqual({
      kind: "wrapped",
      path: ["object"],
    });
  });

  it("is taken out of a member that the record has a text of the same name for", () => {
    const url = objectOf({ id: text, url: text, label: text });
    const made = compiled(
      documentOf({
        "POST /urls": {
          body: objectOf({ url: objectOf({ url: text, label: text }) }),
          answer: objectOf({ url }),
          status: 201,
        },
        "GET /urls/{id}": { answer: objectOf({ url }) },
      }),
    );
    expect(made.details[0]?.["POST /urls"]?.body?.wrapper).toBe("url");
  });

  it("goes by one of two words, or by its own and another", () => {
    const envelopeOf = (path: string, answer: unknown) =>
      compiled(documentOf({ [`GET ${path}`]: { answer } })).details[0]?.[`GET ${path}`]?.answer.envelope;
    const duration = text;
    expect(envelopeOf("/imports/{id}", objectOf({ duration, import_task: pet }))).toMatchObject({
      path: ["import_task"],
    });
    const shift = { errors: { type: "array", items: {} }, shift: pet };
    const made = compiled(
      documentOf({
        "GET /shifts/{id}": { answer: objectOf({ id: text, color: text }) },
        "GET /labor/shifts/{id}": { answer: objectOf(shift) },
      }),
    );
    expect(made.operation("GET", "/labor/shifts/{id}").resource).toBe("labor_shift");
    expect(
      made.details.map((one) => one["GET /labor/shifts/{id}"]).find((one) => one)?.answer.envelope,
    ).toMatchObject({ path: ["shift"] });
  });
});
