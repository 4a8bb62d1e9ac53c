// Searching a list for a text: of any length, with any characters in it, whatever the case.
import { describe, expect, it } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const note = { type: "object", required: ["text"], properties: { text: { type: "string" } } };
const stored = {
  type: "object",
  required: ["id", "text"],
  properties: { id: { type: "string" }, text: { type: "string" } },
};
const NOTES = documentOf({
  "GET /notes": { answer: { type: "array", items: stored }, query: { q: { type: "string" } } },
  "POST /notes": { body: note, answer: stored, status: 201 },
  "GET /notes/{noteId}": { answer: stored },
});

describe("R18 a search", () => {
  const LONG = "a rather long text that nobody would call a pattern, ".repeat(40);
  it.each([
    ["a text of 60 characters", LONG, LONG.slice(0, 60)],
    ["a text of 2,000 characters", LONG, LONG.slice(0, 2000)],
    ["a per cent sign", "100% sure", "0% s"],
    ["an underscore", "snake_case", "e_c"],
    ["a backslash", "back\\slash", "k\\s"],
    ["letters in another case", "Hello World", "hELLO wORLD"],
    ["letters beyond ASCII in another case", "ÉCOLE Straße Ñandú", "école straße ñANDÚ"],
    ["Cyrillic and Greek in another case", "Война и Мир, ΛΟΓΟΣ", "ВОЙНА И мир, λογο"],
    ["letters outside the first plane", "say 𐐨𐐩 and 😀", "𐐀𐐁 AND 😀"],
  ])("finds %s, and only where it is", async (_what, text, search) => {
    const sandbox = await openTestSandbox({
      document: NOTES,
      sandboxFile: "resources: { note: { seed: 0 } }",
    });
    await sandbox.api("POST", "/notes", { text: "something else: 100 percent, snake case" });
    const made = await sandbox.api("POST", "/notes", { text });
    const found = await sandbox.api("GET", `/notes?q=${encodeURIComponent(search)}`);
    expect(found.status, found.text.slice(0, 300)).toBe(200);
    expect(found.body.map((one: { id: string }) => one.id)).toEqual([made.body.id]);
  });
});
