// What a sandbox may hold: beyond it a write is 507 `sandbox_full`, loses nothing, and says what to do.
import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const FILES = {
  openapi: "3.1.0",
  info: { title: "Files", version: "1" },
  paths: {
    "/files": {
      post: {
        requestBody: {
          content: {
            "multipart/form-data": {
              schema: { type: "object", properties: { file: { type: "string", format: "binary" } } },
            },
          },
        },
        responses: {
          "201": {
            description: "made",
            content: { "application/json": { schema: { $ref: "#/components/schemas/File" } } },
          },
        },
      },
      get: {
        responses: {
          "200": {
            description: "all",
            content: {
              "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/File" } } },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      File: {
        type: "object",
        properties: { id: { type: "string" }, filename: { type: "string" }, size: { type: "integer" } },
      },
    },
  },
};

const upload = (sandbox: Awaited<ReturnType<typeof openTestSandbox>>, text: string, headers = {}) => {
  const form = new FormData();
  form.set("file", new File([text], "a.txt"));
  return fetchForm(sandbox, form, headers);
};
const fetchForm = async (
  sandbox: Awaited<ReturnType<typeof openTestSandbox>>,
  form: FormData,
  headers: object,
) => {
  const { SELF } = await import("cloudflare:test");
  const response = await SELF.fetch(`${sandbox.host}/files`, {
    method: "POST",
    headers: { authorization: `Bearer ${sandbox.key}`, ...headers },
    body: form,
  });
  return { status: response.status, body: await response.json<{ id: string; message: string }>() };
};

test("records, uploads and bytes each have their end", async () => {
  const records = await openTestSandbox({ document: LIBRARY, sandboxFile: "limits: { max_records: 15 }" });
  let status = 201;
  for (let i = 0; i < 20 && status === 201; i++)
    status = (await records.api("POST", "/v1/books", { title: `Book ${i}` })).status;
  expect(status).toBe(507);
  const uploads = await openTestSandbox({
    document: FILES,
    sandboxFile: "limits: { max_uploads: 2 }\nresources: { file: { seed: 0 } }",
  });
  expect([(await upload(uploads, "1")).status, (await upload(uploads, "2")).status]).toEqual([201, 201]);
  const third = await upload(uploads, "3");
  expect(third.status).toBe(507);
  expect(third.body.message).toContain("2 uploads");
  expect((await uploads.api("GET", "/files")).body).toHaveLength(2);
  const bytes = await openTestSandbox({ document: FILES, sandboxFile: "limits: { max_megabytes: 1 }" });
  let last = { status: 201 };
  for (let i = 0; i < 5 && last.status === 201; i++) last = await upload(bytes, "x".repeat(600_000));
  expect(last.status).toBe(507);
  expect((await bytes.api("GET", "/files")).status).toBe(200);
});

test("endpoints have an end, whichever way they are made", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const add = () =>
    sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`, {
      url: "https://ok.webhook.test/",
    });
  for (let i = 0; i < 20; i++) expect((await add()).status).toBe(201);
  expect(await add()).toMatchObject({ status: 507, body: { sandbox_error: "sandbox_full" } });
});

test("the same form with another boundary is the same call, another file is another", async () => {
  const sandbox = await openTestSandbox({ document: FILES });
  const key = { "idempotency-key": "form" };
  const first = await upload(sandbox, "same", key);
  const again = await upload(sandbox, "same", key);
  expect(again.body.id).toBe(first.body.id);
  expect((await upload(sandbox, "other", key)).status).toBe(409);
});

test("an API may have its idempotency keys by account: another key of the sandbox repeats", async () => {
  const { callerOf } = await import("../support/test-sandbox.ts");
  for (const [per, same] of [
    ["account", true],
    ["key", false],
  ] as const) {
    const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: `idempotency: { per: ${per} }` });
    const second = await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", {
      api: sandbox.slug,
    });
    const send = (api: typeof sandbox.api) =>
      api("POST", "/v1/books", { title: "Once" }, { "idempotency-key": "k" });
    const one = await send(sandbox.api);
    const two = await send(callerOf(sandbox.host, second.body.rawKey as string));
    expect(one.body.id === two.body.id).toBe(same);
  }
});
