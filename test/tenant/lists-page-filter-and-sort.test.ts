import { expect, test } from "vitest";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { documentOf } from "../support/compiled.ts";
import { objectOf } from "../support/schemas.ts";

const text = { type: "string" };
const task = {
  type: "object",
  required: ["id", "title"],
  properties: {
    id: { ...text, readOnly: true },
    title: text,
    done: { type: "boolean" },
    priority: { type: "integer" },
    created_at: { type: "string", format: "date-time" },
  },
};
const list = {
  type: "object",
  required: ["items", "total"],
  properties: {
    items: { type: "array", items: task },
    total: { type: "integer" },
    next: { type: ["string", "null"] },
  },
};

const open = async () => {
  const sandbox = await openTestSandbox({
    document: documentOf({
      "GET /tasks": {
        answer: list,
        query: {
          page: { type: "integer", minimum: 1 },
          per_page: { type: "integer", default: 4, maximum: 50 },
          done: { type: "boolean" },
          "priority[gte]": { type: "integer" },
          q: text,
          sort: text,
        },
        headers: ["Link", "X-Total-Count"],
      },
      "POST /tasks": { body: task, answer: task, status: 201 },
      "GET /tasks/{id}": { answer: task },
    }),
    sandboxFile: "resources: { task: { seed: 0 } }",
  });
  for (let i = 0; i < 10; i++)
    await sandbox.api("POST", "/tasks", {
      title: i === 3 ? "100% wool_ßéa" : `Task ${i}`,
      done: i % 2 === 0,
      priority: i,
    });
  return sandbox;
};

const titles = (answer: { body: any }): number[] =>
  answer.body.items.map((one: { priority: number }) => one.priority);

test("R14, R15, R16: pages count after filtering, and links lead through all of them", async () => {
  const sandbox = await open();
  const first = await sandbox.api("GET", "/tasks?done=true&per_page=2");
  expect(first.body).toMatchObject({ total: 5, next: `${sandbox.host}/tasks?done=true&per_page=2&page=2` });
  expect(first.headers.get("x-total-count")).toBe("5");
  expect(first.headers.get("link")).toBe(
    `<${sandbox.host}/tasks?done=true&per_page=2&page=2>; rel="next", <${sandbox.host}/tasks?done=true&per_page=2&page=3>; rel="last"`,
  );
  const last = await sandbox.api("GET", "/tasks?done=true&per_page=2&page=3");
  expect(titles(last)).toEqual([8]);
  expect(last.body.next).toBeNull();
  expect(last.headers.get("link")).toContain('rel="prev"');
  expect((await sandbox.api("GET", "/tasks?page=99")).body.items).toEqual([]);
});

test("R17, R18: ranges, search and order", async () => {
  const sandbox = await open();
  expect(titles(await sandbox.api("GET", "/tasks?priority[gte]=7"))).toEqual([7, 8, 9]);
  expect(titles(await sandbox.api("GET", "/tasks?q=wool_%C3%9F"))).toEqual([3]);
  expect(titles(await sandbox.api("GET", "/tasks?q=100%25"))).toEqual([3]);
  expect(titles(await sandbox.api("GET", "/tasks?q=Task&per_page=2&sort=-priority"))).toEqual([9, 8]);
  expect(titles(await sandbox.api("GET", "/tasks?per_page=3&sort=priority&page=2"))).toEqual([3, 4, 5]);
});

test("R16: what a page may not be is refused", async () => {
  const sandbox = await open();
  for (const query of ["per_page=51", "page=0", "page=x", "done=perhaps"])
    expect((await sandbox.api("GET", `/tasks?${query}`)).status, query).toBe(400);
});

test("R18: a name filters by the object that it names in the record", async () => {
  const board = objectOf({ id: text, owner: objectOf({ id: text, name: text }) });
  const sandbox = await openTestSandbox({
    document: documentOf({
      "GET /boards": { answer: { type: "array", items: board }, query: { owner: text } },
      "POST /boards": { body: objectOf({ owner: text }), answer: board, status: 201 },
      "GET /boards/{id}": { answer: board },
    }),
    sandboxFile: "resources: { board: { seed: 0 } }",
  });
  const made = await sandbox.api("POST", "/boards", { owner: "ada" });
  await sandbox.api("POST", "/boards", { owner: "bob" });
  expect((await sandbox.api("GET", "/boards?owner=ada")).body).toEqual([made.body]);
});
