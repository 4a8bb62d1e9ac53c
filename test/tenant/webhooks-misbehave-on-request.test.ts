// What goes wrong with webhooks in the real world, on request: twice, late, out of order, badly signed, old, changed, lost;
// by header, by a value, by an armed fault, for events that nobody called for too.
import { runDurableObjectAlarm } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { rows, stubOf } from "../support/tenant.ts";

const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;

async function open(sandboxFile = LIBRARY_BEHAVIOUR, answer?: (n: number) => Response) {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile });
  const hook = receiver(answer);
  const made = await sandbox.partner.call("POST", at(sandbox, "endpoints"), {
    url: hook.url,
    events: ["book.*"],
  });
  const write = (title: string, scenario?: string) =>
    sandbox.api(
      "POST",
      "/v1/books",
      { title },
      scenario === undefined ? {} : { "x-sandbox-scenario": scenario },
    );
  const titles = () =>
    hook.received.map((one) => (JSON.parse(one.body) as { data: { title: string } }).data.title);
  const arrived = (n: number) => vi.waitFor(() => expect(hook.received).toHaveLength(n), { timeout: 5000 });
  const valid = (n: number) =>
    hook.verified(n, made.body.secret as string).then(
      () => true,
      () => false,
    );
  return {
    sandbox,
    hook,
    endpoint: made.body as { id: string; secret: string },
    write,
    titles,
    arrived,
    valid,
  };
}

test("a duplicate has the same id, a replay is an old event once more", async () => {
  const { hook, write, arrived, titles } = await open();
  await write("One", "webhook_duplicate");
  await arrived(2);
  expect(hook.received[0]?.headers["webhook-id"]).toBe(hook.received[1]?.headers["webhook-id"]);
  await write("Two", "webhook_replayed");
  await arrived(4);
  expect(titles().slice(2).sort()).toEqual(["One", "Two"]);
});

test("what is late comes when the clock pulls it, what is out of order after the next one", async () => {
  const { sandbox, write, arrived, titles } = await open();
  await write("Late", "webhook_delayed");
  await write("First", "webhook_out_of_order");
  await write("Second");
  await arrived(2);
  await runDurableObjectAlarm(await stubOf(sandbox));
  expect(titles()).toEqual(["Second", "First"]);
  await sandbox.partner.call("POST", at(sandbox, "clock"), { by: 60, retries: true });
  await arrived(3);
  expect(titles()).toEqual(["Second", "First", "Late"]);
});

test("a wrong signature, an old timestamp and a changed body fail verification, and the retry is right", async () => {
  const file = `${LIBRARY_BEHAVIOUR}\n`.replace(/^events:/m, "events:\n  retries: [1, 1, 1]");
  const sandboxFile = file.includes("retries") ? file : `${file}events: { retries: [1, 1, 1] }\n`;
  const { sandbox, hook, write, arrived, valid } = await open(sandboxFile, (n) =>
    n % 2 === 1 ? new Response("no", { status: 400 }) : new Response("ok"),
  );
  let n = 0;
  for (const mishap of ["bad_signature", "mutated", "stale"]) {
    await write(mishap, `webhook_${mishap}`);
    await arrived(n + 1);
    const age = Date.now() / 1000 - Number(hook.received[n]?.headers["webhook-timestamp"]);
    expect(mishap === "stale" ? age > 3000 : !(await valid(n))).toBe(true);
    await sandbox.partner.call("POST", at(sandbox, "clock"), { by: 60, retries: true });
    await arrived(n + 2);
    expect(await valid(n + 1)).toBe(true);
    n += 2;
  }
  const facts = (await sandbox.partner.call("GET", at(sandbox, "evidence"))).body.data as { fact: string }[];
  expect(facts.map((one) => one.fact)).toEqual(
    expect.arrayContaining(["refused_bad_signature", "refused_mutated", "refused_stale", "acknowledged"]),
  );
});

test("a lost event never arrives, is told as failed, and is recovered", async () => {
  const { sandbox, endpoint, write, arrived, titles } = await open();
  await write("Lost", "webhook_lost");
  await write("Seen");
  await arrived(1);
  const { body } = await sandbox.partner.call("GET", at(sandbox, "deliveries"));
  expect(
    (body.data as { state: string; deliveryFault: string | null }[]).map((one) => [
      one.state,
      one.deliveryFault,
    ]),
  ).toContainEqual(["failed", "lost"]);
  await sandbox.partner.call("POST", at(sandbox, `endpoints/${endpoint.id}/recover`));
  await arrived(2);
  expect(titles()).toEqual(["Seen", "Lost"]);
});

test("a fault that waits for an event holds for events nobody called for, and as often as it says", async () => {
  const { sandbox, hook, write, arrived } = await open();
  const arm = (body: object) => sandbox.partner.call("POST", at(sandbox, "faults"), body);
  expect(
    await arm({
      match: { event: "book.archived", operation: "createBook" },
      effect: { scenario: "webhook_lost" },
    }),
  ).toMatchObject({ status: 400 });
  expect(await arm({ match: { event: "book.archived" }, effect: { scenario: "not_found" } })).toMatchObject({
    status: 400,
  });
  const book = (await write("Moves")).body as { id: string };
  await sandbox.api("POST", `/v1/books/${book.id}/publish`);
  await arrived(2);
  expect((await arm({ match: { event: "book.*" }, effect: { webhook: "duplicate" } })).status).toBe(201);
  const moved = await sandbox.partner.call("POST", at(sandbox, "clock"), { by: "P365D" });
  expect(moved.body.fired).toHaveLength(1);
  await arrived(4);
  expect(hook.received[2]?.headers["webhook-id"]).toBe(hook.received[3]?.headers["webhook-id"]);
  await write("After");
  await arrived(5);
  expect((await sandbox.partner.call("GET", at(sandbox, "faults"))).body.data).toEqual([]);
});

