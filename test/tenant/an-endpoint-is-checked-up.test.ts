// What an endpoint takes that it should not: a valid, a badly signed, a stale, a mutated and a repeated delivery.
import { expect, test } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { type Receiver, receiver } from "../support/receiver.ts";

const check = async (judge: (hook: Receiver, n: number, secret: string) => Promise<number>) => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  let secret = "";
  const hook: Receiver = receiver(
    async (n) => new Response("", { status: await judge(hook, n - 1, secret) }),
  );
  const path = `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`;
  const made = await sandbox.partner.call("POST", path, { url: hook.url, events: ["author.created"] });
  secret = made.body.secret as string;
  const report = await sandbox.partner.call("POST", `${path}/${made.body.id as string}/test`);
  return { report, hook };
};

test("an endpoint that verifies passes, and each delivery was tried once", async () => {
  const { report, hook } = await check(async (one, n, secret) => {
    const headers: Record<string, string> = one.received[n]?.headers ?? {};
    const age = Math.abs(Date.now() / 1000 - Number(headers["webhook-timestamp"]));
    return age < 300 &&
      (await one.verified(n, secret).then(
        () => true,
        () => false,
      ))
      ? 200
      : 400;
  });
  expect(report.body).toMatchObject({ done: true, passed: true });
  expect(
    (report.body.results as { kind: string; accepted: boolean }[]).map((one) => [one.kind, one.accepted]),
  ).toEqual([
    ["valid", true],
    ["bad_signature", false],
    ["stale", false],
    ["mutated", false],
    ["duplicate", true],
  ]);
  expect(hook.received).toHaveLength(5);
  expect(new Set(hook.received.map((one) => one.headers["webhook-id"])).size).toBe(1);
}, 40_000);

test("one that takes everything is told what to mend", async () => {
  const { report } = await check(async () => 200);
  expect(report.body).toMatchObject({ done: true, passed: false });
  const wrong = (report.body.results as { kind: string; right: boolean; advice: string | null }[]).filter(
    (one) => !one.right,
  );
  expect(wrong.map((one) => one.kind)).toEqual(["bad_signature", "stale", "mutated"]);
  expect(wrong[1]?.advice).toContain("five minutes");
}, 40_000);
