// Who reads what of the audit log.
import { describe, expect, it } from "vitest";
import { ORIGIN, send } from "../support/test-sandbox.ts";
import { openBothSides } from "../support/pipeline.ts";

describe("the organisation's audit", () => {
  it("is its own: nothing of others is in it, whoever acted on what", async () => {
    const { provider, sandbox, slug } = await openBothSides();
    await provider.call("GET", `/api/v1/apis/${slug}/partners/${sandbox.partner.partner}/log`);
    const mine = await sandbox.partner.call("GET", "/api/v1/audit?limit=500");
    expect(mine.text).not.toContain("partner.look");
    const theirs = await provider.call("GET", "/api/v1/audit?limit=500");
    expect(theirs.text).not.toContain("sandbox.activate");
    const named = (await provider.call("GET", `/api/v1/audit?api=${slug}`)).body.data as object[];
    expect(named).toMatchObject([
      { action: "partner.look", actorName: expect.stringMatching(/^Partner /) },
      { action: "publish", target: slug },
    ]);
    expect((await provider.call("GET", "/api/v1/audit?actor=nobody")).body.data).toEqual([]);
    expect((await send(`${ORIGIN}/api/v1/audit`)).status).toBe(401);
  });
});
