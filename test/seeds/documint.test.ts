import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, type SeedApi, openSeedApi } from "../support/seed-api.ts";

/** The lines of a PDF, of which every object is where its table says. */
function linesOf({ status, body, headers }: Answer): string[] {
  expect([status, headers.get("content-type")]).toEqual([200, "application/pdf"]);
  const file = String(body);
  expect(file).toMatch(/^%PDF-1\.4\n[^]*%%EOF\n$/);
  const table = Number(/startxref\n(\d+)/.exec(file)?.[1]);
  expect(file.slice(table, table + 4)).toBe("xref");
  [...file.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].forEach(([, at], i) =>
    expect(file.slice(Number(at))).toMatch(new RegExp(`^${i + 1} 0 obj\n`)),
  );
  for (const [, length, text = ""] of file.matchAll(/\/Length (\d+) >>\nstream\n([^]*?)\nendstream/g))
    expect(text).toHaveLength(Number(length));
  return [...file.matchAll(/\((.*)\) Tj/g)].map(([, line = ""]) => line);
}

describe("documint", () => {
  let api: SeedApi;
  beforeAll(async () => void (api = await openSeedApi("documint")));
  const items = [
    { description: "Starter kit", quantity: 2, unit_price: 49 },
    { description: "Seat (Büro)", quantity: 1, unit_price: 15.5 },
  ];

  it("an invoice is a PDF with its items and their total", async () => {
    const invoice = { invoice_number: "R-1", from: "Acme", to: "Jo", currency: "EUR", items };
    const lines = linesOf(await api.call("POST", "/api/v1/invoice", invoice));
    expect(lines[0]).toBe("Invoice R-1");
    expect(lines).toContain("Seat \\(B\\374ro\\)   1 x 15.5 = 15.5 EUR");
    expect(lines.at(-1)).toBe("Total: 113.5 EUR");
    const many = Array.from({ length: 120 }, (_, i) => ({ description: `Item ${i}`, quantity: 1, unit_price: 1 }));
    const long = await api.call("POST", "/api/v1/invoice", { items: many });
    expect(linesOf(long).at(-1)).toBe("Total: 120 USD");
    expect(String(long.body)).toContain("/Count 3");
  });

  it("HTML, Markdown and templates are rendered", async () => {
    const render = async (content: string) => linesOf(await api.call("POST", "/api/v1/render", { title: "T", content }));
    expect(await render("<h1>Hello</h1><p>All is <b>well</b></p>")).toEqual(expect.arrayContaining(["Hello", "All is well"]));
    expect(await render("# Hello\nAll is well")).toEqual(["T", "Hello", "All is well"]);
    const made = await api.call("POST", "/api/v1/templates", { name: "Welcome", content: "Dear {{name}},\n{{ more }}bye" });
    expect(made.status).toBe(201);
    const path = `/api/v1/templates/${made.body.id}`;
    const filled = await api.call("POST", `${path}/render`, { variables: { name: "Ada" } });
    expect(linesOf(filled)).toEqual(["Welcome", "Dear Ada,", "bye"]);
    expect((await api.call("DELETE", path)).status).toBe(204);
    expect(await api.call("POST", `${path}/render`, { variables: {} })).toMatchObject({ status: 404, body: { error: "Template not found" } });
  });

  it("what cannot be is said", async () => {
    expect(await api.call("POST", "/api/v1/invoice", { items: [] })).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    expect((await api.call("POST", "/api/v1/invoice", { items: [{ description: "x" }] })).status).toBe(400);
    const used = await api.call("POST", "/api/v1/render", { title: "sandbox_quota_used", content: "x" });
    expect(used).toMatchObject({ status: 429, body: { error: "The monthly limit of your plan is reached" } });
    expect((await api.open("POST", `${api.sandbox.pathUrl}/api/v1/invoice`, { items })).status).toBe(401);
    expect(api.sandbox.key).toMatch(/^dm_test_/);
  });

  it("visitors may try it", async () => {
    expect(linesOf(await api.visit("POST", "/api/v1/invoice", { items })).at(-1)).toBe("Total: 113.5 USD");
  });
});
