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
    expect((await send(`${ORIGIN}/api/v1/audit`)).status).toBe(401);
  });
});
