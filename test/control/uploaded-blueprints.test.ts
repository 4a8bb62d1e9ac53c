// A blueprint from outside is as hostile as a document: what is not of this compiler is refused, and nothing is stored of it.
import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { compile } from "#blueprint/compile.ts";
import { readDocument } from "#blueprint/read/document.ts";
import { LIBRARY } from "../support/documents.ts";
import { ORIGIN, send, signUp } from "../support/test-sandbox.ts";

function blueprint(): { index: { compiler: string } } {
  const read = readDocument(JSON.stringify(LIBRARY));
  const made = read.ok ? compile(read.value, {}) : read;
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  return made.value.blueprint as { index: { compiler: string } };
}

async function upload(text: string) {
  const owner = await signUp();
  const form = new FormData();
  form.set("document", JSON.stringify(LIBRARY));
  form.set("blueprint", text);
  const slug = `u${Math.random().toString(36).slice(2)}`;
  const answer = await send(`${ORIGIN}/api/v1/apis/${slug}/releases`, {
    method: "POST",
    headers: { authorization: `Bearer ${owner.token}` },
    body: form,
  });
  const known = await env.DB.prepare("SELECT 1 FROM apis WHERE slug = ?").bind(slug).all();
  return {
    status: answer.status,
    code: answer.body.sandbox_error as unknown,
    published: known.results.length,
  };
}

describe("an uploaded blueprint", () => {
  it("is taken when this compiler made it", async () => {
    expect(await upload(JSON.stringify(blueprint()))).toMatchObject({ status: 201, published: 1 });
  });

  it("is refused when it is not JSON, not a blueprint, or of another compiler", async () => {
    const made = blueprint();
    const refused = { status: 422, code: "document_invalid", published: 0 };
    expect(await upload("{")).toEqual(refused);
    expect(await upload(JSON.stringify({ ...made, index: {} }))).toEqual(refused);
    expect(await upload(JSON.stringify({ ...made, index: { ...made.index, compiler: "0" } }))).toEqual(
      refused,
    );
  });
});
