// R13: what was sent beside the member that carries a record is the record's too, and is answered where the answer has it.
import { expect, it } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { objectOf, text } from "../support/schemas.ts";

const closed = (properties: Record<string, unknown>) => ({
  ...objectOf(properties),
  additionalProperties: false,
});
const risk = closed({ level: text, address: closed({ lines: { type: "array", items: text } }) });
const consent = closed({ consentId: text, purpose: text, amount: closed({ value: text }) });
const answer = objectOf({ data: consent, risk, links: objectOf({ self: text }) });
const CONSENTS = documentOf({
  "POST /consents": {
    body: objectOf({ data: closed({ purpose: text, amount: closed({ value: text }) }), risk }),
    answer,
    status: 201,
  },
  "GET /consents/{consentId}": { answer },
});

it("R13: what stands beside the record is made with it and read with it", async () => {
  const sandbox = await openTestSandbox({ document: CONSENTS });
  const sent = {
    data: { purpose: "rent", amount: { value: "10.00" } },
    risk: { level: "low", address: { lines: ["Main Street"] } },
  };
  const made = await sandbox.api("POST", "/consents", sent);
  expect(made.status, made.text).toBe(201);
  expect(made.body).toMatchObject(sent);
  const { data } = made.body as { data: { consentId: string } };
  const read = await sandbox.api("GET", `/consents/${data.consentId}`);
  expect(read.body).toMatchObject(sent);
  expect((read.body as { data: object }).data).not.toHaveProperty("risk");
});
