// A plan may name who decides on its submissions.
import { describe, expect, it } from "vitest";
import { teammate, openBothSides } from "../support/pipeline.ts";

describe("deciding on a submission", () => {
  it("is refused to a reviewer outside the plan's approval group, and open to one inside", async () => {
    const { provider, sandbox, slug } = await openBothSides();
    const [inside, outside] = [await teammate(provider, "reviewer"), await teammate(provider, "reviewer")];
    const me = (await inside.call("GET", "/api/v1/me")).body as { user: string };
    await provider.call("PUT", `/api/v1/apis/${slug}/plans/guarded`, {
      name: "Guarded",
      approvers: [me.user],
    });
    await sandbox.partner.call("PUT", `/api/v1/subscriptions/${slug}/plan`, { plan: "guarded" });
    expect(
      (await sandbox.partner.call("POST", `/api/v1/subscriptions/${slug}/submissions`, { form: {} })).status,
    ).toBe(201);
    const [one] = (await provider.call("GET", `/api/v1/apis/${slug}/submissions`)).body.data as {
      id: string;
    }[];
    const decide = (who: typeof inside) =>
      who.call("POST", `/api/v1/apis/${slug}/submissions/${one?.id ?? ""}/decision`, { decision: "approve" });
    expect(await decide(outside)).toMatchObject({ status: 403, body: { sandbox_error: "forbidden" } });
    expect((await sandbox.partner.call("GET", `/api/v1/subscriptions/${slug}`)).body.phase).toBe("in_review");
    // Not even the provider's owner is in the group.
    expect((await decide(provider)).status).toBe(403);
    expect((await decide(inside)).status).toBe(200);
    expect((await sandbox.partner.call("GET", `/api/v1/subscriptions/${slug}`)).body.phase).toBe(
      "production",
    );
  });
});
