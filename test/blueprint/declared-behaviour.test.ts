// A mistake in what sandbox.yaml says of behaviour is a diagnostic with its place in the file.
import { describe, expect, it } from "vitest";
import { compile } from "#blueprint/compile.ts";
import { readSandboxFile } from "#blueprint/read/sandbox-file.ts";
import { asObject } from "#lib/json.ts";
import { PAYMENTS, PAYMENTS_FILE } from "../support/payments.ts";

const diagnosticsOf = (file: string) => {
  const read = readSandboxFile(file);
  if (!read.ok) return read.failure;
  const compiled = compile(asObject(PAYMENTS), read.value);
  return compiled.ok ? [] : compiled.failure.filter((one) => one.level === "error");
};

describe("declared behaviour", () => {
  it("compiles what is right", () => {
    expect(diagnosticsOf(PAYMENTS_FILE)).toEqual([]);
  });

  it.each([
    ["an expression that is none", 'on: { create: [{ when: "body.amount >" }] }', "/on/create/0/when"],
    ["a variable that is none", 'on: { create: [{ when: "boby.amount > 1" }] }', "/on/create/0/when"],
    ["an effect that is none", "on: { create: [{ effects: [chargee] }] }", "/on/create/0/effects/0"],
    [
      "an effect on no resource",
      "on: { create: [{ effects: [{ create: chrage }] }] }",
      "/on/create/0/effects/0",
    ],
    ["an error case that is none", "on: { create: [{ refuse: nope }] }", "/on/create/0/refuse"],
    [
      "a function that is none",
      "on: { create: [{ when: \"functions.call('nope', 1)\" }] }",
      "/on/create/0/when",
    ],
    ["a text that is no expression", "members: { card: { default: plain words } }", "/members/card/default"],
  ])("names the place of %s", (_, words, place) => {
    const [first] = diagnosticsOf(`resources: { payment: { ${words} } }`);
    expect(first?.at).toBe(`sandbox.yaml#/resources/payment${place}`);
    expect(first?.hint).not.toBe("");
  });
});
