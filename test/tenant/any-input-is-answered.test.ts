import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const pathPiece = fc.oneof(
  fc.constantFrom("v1", "books", "authors", "publish", "..", "%00", "%E0%A4%A", ":cancel", "motd"),
  fc.string({ maxLength: 12 }).map(encodeURIComponent),
);
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.record(
    {
      title: fc.oneof(fc.string(), fc.integer()),
      pages: fc.oneof(fc.integer(), fc.string()),
      author_id: fc.oneof(fc.string(), fc.constant(null)),
      tags: fc.array(fc.string()),
    },
    { requiredKeys: [] },
  ),
);

test("any path, method, query and body is answered without a fault of ours", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
      fc.oneof(
        fc.constant("/v1/books"),
        fc.array(pathPiece, { maxLength: 5 }).map((pieces) => `/${pieces.join("/")}`),
      ),
      fc.dictionary(
        fc.constantFrom("limit", "after", "status", "a[b][c]", "__proto__", "x"),
        fc.string({ maxLength: 20 }),
      ),
      fc.oneof(
        value.map((one) => JSON.stringify(one)),
        fc.string(),
      ),
      fc.constantFrom(
        "application/json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "nonsense",
      ),
      async (method, path, query, body, type) => {
        const url = `${path}?${new URLSearchParams(query).toString()}`;
        const answer = await sandbox.api(
          method,
          url,
          method === "GET" ? undefined : body,
          method === "GET" ? {} : { "content-type": type },
        );
        expect(answer.status, `${method} ${url} ${body}`).toBeLessThan(500);
      },
    ),
    { numRuns: 600 },
  );
}, 60_000);
