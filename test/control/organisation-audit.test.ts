// Who reads what of the audit log.
import { describe, expect, it } from "vitest";
import { ORIGIN, send } from "../support/house.ts";
import { openTable } from "../support/pipeline.ts";

describe("the organisation's audit", () => {
  it("is its own: nothing of others is in it, whoever acted on what", async () => {
    const { provider, house, slug } = await openTable();
    await provider.call("GET", `/api/v1/apis/${slug}/partners/${house.partner.partner}/log`);
    const mine = await house.partner.call("GET", "/api/v1/audit?limit=500");
    expect(mine.text).not.toContain("partner.look");
    const theirs = await provider.call("GET", "/api/v1/audit?limit=500");
    expect(theirs.text).not.toContain("sandbox.activate");
    expect((await send(`${ORIGIN}/api/v1/audit`)).status).toBe(401);
  });
});
