import { expect, test } from "vitest";
import { applyJsonPatch } from "#lib/json-patch.ts";

const patched = (target: any, ...steps: any[]) => applyJsonPatch(target, steps);

test("the examples of the appendix", () => {
  expect(patched({ foo: "bar" }, { op: "add", path: "/baz", value: "qux" })).toEqual({
    ok: true,
    value: { foo: "bar", baz: "qux" },
  });
  expect(patched({ foo: ["bar", "baz"] }, { op: "add", path: "/foo/1", value: "qux" })).toMatchObject({
    value: { foo: ["bar", "qux", "baz"] },
  });
  expect(
    patched({ foo: ["all", "grass", "cows", "eat"] }, { op: "move", from: "/foo/1", path: "/foo/3" }),
  ).toMatchObject({ value: { foo: ["all", "cows", "eat", "grass"] } });
  expect(patched({ "/": 9, "~1": 10 }, { op: "test", path: "/~01", value: 10 }).ok).toBe(true);
  expect(patched({ foo: null }, { op: "add", path: "/foo", value: { a: 1 } })).toMatchObject({
    value: { foo: { a: 1 } },
  });
  expect(patched({ foo: ["bar"] }, { op: "add", path: "/foo/-", value: ["abc"] })).toMatchObject({
    value: { foo: ["bar", ["abc"]] },
  });
});

test("what cannot be done changes nothing and says which step it was", () => {
  const target = { list: [1], name: "x" };
  for (const step of [
    { op: "remove", path: "/none" },
    { op: "add", path: "/list/5", value: 1 },
    { op: "add", path: "/list/01", value: 1 },
    { op: "replace", path: "/none", value: 1 },
    { op: "test", path: "/name", value: "y" },
    { op: "move", from: "/list", path: "/list/0" },
    { op: "add", path: "name", value: 1 },
    { op: "grow", path: "/name" },
    { op: "add", path: "/name" },
    null,
  ]) {
    const result = patched(target, { op: "replace", path: "/name", value: "changed" }, step);
    expect(result).toMatchObject({ ok: false, failure: expect.stringMatching(/^Operation 1: /) as string });
  }
  expect(target).toEqual({ list: [1], name: "x" });
  expect(patched({}, { op: "add", path: "/__proto__", value: { bad: 1 } }).ok).toBe(true);
  expect(({} as Record<string, unknown>)["bad"]).toBeUndefined();
});
