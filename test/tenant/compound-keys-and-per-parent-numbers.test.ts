import { expect, test } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { objectOf } from "../support/schemas.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";

const text = { type: "string" };
const repo = {
  type: "object",
  required: ["id", "name"],
  properties: {
    id: { type: "integer" },
    name: text,
    owner: { type: "object", required: ["login"], properties: { login: text } },
  },
};
const issue = {
  type: "object",
  required: ["number", "title"],
  properties: { number: { type: "integer" }, title: text },
};

test("R9, R19, R20: records are found by owner and name, and numbers count within each of them", async () => {
  const sandbox = await openTestSandbox({
    document: documentOf({
      "POST /repos": { body: repo, answer: repo, status: 201 },
      "GET /repos/{owner}/{repo}": { answer: repo },
      "GET /repos/{owner}/{repo}/issues": { answer: { type: "array", items: issue } },
      "POST /repos/{owner}/{repo}/issues": {
        body: { type: "object", required: ["title"], properties: { title: text } },
        answer: issue,
        status: 201,
      },
      "GET /repos/{owner}/{repo}/issues/{number}": { answer: issue },
    }),
    sandboxFile: "resources: { repo: { seed: 0 } }",
  });
  for (const name of ["one", "two"]) await sandbox.api("POST", "/repos", { name, owner: { login: "ada" } });
  expect((await sandbox.api("GET", "/repos/ada/one")).body).toMatchObject({
    name: "one",
    owner: { login: "ada" },
  });
  expect((await sandbox.api("GET", "/repos/bob/one")).status).toBe(404);
  expect((await sandbox.api("GET", "/repos/bob/one/issues")).status).toBe(404);
  expect((await sandbox.api("POST", "/repos/ada/one/issues", { title: "a" })).body.number).toBe(1);
  expect((await sandbox.api("POST", "/repos/ada/one/issues", { title: "b" })).body.number).toBe(2);
  expect((await sandbox.api("POST", "/repos/ada/two/issues", { title: "c" })).body.number).toBe(1);
  expect(
    (await sandbox.api("GET", "/repos/ada/one/issues")).body.map((one: { title: string }) => one.title),
  ).toEqual(["a", "b"]);
  expect((await sandbox.api("GET", "/repos/ada/two/issues/1")).body.title).toBe("c");
  expect((await sandbox.api("GET", "/repos/ada/two/issues/2")).status).toBe(404);
});

test("R9, R19: a write to a path makes the record that the whole path names", async () => {
  const rate = objectOf({ country: text, region: text, percent: { type: "integer" } });
  const sandbox = await openTestSandbox({
    document: documentOf({
      "PUT /rates/{country}/{region}": { body: objectOf({ percent: { type: "integer" } }), status: 201 },
      "GET /rates/{country}/{region}": { answer: rate },
    }),
  });
  for (const percent of [7, 8])
    expect((await sandbox.api("PUT", "/rates/ca/on", { percent })).status).toBe(201);
  expect((await sandbox.api("GET", "/rates/ca/on")).body).toMatchObject({ country: "ca", percent: 8 });
  expect((await sandbox.api("GET", "/rates/us/on")).status).toBe(404);
});
