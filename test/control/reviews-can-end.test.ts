import { expect, describe, it } from "vitest";
import { env } from "cloudflare:test";
import { LIBRARY } from "../support/documents.ts";
import { publish } from "../support/test-sandbox.ts";
import { teammate, openBothSides } from "../support/pipeline.ts";

const UNSUPPORTED = {
  ...LIBRARY,
  paths: {
    ...LIBRARY.paths,
    "/odd": {
      get: { operationId: "odd", responses: { "101": { description: "switching" } } },
    },
  },
};

describe("an API without production", () => {
  it("refuses a submission instead of a review that cannot end, and says what its provider can do", async () => {
    const { provider, sandbox, slug } = await openBothSides(undefined, "live: none");
    const at = `/api/v1/subscriptions/${slug}`;
    const refused = await sandbox.partner.call("POST", `${at}/submissions`, {});
    expect(refused).toMatchObject({ status: 409, body: { sandbox_error: "conflict" } });
    expect(refused.body.message).toContain(`${slug} has no production behind it yet`);
    expect(refused.body.message).toContain("--live hosted");
    const view = await sandbox.partner.call("GET", at);
    expect(view.body).toMatchObject({ phase: "sandbox", canSubmit: false });
    expect(view.body.whyNot).toBe(refused.body.message);
    expect(view.body.locked).toBe(refused.body.message);
    const plans = await sandbox.partner.call("GET", `${at}/plans`);
    expect(plans.body.data[0].production).toMatchObject({ live: "none", reachable: false });
    const { body } = await provider.call("PUT", `/api/v1/apis/${slug}/plans/p`, { name: "P" });
    expect(body.production).toMatchObject({ reachable: false, whyNot: refused.body.message });
  });

  it("leaves a review that is under way to be rejected, sent back, or approved after another release", async () => {
    const { provider, sandbox, slug } = await openBothSides();
    const submit = async (): Promise<string> => {
      await sandbox.partner.call("POST", `/api/v1/subscriptions/${slug}/submissions`, {});
      const inbox = await provider.call("GET", `/api/v1/apis/${slug}/submissions?status=in_review`);
      return inbox.body.data[0].id as string;
    };
    const decide = (id: string, body: object) =>
      provider.call("POST", `/api/v1/apis/${slug}/submissions/${id}/decision`, body);
    const ending = async (live: string) => publish(provider, { document: LIBRARY, sandboxFile: live }, slug);
    const first = await submit();
    await ending("live: none");
    const inbox = await provider.call("GET", `/api/v1/apis/${slug}/submissions`);
    expect(inbox.body.production).toMatchObject({ live: "none" });
    expect(inbox.body.production.blocked).toContain("no production behind it yet");
    const approved = await decide(first, { decision: "approve" });
    expect(approved).toMatchObject({ status: 409, body: { sandbox_error: "live_unavailable" } });
    expect(approved.body.message).toContain("rejected, or changes requested");
    expect((await decide(first, { decision: "reject", notes: "No production." })).status).toBe(200);
    await ending("live: hosted");
    const second = await submit();
    await ending("live: none");
    expect((await decide(second, { decision: "request_changes", notes: "Later." })).status).toBe(200);
    await ending("live: hosted");
    const third = await submit();
    await ending("live: none");
    await ending("live: hosted");
    expect((await decide(third, { decision: "approve" })).status).toBe(200);
  });
});

