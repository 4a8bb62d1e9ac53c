import { expect, test } from "vitest";
import { applyOverlay, readWithOverlays } from "#blueprint/read/overlay.ts";
import { compile } from "#blueprint/compile.ts";
import { documentOf } from "../support/compiled.ts";

const pet = {
  type: "object",
  properties: { id: { type: "string" }, state: { type: "string", enum: ["new", "sold"] } },
};
const document = documentOf({
  "GET /pets": { answer: { type: "array", items: pet } },
  "GET /pets/{id}": { answer: pet },
  "POST /pets/{id}/sell": { answer: pet },
  "DELETE /pets/{id}": {},
}) as never;
const overlay = (...actions: unknown[]) =>
  ({ overlay: "1.0.0", info: { title: "x", version: "1" }, actions }) as never;
const applied = (...actions: unknown[]) => applyOverlay(document, overlay(...actions));

test("updates merge, lists grow, what is removed is gone, and the document given stays as it was", () => {
  const before = JSON.stringify(document);
  const made = applied(
    { target: "$.info", update: { description: "changed", contact: { name: "A" } } },
    { target: "$.paths['/pets/{id}'].delete", remove: true },
    { target: "$.paths.*.get.parameters", update: { name: "q", in: "query", schema: { type: "string" } } },
    { target: "$.paths['/none']", update: { a: 1 } },
  );
  expect(made.ok && made.value.document).toMatchObject({ info: { title: "Test", description: "changed" } });
  const changed = (made.ok ? made.value.document : {}) as any;
  expect(changed.paths["/pets/{id}"].delete).toBeUndefined();
  expect(changed.paths["/pets"].get.parameters).toHaveLength(1);
  expect(made.ok && made.value.diagnostics).toMatchObject([{ level: "warning", at: "overlay#/actions/3" }]);
  expect(JSON.stringify(document)).toBe(before);
});

test("several items of a list are removed, whatever their order", () => {
  const listed = { list: [1, 2, 3, 4], openapi: "3.1.0" } as never;
  const made = applyOverlay(listed, overlay({ target: "$.list[?@ > 1]", remove: true }));
  expect(made.ok && made.value.document).toEqual({ list: [1], openapi: "3.1.0" });
});

test("what is no overlay, no target, no path is said so", () => {
  expect(applyOverlay(document, {} as never)).toMatchObject({ ok: false });
  expect(applied({ update: {} })).toMatchObject({ ok: false, failure: [{ at: "overlay#/actions/0" }] });
  expect(applied({ target: "$$$" })).toMatchObject({
    ok: false,
    failure: [{ message: expect.stringContaining("no JSONPath") as string }],
  });
});

test("R53: an overlay may bring x-sandbox, over which sandbox.yaml has the last word, and the report says which", () => {
  const lifecycle = {
    field: "state",
    initial: "new",
    transitions: [{ action: "sell", to: "sold" }],
    progress: [],
  };
  const made = readWithOverlays(JSON.stringify(document), [
    JSON.stringify(
      overlay({
        target: "$",
        update: { "x-sandbox": { key: { prefix: "pets" }, resources: { pet: { lifecycle, seed: 3 } } } },
      }),
    ),
  ]);
  if (!made.ok) throw new Error("not applied");
  const compiled = compile(made.value.document, { resources: { pet: { seed: 5 } } });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.failure));
  const { index, report } = compiled.value.blueprint;
  expect(index.keyPrefix).toBe("pets");
  expect(index.resources["pet"]?.lifecycle?.initial).toBe("new");
  expect(index.seed.counts["pet"]).toBe(5);
  const facts = report.resources["pet"] ?? [];
  expect(facts.find((one) => one.rule === "R32")).toMatchObject({
    sure: "declared",
    from: "sandbox.yaml#/resources/pet/lifecycle",
  });
  expect(facts.find((one) => one.rule === "R19")).toMatchObject({
    value: "id",
    sure: "inferred",
    from: "/paths/~1pets~1{id}/get",
  });
  expect(report.operations).toContainEqual(
    expect.objectContaining({ method: "POST", path: "/pets/{id}/sell", kind: "action", tier: "stateful" }),
  );
  const wrong = compile({ ...(document as object), "x-sandbox": { kye: 1 } } as never);
  expect(wrong).toMatchObject({
    ok: false,
    failure: [{ at: expect.stringContaining("/x-sandbox") as string }],
  });
});
