// What an isolate holds for all its tenants never carries anything from one to another: not in answers, not in logs.
import { describe, expect, it } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, activateTestSandbox, openTestSandbox, signUp } from "../support/test-sandbox.ts";
import { cachedParts } from "#tenant/blueprint-cache.ts";

const lastAnswer = async (sandbox: TestSandbox): Promise<[string, string][]> => {
  const at = `/api/v1/sandboxes/default/${sandbox.slug}`;
  const { body: log } = await sandbox.partner.call("GET", `${at}/log?limit=1`);
  const { body } = await sandbox.partner.call("GET", `${at}/log/${log.data.at(-1).id}`);
  return body.response.headers;
};

describe("what tenants of one isolate share", () => {
  it("keeps a lost answer of one tenant out of another's log", async () => {
    const first = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
    const second = await activateTestSandbox(await signUp(), first.slug);
    const lose = (sandbox: TestSandbox) =>
      expect(
        sandbox.api("POST", "/v1/books", { title: "Lost" }, { "x-sandbox-scenario": "recovery_timeout" }),
      ).rejects.toThrow();
    const headers: [string, string][][] = [];
    for (const sandbox of [first, second, first]) {
      await lose(sandbox);
      headers.push(await lastAnswer(sandbox));
    }
    const ids = headers.map((list) => list.filter(([name]) => name === "x-request-id").length);
    expect(ids).toEqual([1, 1, 1]);
    expect(headers[2]?.length).toBe(headers[0]?.length);
  });

  it("freezes every part of a blueprint that is held, all the way down", async () => {
    const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
    await sandbox.api("GET", "/v1/books");
    const parts = cachedParts();
    expect(parts.length).toBeGreaterThan(2);
    const loose: string[] = [];
    const look = (value: unknown, at: string): void => {
      if (typeof value !== "object" || value === null) return;
      if (!Object.isFrozen(value)) loose.push(at);
      for (const [name, member] of Object.entries(value)) look(member, `${at}/${name}`);
    };
    for (const { key, value } of parts) look(value, key);
    expect(loose).toEqual([]);
  });
});