test("hosts that only pretend answer as they are called, and nothing is sent", async () => {
  const { sandbox, write, arrived } = await open();
  const add = (url: string) =>
    sandbox.partner.call("POST", at(sandbox, "endpoints"), { url, events: ["book.created"] });
  const made = await Promise.all(
    ["ok", "timeout", "418", "gone"].map((name) => add(`https://${name}.webhook.test/hook`)),
  );
  expect(made.map((one) => one.status)).toEqual([201, 201, 201, 201]);
  expect((await add("https://nobody.webhook.test/hook")).status).toBe(400);
  await write("Pretended");
  await arrived(1);
  await vi.waitFor(async () => {
    const { body } = await sandbox.partner.call("GET", at(sandbox, "deliveries"));
    const attempts = (body.data as { attempts: { status: number | null; error: string | null }[] }[]).flatMap(
      (one) => one.attempts.map((attempt) => attempt.error ?? attempt.status),
    );
    expect(attempts.map(String).sort()).toEqual(["200", "200", "410", "418", "timed out"]);
  });
  const gone = (await sandbox.partner.call("GET", at(sandbox, "endpoints"))).body.data as {
    disabled: string | null;
  }[];
  expect(gone.filter((one) => one.disabled !== null)).toHaveLength(1);
});

test("an endpoint that fails for good time after time is switched off, says why, and begins anew when switched on", async () => {
  const file = `${LIBRARY_BEHAVIOUR}\n`.replace(/^events:/m, "events:\n  retries: [1]");
  const sandboxFile = file.includes("retries") ? file : `${file}events: { retries: [1] }\n`;
  const { sandbox, endpoint, hook, write } = await open(sandboxFile, () => new Response("", { status: 500 }));
  for (let i = 0; i < 5; i++) await write(`Book ${i}`);
  await vi.waitFor(() => expect(hook.received.length).toBeGreaterThanOrEqual(5), { timeout: 5000 });
  await vi.waitFor(
    async () => {
      await sandbox.partner.call("POST", at(sandbox, "clock"), { by: 60, retries: true });
      const { body } = await sandbox.partner.call("GET", at(sandbox, "endpoints"));
      expect(body.data[0]).toMatchObject({
        active: false,
        disabled: "5 deliveries in a row failed for good",
      });
    },
    { timeout: 10_000 },
  );
  expect(hook.received.length).toBeLessThanOrEqual(10);
  const on = await sandbox.partner.call("PATCH", at(sandbox, `endpoints/${endpoint.id}`), { active: true });
  expect(on.body).toMatchObject({ active: true, disabled: null });
});

test("a rotated secret signs at once, the old one along with it until the overlap ends", async () => {
  const { sandbox, hook, endpoint, write, arrived } = await open();
  const rotate = (body: object) =>
    sandbox.partner.call("POST", at(sandbox, `endpoints/${endpoint.id}/rotate`), body);
  const rotated = await rotate({});
  expect(rotated.body.secret).toMatch(/^whsec_/);
  expect(rotated.body.previousSecretUntil).not.toBeNull();
  await write("Both");
  await arrived(1);
  const both = hook.received[0]?.headers["webhook-signature"] ?? "";
  expect(both.split(" ")).toHaveLength(2);
  await rotate({ overlapSeconds: 0 });
  await write("One");
  await arrived(2);
  expect((hook.received[1]?.headers["webhook-signature"] ?? "").split(" ")).toHaveLength(1);
  const [audit] = (await sandbox.partner.call("GET", at(sandbox, "audit"))).body.data as {
    action: string;
    detail: object;
  }[];
  expect(audit?.action).toBe("secret_rotated");
  expect(JSON.stringify(audit)).not.toContain("whsec_");
});

test("beyond so many a minute deliveries wait for the next one, and none is lost", async () => {
  const { sandbox, write, arrived } = await open();
  await rows(
    sandbox,
    "INSERT INTO counters (name, window, count) VALUES ('deliveries', ?, 600), ('deliveries', ?, 600)",
    Math.floor(Date.now() / 60_000),
    Math.floor(Date.now() / 60_000) + 1,
  );
  await write("Waits");
  await runDurableObjectAlarm(await stubOf(sandbox));
  const due = await rows<{ due: number; state: string }>(sandbox, "SELECT due, state FROM deliveries");
  expect(due[0]?.state).toBe("pending");
  expect(due[0]?.due).toBeGreaterThan(Date.now());
  expect(due[0]?.due).toBeLessThanOrEqual(Date.now() + 60_000);
  void arrived;
});

test("replay since a moment sends every event of that time again, in order", async () => {
  const { sandbox, endpoint, write, arrived, titles } = await open();
  await write("One");
  await write("Two");
  await arrived(2);
  const since = new Date(Date.now() - 60_000).toISOString();
  const replayed = await sandbox.partner.call("POST", at(sandbox, `endpoints/${endpoint.id}/replay`), {
    since,
  });
  expect(replayed).toMatchObject({ status: 202, body: { resent: 2 } });
  await arrived(4);
  expect(titles().slice(2).sort()).toEqual(["One", "Two"]);
});