describe("an upstream API", () => {
  it("says how to give the credential, and locks production until there is one", async () => {
    const { provider, sandbox, slug } = await openBothSides();
    const live = `live: { upstream: "https://library.example" }`;
    await sandbox.partner.call("POST", `/api/v1/subscriptions/${slug}/submissions`, {});
    await publish(provider, { document: LIBRARY, sandboxFile: live }, slug);
    const inbox = await provider.call("GET", `/api/v1/apis/${slug}/submissions`);
    expect(inbox.body.production).toMatchObject({ live: "upstream", blocked: null });
    expect(inbox.body.production.notices[0]).toContain("credential");
    const at = `/api/v1/apis/${slug}/submissions/${inbox.body.data[0].id as string}/decision`;
    const refused = await provider.call("POST", at, { decision: "approve" });
    expect(refused.status).toBe(400);
    expect(refused.body.message).toContain(`Send it with the approval, as "credential"`);
    expect((await provider.call("POST", at, { decision: "approve", credential: "c" })).status).toBe(200);
    expect((await sandbox.partner.call("GET", `/api/v1/subscriptions/${slug}`)).body.locked).toBeNull();
    const unreviewed = await provider.call("PUT", `/api/v1/apis/${slug}/plans/open`, {
      name: "Open",
      review: false,
    });
    expect(unreviewed.status).toBe(400);
    expect(unreviewed.body.message).toContain("without a review there is none");
  });

  it("makes no live key of a partner whose release went upstream after its approval", async () => {
    const { provider, sandbox, slug } = await openBothSides({ review: false });
    await publish(
      provider,
      { document: LIBRARY, sandboxFile: `live: { upstream: "https://a.example" }` },
      slug,
    );
    const key = await sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, {});
    expect(key.status).toBe(403);
    expect(key.body.message).toContain("credential of this partner");
  });
});

