// Structured logs: one JSON object a line, with ids and counts, and never a credential.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newKeyId, newOwnerId } from "#lib/ids.ts";
import { mintKey } from "#lib/key.ts";
import { log } from "#lib/log.ts";

const lines: string[] = [];
const levels: string[] = [];
beforeEach(() => {
  lines.length = 0;
  levels.length = 0;
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((...args: unknown[]) => {
      levels.push(level);
      lines.push(args.join(" "));
    });
});
afterEach(() => vi.restoreAllMocks());

const entry = (): Record<string, unknown> => JSON.parse(lines[0] ?? "") as Record<string, unknown>;

describe("log", () => {
  it("writes one line that is one JSON object, by level", () => {
    log("warn", "sweep.pushed", { requestId: "req_1", tenant: "s:a", mode: "test", keys: 3, done: true });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("\n");
    expect(levels).toEqual(["warn"]);
    expect(entry()).toEqual({
      level: "warn",
      event: "sweep.pushed",
      requestId: "req_1",
      tenant: "s:a",
      mode: "test",
      keys: 3,
      done: true,
    });
  });

  it("says what was thrown, what caused it, and where", () => {
    log("error", "request.failed", { cause: new TypeError("outer", { cause: new Error("inner\nline") }) });
    expect(entry()["cause"]).toBe("TypeError: outer; caused by Error: inner\nline");
    expect(entry()["stack"]).toMatch(/at /);
    expect(entry()["stack"]).not.toContain("outer");
    expect(lines[0]).not.toContain("\n");
  });

  it("takes plain facts only: no body, no header, nothing nested", () => {
    log("info", "x", { body: { card: "4242" }, headers: [["authorization", "x"]], nothing: null, n: 1 });
    expect(entry()).toEqual({ level: "info", event: "x", n: 1 });
  });

  it("shows no credential, wherever it stands in what is said", async () => {
    const ring = ["a secret that signs keys, for this test"];
    const { key: rawKey } = await mintKey(ring, {
      prefix: "lib",
      mode: "test",
      owner: newOwnerId(),
      api: null,
      keyId: newKeyId(),
    });
    const secrets = [rawKey, "whsec_c2VjcmV0c2VjcmV0", "eyJhbGciOi.session", "pass:word"];
    log("error", "x", {
      url: `https://pass:word@example.com/?key=${rawKey}`,
      cause: new Error(
        `Failed query: select 1 where hash = ? for ${rawKey} Bearer eyJhbGciOi.session whsec_c2VjcmV0c2VjcmV0\nparams: ada@example.com,${rawKey}`,
      ),
    });
    for (const secret of [...secrets, "ada@example.com"]) expect(lines[0]).not.toContain(secret);
    expect(entry()["cause"]).toContain("Failed query: select 1");
  });

  it("cuts what is too long", () => {
    log("error", "x", { cause: new Error("y".repeat(10_000)), fact: "z".repeat(10_000) });
    expect(lines[0]?.length).toBeLessThan(4000);
  });
});
