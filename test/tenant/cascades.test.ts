// Deleting a record deletes what hangs below it, and only that.
import { describe, expect, it } from "vitest";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { rows } from "../support/tenant.ts";

const json = (schema: unknown) => ({ content: { "application/json": { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const id = (name: string) => ({ name, in: "path", required: true, schema: { type: "string" } });
const resource = (members: object) => ({
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", readOnly: true }, ...members },
});

const RACKS = {
  openapi: "3.1.0",
  info: { title: "Racks", version: "1" },
  paths: {
    "/racks": {
      post: {
        requestBody: json({ type: "object", properties: { name: { type: "string" } } }),
        responses: { "201": { description: "made", ...json(ref("Rack")) } },
      },
    },
    "/racks/{rack_id}": {
      parameters: [id("rack_id")],
      get: { responses: { "200": { description: "one", ...json(ref("Rack")) } } },
      delete: { responses: { "204": { description: "gone" } } },
    },
    "/racks/{rack_id}/boxes": {
      parameters: [id("rack_id")],
      get: { responses: { "200": { description: "all", ...json({ type: "array", items: ref("Box") }) } } },
      post: {
        requestBody: json({ type: "object", properties: { label: { type: "string" } } }),
        responses: { "201": { description: "made", ...json(ref("Box")) } },
      },
    },
    "/racks/{rack_id}/boxes/{box_id}": {
      parameters: [id("rack_id"), id("box_id")],
      get: { responses: { "200": { description: "one", ...json(ref("Box")) } } },
    },
  },
  components: {
    schemas: {
      Rack: resource({ name: { type: "string" } }),
      Box: resource({ rack_id: { type: "string" }, label: { type: "string" } }),
    },
  },
};

describe("R27 deleting a record", () => {
  it("deletes the records below it, and leaves those below others", async () => {
    const sandbox = await openTestSandbox({
      document: RACKS,
      sandboxFile: "resources: { rack: { seed: 0 }, box: { seed: 0 } }",
    });
    const make = async (path: string, body: object) =>
      (await sandbox.api("POST", path, body)).body as { id: string };
    const [one, other] = [await make("/racks", { name: "a" }), await make("/racks", { name: "b" })];
    const gone = await make(`/racks/${one.id}/boxes`, { label: "gone" });
    const kept = await make(`/racks/${other.id}/boxes`, { label: "kept" });
    expect((await sandbox.api("DELETE", `/racks/${one.id}`)).status).toBe(204);
    expect((await sandbox.api("GET", `/racks/${one.id}/boxes/${gone.id}`)).status).toBe(404);
    expect((await sandbox.api("GET", `/racks/${other.id}/boxes/${kept.id}`)).body).toMatchObject({
      label: "kept",
    });
    const left = await rows<{ resource: string; id: string }>(
      sandbox,
      "SELECT resource, id FROM records WHERE substr(resource, 1, 1) <> char(10) ORDER BY resource",
    );
    expect(left).toEqual([
      { resource: "box", id: kept.id },
      { resource: "rack", id: other.id },
    ]);
  });
});
