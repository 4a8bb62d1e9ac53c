import { expect, test } from "vitest";
import { compiled, documentOf } from "../support/compiled.ts";
import { pet } from "../support/schemas.ts";

test("the same document gives the same bytes", () => {
  const document = documentOf({
    "GET /pets/{id}": { answer: pet },
    "GET /pets": { answer: { type: "array", items: pet } },
  });
  expect(JSON.stringify(compiled(document).index)).toBe(JSON.stringify(compiled(document).index));
});
