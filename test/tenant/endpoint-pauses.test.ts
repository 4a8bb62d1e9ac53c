// An endpoint that is paused is sent nothing, whatever waits for it already; a secret that was rotated signs along for its time.
import { describe, expect, it } from "vitest";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type TestSandbox, openTestSandbox } from "../support/test-sandbox.ts";
import { rows, stubOf } from "../support/tenant.ts";

const at = (sandbox: TestSandbox, path: string): string =>
  `/api/v1/sandboxes/default/${sandbox.slug}/${path}`;

/** A delivery that waits: its endpoint pretends to answer, and the first try comes only later. */
async function openWaiting() {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const endpoint = (
    await sandbox.partner.call("POST", at(sandbox, "endpoints"), { url: "https://ok.webhook.test/" })
  ).body as { id: string; secret: string };
  await sandbox.api("POST", "/v1/books", { title: "Waits" }, { "x-sandbox-scenario": "webhook_delayed" });
  const [{ id } = { id: 0 }] = await rows<{ id: number }>(sandbox, "SELECT id FROM deliveries");
  const claim = async () => {
    await rows(sandbox, "UPDATE deliveries SET due = 0, lease = NULL");
    return (await stubOf(sandbox)).claim(id);
  };
  return { sandbox, endpoint, claim };
}

describe("an endpoint", () => {
  it("that is paused gets nothing that waited for it, which is held for later", async () => {
    const { sandbox, endpoint, claim } = await openWaiting();
    await sandbox.partner.call("PATCH", at(sandbox, `endpoints/${endpoint.id}`), { active: false });
    expect(await claim()).toBeUndefined();
    expect(await rows(sandbox, "SELECT state FROM deliveries")).toEqual([{ state: "held" }]);
  });

  it("whose secret was rotated gets the old signature too, until the overlap ends", async () => {
    const { sandbox, endpoint, claim } = await openWaiting();
    const rotated = await sandbox.partner.call("POST", at(sandbox, `endpoints/${endpoint.id}/rotate`), {
      overlapSeconds: 60,
    });
    expect(await claim()).toMatchObject({ secrets: [rotated.body.secret, endpoint.secret] });
    await rows(sandbox, "UPDATE endpoints SET previous_until = 1");
    expect(await claim()).toMatchObject({ secrets: [rotated.body.secret] });
  });
});
