// Numbers in forms: every leaf is a text, and what no number can hold exactly stays one.
import { describe, expect, it } from "vitest";
import { coerce } from "#engine/request/decode.ts";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const DIGITS = "12345678901234567890";
const none = { get: () => undefined };

describe("an integer of a form", () => {
  it("is a number up to what a number holds exactly, and the text it was beyond", () => {
    const integer = (text: string) => coerce(none, { type: ["integer"] }, text);
    expect(integer("-42")).toBe(-42);
    expect(integer("999999999999999")).toBe(999_999_999_999_999);
    for (const text of [DIGITS, `-${DIGITS}`, "9007199254740993", "1e3", "0x10", " 1"])
      expect(integer(text)).toBe(text);
  });

  it("of 20 digits comes back digit for digit where texts are allowed, and is refused by name where not", async () => {
    const fields = {
      type: "object",
      properties: { either: { type: ["integer", "string"] }, only: { type: "integer" } },
    };
    const answer = {
      type: "object",
      required: ["id"],
      properties: { id: { type: "string" }, ...fields.properties },
    };
    const document = documentOf({
      "POST /counts": { body: fields, answer, status: 201 },
      "GET /counts/{countId}": { answer },
      "GET /counts": { answer: { type: "array", items: answer } },
    }) as { paths: { "/counts": { post: { requestBody: { content: Record<string, unknown> } } } } };
    document.paths["/counts"].post.requestBody.content = {
      "application/x-www-form-urlencoded": { schema: fields },
    };
    const sandbox = await openTestSandbox({ document });
    const send = (body: string) =>
      sandbox.api("POST", "/counts", body, { "content-type": "application/x-www-form-urlencoded" });
    const made = await send(`either=${DIGITS}`);
    expect(made, made.text).toMatchObject({ status: 201, body: { either: DIGITS } });
    expect((await sandbox.api("GET", `/counts/${made.body.id}`)).body.either).toBe(DIGITS);
    const refused = await send(`only=${DIGITS}`);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(refused.text).toContain("only");
  });
});