describe("a plan", () => {
  const save = async (plan: object, document: unknown = LIBRARY) => {
    const { provider, slug } = await openBothSides();
    await publish(provider, { document, sandboxFile: "live: hosted" }, slug);
    return provider.call("PUT", `/api/v1/apis/${slug}/plans/p`, { name: "P", ...plan });
  };

  it.each([
    [{ operation: "createBookk", fact: "succeeded" }, "Did you mean 'createBook'?"],
    [{ operation: "POST /books", fact: "succeeded" }, "Did you mean 'createBook'?"],
    [{ operation: "createBook", fact: "suceeded" }, "Did you mean 'succeeded'?"],
    [{ operation: "createBook", fact: "answered_200" }, "below 400 is 'succeeded'"],
    [{ operation: "createBook", fact: "met_unavailabel" }, "Did you mean 'unavailable'?"],
    [{ operation: "createBook", fact: "recovered_from_404" }, "tried again after 409, 425, 429, 5xx"],
    [{ operation: "createBook", fact: "acknowledged" }, "is a fact of events"],
    [{ operation: "event book.craeted", fact: "acknowledged" }, "Did you mean 'book.created'?"],
    [{ operation: "event book.created", fact: "refused_stail" }, "Did you mean 'refused_stale'?"],
    [{ fact: "backedoff" }, "Did you mean 'backed_off'?"],
  ])("refuses evidence that no sandbox gives: %o", async (one, said) => {
    const { status, body } = await save({ evidence: [one] });
    expect(status).toBe(400);
    expect(body.message).toContain(said);
    expect(body.details[0].field).toBe("evidence.0");
  });

  it("takes every fact that a tenant writes", async () => {
    const facts = ["succeeded", "answered_404", "met_unavailable", "recovered_from_503", "backed_off"];
    const evidence = [
      ...[...facts, "recovered_from_lost_answer", "retried_429_with_the_same_key"].map((fact) => ({
        operation: "createBook",
        fact,
      })),
      { fact: "idempotency_key_reused" },
      { operation: "event book.created", fact: "refused_bad_signature" },
      { operation: "event book.published", fact: "acknowledged_duplicate" },
    ];
    expect(await save({ evidence })).toMatchObject({
      status: 200,
      body: { production: { reachable: true } },
    });
  });

  it("refuses evidence of an operation that is never modelled", async () => {
    const { slug, provider } = await openBothSides();
    const { answer } = await publish(provider, { document: UNSUPPORTED, sandboxFile: "live: hosted" }, slug);
    const index = await env.BLOBS.get(`releases/${answer.body.release as string}/blueprint/index.json`);
    const value = (await index?.json()) as { operations: { id: string; kind: string; reasons: string[] }[] };
    for (const one of value.operations)
      if (one.id === "odd") Object.assign(one, { kind: "unsupported", reasons: ["it cannot be"] });
    await env.BLOBS.put(
      `releases/${answer.body.release as string}/blueprint/index.json`,
      JSON.stringify(value),
    );
    const evidence = [{ operation: "odd", fact: "succeeded" }];
    const refused = await provider.call("PUT", `/api/v1/apis/${slug}/plans/p`, { name: "P", evidence });
    expect(refused.status).toBe(400);
    expect(refused.body.message).toContain("always answers 501");
  });

  it("refuses a form that no partner could fill", async () => {
    const step = (schema: object) => ({ title: "T", schema: { type: "object", ...schema } });
    const company = { properties: { company: { type: "string" } } };
    const misspelt = await save({ form: [step({ ...company, required: ["compny"] })] });
    expect(misspelt.status).toBe(400);
    expect(misspelt.body.message).toContain("Did you mean 'company'?");
    const shut = await save({
      form: [
        step({ ...company, additionalProperties: false }),
        step({ properties: { use: { type: "string" } }, required: ["use"] }),
      ],
    });
    expect(shut.status).toBe(400);
    expect(shut.body.message).toContain("'use'");
  });

  it("refuses approvers who cannot approve, and says so when they leave later", async () => {
    const { provider, sandbox, slug } = await openBothSides();
    const plan = (approvers: string[]) =>
      provider.call("PUT", `/api/v1/apis/${slug}/plans/p`, { name: "P", isDefault: true, approvers });
    const reviewer = await teammate(provider, "reviewer");
    const { user } = (await reviewer.call("GET", "/api/v1/me")).body as { user: string };
    expect((await plan([reviewer.email])).body.message).toContain(`Did you mean '${user}'`);
    expect((await plan(["nobody"])).body.message).toContain("is no member");
    const { user: stranger } = (await sandbox.partner.call("GET", "/api/v1/me")).body as { user: string };
    expect((await plan([stranger])).status).toBe(400);
    expect((await plan([user])).status).toBe(200);
    await sandbox.partner.call("POST", `/api/v1/subscriptions/${slug}/submissions`, {});
    const inbox = await provider.call("GET", `/api/v1/apis/${slug}/submissions`);
    const at = `/api/v1/apis/${slug}/submissions/${inbox.body.data[0].id as string}/decision`;
    const decide = () => provider.call("POST", at, { decision: "approve" });
    expect((await decide()).body.message).toContain("it is not you");
    await env.DB.prepare("DELETE FROM member WHERE user_id = ? AND organization_id = ?")
      .bind(user, provider.partner)
      .run();
    expect((await decide()).body.message).toContain("none of them is a reviewer");
    const plans = await provider.call("GET", `/api/v1/apis/${slug}/plans`);
    expect(plans.body.data[0].production).toMatchObject({ reachable: false });
    expect(plans.body.data[0].production.whyNot).toContain("Nobody can decide");
    expect((await plan([])).status).toBe(200);
    expect((await decide()).status).toBe(200);
  });

  it("shows that a paid plan has no payment system, and a later release that took evidence away", async () => {
    const { provider, sandbox, slug } = await openBothSides({
      paid: true,
      evidence: [{ operation: "publishBook", fact: "succeeded" }],
    });
    const plans = () => provider.call("GET", `/api/v1/apis/${slug}/plans`);
    expect((await plans()).body.data[0].production).toMatchObject({ reachable: true });
    expect((await plans()).body.data[0].production.notices[0]).toContain("No payment system is connected");
    await provider.call("POST", `/api/v1/apis/${slug}/payments/secret`);
    expect((await plans()).body.data[0].production.notices).toEqual([]);
    const { "/books/{bookId}/publish": _gone, ...paths } = LIBRARY.paths;
    await publish(provider, { document: { ...LIBRARY, paths }, sandboxFile: "live: hosted" }, slug);
    expect((await plans()).body.data[0].production.whyNot).toContain("'publishBook'");
    const view = await sandbox.partner.call("GET", `/api/v1/subscriptions/${slug}`);
    expect(view.body.canSubmit).toBe(false);
    expect(view.body.whyNot).toContain("asks for what cannot be proved");
  });
});
