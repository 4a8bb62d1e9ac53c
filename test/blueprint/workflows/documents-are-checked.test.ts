// Arazzo documents are read whole: what is named is put in its place, and each mistake is an error with its place.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readWorkflows } from "#blueprint/workflows/read.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import { compiled } from "../../support/compiled.ts";

const EMBED = path.join(import.meta.dirname, "../../../seeds/embed");
const text = (name: string): string => readFileSync(path.join(EMBED, name), "utf8");
const { index } = compiled(parse(text("openapi.yaml")), text("sandbox.yaml"));

const step = (more: object = {}): object => ({ stepId: "one", operationId: "listOrders", ...more });
const documentOf = (steps: object[], more: object = {}, components?: object): string =>
  JSON.stringify({
    arazzo: "1.0.1",
    info: { title: "Test", version: "1" },
    sourceDescriptions: [{ name: "embed", url: "./openapi.yaml", type: "openapi" }],
    workflows: [{ workflowId: "first", steps, ...more }],
    ...(components === undefined ? {} : { components }),
  });

const mistakes = (document: string): Pick<Diagnostic, "at" | "message">[] => {
  const read = readWorkflows(document, index);
  return read.ok ? [] : read.failure.map(({ at, message }) => ({ at, message }));
};

describe("a document", () => {
  it("of a built-in API is read", () => {
    const read = readWorkflows(text("workflows.yaml"), index);
    expect(read).toMatchObject({
      ok: true,
      value: {
        workflows: expect.arrayContaining([
          expect.objectContaining({ workflowId: "create-and-fulfill-order" }),
        ]),
      },
    });
  });

  it("has its components where they are named", () => {
    const actions = [{ reference: "$components.failureActions.again" }];
    const parameters = [{ reference: "$components.parameters.limit", value: 3 }];
    const read = readWorkflows(
      documentOf(
        [step({ onFailure: actions, parameters })],
        {},
        {
          failureActions: { again: { name: "again", type: "retry", retryAfter: 1, retryLimit: 2 } },
          parameters: { limit: { name: "limit", in: "query", value: 10 } },
        },
      ),
      index,
    );
    expect(read).toMatchObject({
      ok: true,
      value: {
        workflows: [
          {
            steps: [
              {
                onFailure: [{ type: "retry", retryLimit: 2 }],
                parameters: [{ name: "limit", in: "query", value: 3 }],
              },
            ],
          },
        ],
      },
    });
  });

  it("names operations by their source, by method and path, and by their place", () => {
    const steps = [
      { stepId: "a", operationId: "$sourceDescriptions.embed.listOrders" },
      { stepId: "b", operationPath: "{$sourceDescriptions.embed.url}#/paths/~1orders~1{order_id}/get" },
    ];
    expect(mistakes(documentOf(steps))).toEqual([]);
  });

  const AT = "workflows.yaml#/workflows/0";
  it.each([
    [documentOf([step({ operationId: "listOrder" })]), `${AT}/steps/0/operationId`, "listOrders"],
    [documentOf([step(), step()]), `${AT}/steps/1/stepId`, "two steps"],
    [documentOf([{ stepId: "one" }]), `${AT}/steps/0`, "one of operationId"],
    [
      documentOf([step({ successCriteria: [{ condition: "$statusCode =" }] })]),
      `${AT}/steps/0/successCriteria/0/condition`,
      "=",
    ],
    [
      documentOf([step({ parameters: [{ name: "limit", in: "query", value: "$steps.two.outputs.n" }] })]),
      `${AT}/steps/0/parameters/0/value`,
      "two",
    ],
    [
      documentOf([step({ onSuccess: [{ name: "on", type: "goto", stepId: "ones" }] })]),
      `${AT}/steps/0/onSuccess/0/stepId`,
      "'one'",
    ],
    [documentOf([step({ onSuccess: [{ name: "on", type: "goto" }] })]), `${AT}/steps/0/onSuccess/0`, "goto"],
    [
      documentOf([step({ onFailure: [{ reference: "$components.failureActions.no" }] })]),
      `${AT}/steps/0/onFailure/0/reference`,
      "nothing at",
    ],
    [documentOf([step()], { dependsOn: ["zero"] }), `${AT}/dependsOn/0`, "zero"],
    [
      documentOf([step({ "x-sandbox-expect": { events: [{ type: "order.fulfiled" }] } })]),
      `${AT}/steps/0/x-sandbox-expect/events/0/type`,
      "order.fulfilled",
    ],
    [
      documentOf([step({ "x-sandbox-expect": { records: [{ resource: "orders", id: 1 }] } })]),
      `${AT}/steps/0/x-sandbox-expect/records/0/resource`,
      "'order'",
    ],
    [
      documentOf([step({ "x-sandbox-expect": { events: [{ type: "order.created", within: "10s" }] } })]),
      `${AT}/steps/0/x-sandbox-expect/events/0/within`,
      "ISO 8601",
    ],
    [documentOf([step()]).replace("1.0.1", "2.0.0"), "workflows.yaml#/arazzo", "1.x"],
    ["workflows: [", "workflows.yaml#", "YAML"],
  ])("with a mistake is refused, with its place: %#", (document, at, says) => {
    expect(mistakes(document)).toContainEqual({ at, message: expect.stringContaining(says) });
  });
});
