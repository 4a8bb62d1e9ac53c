// R31: a file's own facts in the record, its bytes beside it, and both gone with it.
import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox, send } from "../support/test-sandbox.ts";
import { rows } from "../support/tenant.ts";

const text = { type: "string" };
const file = {
  type: "object",
  required: ["id", "bytes", "filename"],
  properties: { id: text, bytes: { type: "integer" }, filename: text, purpose: text, content_type: text },
};
const document = documentOf({
  "POST /files": { answer: file, status: 201 },
  "GET /files/{id}": { answer: file },
  "GET /files/{id}/content": {
    answer: { type: "string", format: "binary" },
    media: "application/octet-stream",
  },
  "DELETE /files/{id}": {},
});
(document["paths"] as any)["/files"].post.requestBody = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: {
        type: "object",
        required: ["file"],
        properties: { file: { type: "string", format: "binary" }, purpose: text },
      },
    },
  },
};

test("R31: three megabytes go up and come down the same, and leave with their record", async () => {
  const sandbox = await openTestSandbox({ document });
  const bytes = new Uint8Array(3_000_001).map((_, i) => (i * 31) % 256);
  const form = new FormData();
  form.set("purpose", "test");
  form.set("file", new File([bytes], "näme.bin", { type: "image/png" }));
  const authorization = `Bearer ${sandbox.key}`;
  const made = await send(`${sandbox.host}/files`, {
    method: "POST",
    body: form,
    headers: { authorization },
  });
  expect(made).toMatchObject({
    status: 201,
    body: { bytes: 3_000_001, filename: "näme.bin", purpose: "test", content_type: "image/png" },
  });
  const { SELF } = await import("cloudflare:test");
  const got = await SELF.fetch(`${sandbox.host}/files/${made.body.id}/content`, {
    headers: { authorization },
  });
  expect(got.headers.get("content-type")).toBe("image/png");
  expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes);
  expect((await sandbox.api("DELETE", `/files/${made.body.id}`)).status).toBe(204);
  expect(await rows(sandbox, "SELECT id FROM uploads")).toEqual([]);
});

test("R31: a seeded file has content too", async () => {
  const sandbox = await openTestSandbox({ document });
  const [seeded] = await rows<{ id: string }>(sandbox, "SELECT id FROM records WHERE resource = 'file'");
  const got = await sandbox.api("GET", `/files/${seeded?.id ?? ""}/content`);
  expect(got.text).toContain("Sample content of");
});
