// What happens while an endpoint is paused is held and comes with `recover`: once, in order, and only what it listens to.
import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { type Receiver, receiver } from "../support/receiver.ts";
import { rows, stubOf } from "../support/tenant.ts";

const at = (sandbox: TestSandbox, path: string) => `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;
const titles = (hook: Receiver) =>
  hook.received.map((one) => (JSON.parse(one.body) as { data: { title: string } }).data.title);
const arrived = (hook: Receiver, n: number) =>
  vi.waitFor(() => expect(hook.received).toHaveLength(n), { timeout: 5000 });

async function open(answer?: Receiver["answer"], events = ["book.*"], sandboxFile = LIBRARY_BEHAVIOUR) {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile });
  const hook = receiver(answer);
  const made = await sandbox.partner.call("POST", at(sandbox, "endpoints"), { url: hook.url, events });
  const path = at(sandbox, `endpoints/${(made.body as { id: string }).id}`);
  return {
    sandbox,
    hook,
    pause: (active: boolean) => sandbox.partner.call("PATCH", path, { active }),
    recover: () => sandbox.partner.call("POST", `${path}/recover`),
    write: async (title: string, scenario?: string) =>
      (
        await sandbox.api(
          "POST",
          "/v1/books",
          { title },
          scenario === undefined ? {} : { "x-sandbox-scenario": scenario },
        )
      ).body as { id: string },
  };
}

describe("recover", () => {
  it("brings what happened while the endpoint was paused by hand, in order, once, and says how many", async () => {
    const { sandbox, hook, pause, recover, write } = await open();
    await write("Before");
    await arrived(hook, 1);
    await pause(false);
    const book = await write("One");
    await sandbox.api("PATCH", `/v1/books/${book.id}`, { title: "Two" });
    await sandbox.api("POST", `/v1/books/${book.id}/publish`);
    await sandbox.api("POST", "/v1/authors", { name: "Not listened to" });
    await pause(true);
    await write("After");
    await arrived(hook, 2);
    const recovered = await recover();
    expect(recovered).toMatchObject({ status: 202, body: { resent: 3, failed: 0, paused: 3 } });
    await arrived(hook, 5);
    expect(hook.received.slice(2).map((one) => (JSON.parse(one.body) as { type: string }).type)).toEqual([
      "book.created",
      "book.updated",
      "book.published",
    ]);
    await vi.waitFor(async () => expect((await recover()).body).toMatchObject({ resent: 0 }));
    expect(hook.received).toHaveLength(5);
  });

  it("brings what waited to be sent when it was paused, as a first attempt", async () => {
    const { sandbox, hook, pause, recover, write } = await open();
    await write("Waits", "webhook_delayed");
    await pause(false);
    await rows(sandbox, "UPDATE deliveries SET due = 1");
    await runDurableObjectAlarm(await stubOf(sandbox));
    await vi.waitFor(async () =>
      expect(await rows(sandbox, "SELECT state, attempts FROM deliveries")).toEqual([
        { state: "held", attempts: 0 },
      ]),
    );
    const listed = await sandbox.partner.call("GET", at(sandbox, "deliveries"));
    expect(listed.body.data).toMatchObject([{ state: "held", attempts: [] }]);
    await pause(true);
    expect((await recover()).body).toMatchObject({ resent: 1, paused: 1 });
    await arrived(hook, 1);
  });

  it("brings failed and held events together in the order they happened, of an endpoint that switched itself off", async () => {
    let gone = true;
    const { hook, pause, recover, write } = await open(() => new Response("", { status: gone ? 410 : 200 }));
    await write("Failed");
    await arrived(hook, 1);
    await vi.waitFor(async () => expect((await recover()).status).toBe(409));
    await write("Held");
    gone = false;
    await pause(true);
    expect((await recover()).body).toEqual({ resent: 2, failed: 1, paused: 1 });
    await arrived(hook, 3);
    expect(titles(hook).slice(1).sort()).toEqual(["Failed", "Held"]);
  });

  it("is refused while the endpoint is paused, and for one that is not there", async () => {
    const { sandbox, pause, recover } = await open();
    await pause(false);
    expect((await recover()).status).toBe(409);
    expect((await sandbox.partner.call("POST", at(sandbox, "endpoints/none/recover"))).status).toBe(404);
  });

  it("brings nothing that a reset has ended, or that has gone with its endpoint", async () => {
    const { sandbox, pause, recover, write } = await open();
    await pause(false);
    await write("Before the reset");
    await sandbox.partner.call("POST", `/api/v1/settings/api-access/sandbox/reset?api=${sandbox.slug}`, {});
    await pause(true);
    expect((await recover()).body).toMatchObject({ resent: 0 });
    expect(await rows(sandbox, "SELECT id FROM deliveries WHERE state = 'held'")).toEqual([]);
  });

  it("brings events of the one record that an endpoint is about, and a mishap does not outlive the pause", async () => {
    const { sandbox, hook, pause, recover, write } = await open();
    const book = await write("Mine");
    await arrived(hook, 1);
    await rows(sandbox, "UPDATE endpoints SET record = ?", `book:${book.id}`);
    await pause(false);
    await write("Another", "webhook_duplicate");
    await sandbox.api(
      "PATCH",
      `/v1/books/${book.id}`,
      { title: "Changed" },
      { "x-sandbox-scenario": "webhook_lost" },
    );
    await pause(true);
    expect((await recover()).body).toMatchObject({ resent: 1, paused: 1 });
    await arrived(hook, 2);
    expect(titles(hook)).toEqual(["Mine", "Changed"]);
  });
});

describe("an endpoint", () => {
  it("survives four failures, a success and a failure", async () => {
    let status = 500;
    const { sandbox, write } = await open(
      () => new Response("", { status }),
      [],
      `${LIBRARY_BEHAVIOUR}events: { retries: [1] }\n`,
    );
    const last = () =>
      rows<{ state: string; attempts: number }>(
        sandbox,
        "SELECT state, attempts FROM deliveries ORDER BY id DESC LIMIT 1",
      );
    for (const [i, good] of [false, false, false, false, true, false].entries()) {
      status = good ? 200 : 500;
      await write(`Book ${i}`);
      await vi.waitFor(
        async () => {
          await sandbox.partner.call("POST", at(sandbox, "clock"), { by: 60, retries: true });
          expect(await last()).toMatchObject([{ state: good ? "delivered" : "failed" }]);
        },
        { timeout: 5000 },
      );
    }
    expect(await rows(sandbox, "SELECT active, failures, disabled FROM endpoints")).toEqual([
      { active: 1, failures: 1, disabled: null },
    ]);
  });
});
