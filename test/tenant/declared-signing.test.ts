// A scheme that sandbox.yaml declares, from the file to the receiver: endpoints, callbacks, forms.
import { createHmac } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { documentOf } from "../support/compiled.ts";
import { openTestSandbox } from "../support/test-sandbox.ts";
import { receiver } from "../support/receiver.ts";
import { placesOfKey, storedState } from "../support/stored-state.ts";

const text = { type: "string" };
const document = documentOf({
  "POST /jobs": {
    body: { type: "object", properties: { name: text, callback_url: { ...text, format: "uri" } } },
    answer: { type: "object", properties: { id: text, name: text } },
  },
  "GET /jobs/{id}": { answer: { type: "object", properties: { id: text, name: text } } },
  "PATCH /jobs/{id}": {
    body: { type: "object", properties: { name: text } },
    answer: { type: "object", properties: { id: text, name: text } },
  },
});

const SCHEME = `
events:
  format: form
  payload: { Event: "{type}", Job: "{data}" }
  signing:
    algorithm: sha1
    encoding: base64
    secret: { prefix: tok_ }
    signed: "{url}{sortedForm}"
    headers: { X-Signature: "{signatures}" }
`;

const opened = async (sandboxFile: string) => {
  const sandbox = await openTestSandbox({ document, sandboxFile });
  const hook = receiver();
  const add = () =>
    sandbox.partner.call("POST", `/api/v1/sandboxes/default/${sandbox.slug}/endpoints`, { url: hook.url });
  return { sandbox, hook, add };
};

/** What the scheme above puts on a form. */
function expected(url: string, body: string, secret: string): string {
  const members = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1));
  const signed = url + members.map(([name, value]) => name + value).join("");
  return createHmac("sha1", secret).update(signed).digest("base64");
}

describe("a declared scheme", () => {
  it("signs a form, with a secret of the API's own look", async () => {
    const { sandbox, hook, add } = await opened(SCHEME);
    const { secret } = (await add()).body as { secret: string };
    expect(secret).toMatch(/^tok_/);
    await sandbox.api("POST", "/jobs", { name: "resize" });
    await vi.waitFor(() => expect(hook.received).toHaveLength(1), { timeout: 5000 });
    const { headers = {}, body = "" } = hook.received[0] ?? {};
    expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(new URLSearchParams(body).get("Event")).toBe("job.created");
    expect(headers["x-signature"]).toBe(expected(hook.url, body, secret));
  });

  it("leaves callbacks unsigned, or signs them with the oldest endpoint's secret where the file says so", async () => {
    for (const [file, signed] of [
      [SCHEME, false],
      [`${SCHEME}    callbacks: endpoint\n`, true],
    ] as const) {
      const { sandbox, hook, add } = await opened(file);
      const { secret } = (await add()).body as { secret: string };
      const callback = receiver();
      const made = await sandbox.api("POST", "/jobs", { name: "one", callback_url: callback.url });
      await sandbox.api("PATCH", `/jobs/${made.body.id}`, { name: "other" });
      await vi.waitFor(() => expect(callback.received).toHaveLength(1), { timeout: 5000 });
      const { headers = {}, body = "" } = callback.received[0] ?? {};
      expect(headers["x-signature"]).toBe(signed ? expected(callback.url, body, secret) : undefined);
      expect(hook.received.length).toBeGreaterThan(0);
    }
  });

  it("signs callbacks with the caller's own key where the file says so, and stores that key nowhere as it is", async () => {
    const { sandbox } = await opened(`${SCHEME}    callbacks: credential\n`);
    const callback = receiver();
    const made = await sandbox.api("POST", "/jobs", { name: "one", callback_url: callback.url });
    await sandbox.api("PATCH", `/jobs/${made.body.id}`, { name: "other" });
    await vi.waitFor(() => expect(callback.received).toHaveLength(1), { timeout: 5000 });
    const { headers = {}, body = "" } = callback.received[0] ?? {};
    expect(headers["x-signature"]).toBe(expected(callback.url, body, sandbox.key));
    expect(placesOfKey(await storedState(sandbox), sandbox.key)).toEqual([]);
  });

  it("is refused with its place when a template names what there is not", async () => {
    await expect(opened(SCHEME.replace("{sortedForm}", "{secret}"))).rejects.toThrow(
      /events\/signing\/signed/,
    );
  });
});

describe("a scheme by its former name", () => {
  it("is read, with a notice in the report", async () => {
    const { sandbox } = await opened("version: 1\nevents: { scheme: slack }");
    const { body } = await sandbox.partner.call("GET", `/api/v1/apis/${sandbox.slug}/fidelity`);
    expect(body.notices).toEqual([
      {
        at: "sandbox.yaml#/events/scheme",
        message: "The signing scheme is named ('slack'); a scheme is declared now.",
        hint: expect.stringContaining("v0:{timestamp}:{body}") as string,
      },
    ]);
    await expect(opened("version: 9")).rejects.toThrow(/reads version 1/);
  });
});
