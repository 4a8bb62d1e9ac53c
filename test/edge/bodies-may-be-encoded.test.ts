// Bodies in gzip, deflate and br; what comes out is what counts. A body that does not end is given up.
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { takeBody } from "#edge/call-body.ts";
import { PROVED_BODY_BYTES } from "#edge/body-limit.ts";
import { documentOf } from "../support/compiled.ts";
import { type TestSandbox, openTestSandbox, send } from "../support/test-sandbox.ts";

const text = { type: "string" };
const pet = { type: "object", required: ["id"], properties: { id: text, name: text } };
const document = documentOf({
  "POST /pets": { body: { type: "object", properties: { name: text } }, answer: pet, status: 201 },
  "GET /pets/{id}": { answer: pet },
});
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await openTestSandbox({ document });
});

const post = (body: BodyInit, coding: string) =>
  send(`${sandbox.host}/pets`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${sandbox.key}`,
      "content-type": "application/json",
      "content-encoding": coding,
    },
    body,
  });

describe("an encoded body", () => {
  it.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
    ["GZIP, identity", gzipSync],
    ["br, gzip", (body: Uint8Array) => gzipSync(brotliCompressSync(body))],
  ])("in %s is read", async (coding, compress) => {
    const made = await post(new Uint8Array(compress(encode({ name: "Rex" }))), coding);
    expect(made).toMatchObject({ status: 201, body: { name: "Rex" } });
  });

  it("is refused in a coding that is not known, or when it is not what it says", async () => {
    expect((await post("{}", "zstd")).status).toBe(415);
    expect((await post("{}", "gzip")).status).toBe(400);
  });

  it("is refused under more codings than anybody has a use for", async () => {
    const layers = (count: number): Uint8Array<ArrayBuffer> => {
      let body = encode({ name: "Rex" });
      for (let i = 0; i < count; i++) body = new Uint8Array(gzipSync(body));
      return new Uint8Array(body);
    };
    expect((await post(layers(3), "gzip, gzip, gzip")).status).toBe(201);
    expect((await post(layers(4), "gzip, gzip, gzip, gzip")).status).toBe(415);
  });

  it("counts by what comes out of it", async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(PROVED_BODY_BYTES + 1)));
    expect(bomb.byteLength).toBeLessThan(PROVED_BODY_BYTES / 100);
    expect((await post(bomb, "gzip")).status).toBe(413);
    const twice = new Uint8Array(gzipSync(bomb));
    expect((await post(twice, "gzip, gzip")).status).toBe(413);
  });

  it("may hold the key, where the API has it in the body", async () => {
    const keyed = await openTestSandbox({
      document: documentOf({
        "POST /pets": {
          body: { type: "object", required: ["api_key"], properties: { name: text, api_key: text } },
          answer: pet,
          status: 201,
        },
      }),
    });
    const body = new Uint8Array(gzipSync(encode({ name: "Rex", api_key: keyed.key })));
    const made = await send(`${keyed.host}/pets`, {
      method: "POST",
      headers: { "content-type": "application/json", "content-encoding": "gzip" },
      body,
    });
    expect(made).toMatchObject({ status: 201, body: { name: "Rex" } });
  });
});

describe("a body that does not end", () => {
  it("is given up with 408 after the stated time", async () => {
    const endless = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(encode({}));
      },
    });
    const request = new Request("http://localhost/pets", { method: "POST", body: endless });
    expect(await takeBody(request, 1000, 0.02)).toMatchObject({
      status: 408,
      message: "The body did not end within 0.02 seconds.",
    });
  });
});
