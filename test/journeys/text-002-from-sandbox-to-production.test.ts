// Text 002, walked through from both sides of the table: sandbox → in review → production, with changes requested and
// rejection on the way, the form, the evidence, the test data, and what locks production.
import { expect, test } from "vitest";
import { callerOf } from "../support/test-sandbox.ts";
import { teammate, openBothSides } from "../support/pipeline.ts";

const PLAN = {
  limits: { keys: 10 },
  form: [
    {
      title: "Your company",
      schema: {
        type: "object",
        required: ["company"],
        properties: { company: { type: "string", minLength: 2 } },
      },
    },
    {
      title: "Your use",
      schema: { type: "object", required: ["calls"], properties: { calls: { type: "integer", minimum: 1 } } },
    },
  ],
  evidence: [
    { operation: "createBook", fact: "succeeded", title: "Has created a book" },
    { fact: "recovered_from_503", title: "Got over an outage" },
  ],
  testData: [{ type: "id", name: "A book that exists", description: "Use it in reads.", value: "book_1" }],
};

test("a developer builds, submits, is asked for changes, submits again, is approved, and goes live", async () => {
  const { provider, sandbox, slug } = await openBothSides(PLAN);
  const partner = sandbox.partner;
  const mine = (method: string, path = "", body?: object) =>
    partner.call(method, `/api/v1/subscriptions/${slug}${path}`, body);
  const theirs = (method: string, path: string, body?: object) =>
    provider.call(method, `/api/v1/apis/${slug}/${path}`, body);

  // Sandbox: test data to read, production locked and why, Submit closed and why.
  const begun = await mine("GET");
  expect(begun.body).toMatchObject({ phase: "sandbox", plan: "standard", canSubmit: false, notice: null });
  expect(begun.body.locked).toContain("reviewed and approved");
  expect(begun.body.whyNot).toContain("Has created a book");
  expect(begun.body.testData[0]).toEqual(PLAN.testData[0]);
  expect(begun.body.stepper.map((one: { state: string }) => one.state)).toEqual(["current", "open", "open"]);
  expect(await partner.call("POST", `/api/v1/live/${slug}/keys`, {})).toMatchObject({ status: 403 });
  expect(await mine("POST", "/submissions", { form: {} })).toMatchObject({ status: 409 });

  // What the integration does is what proves it.
  await sandbox.api(
    "POST",
    "/v1/books",
    { title: "T" },
    { "x-sandbox-scenario": "unavailable", "idempotency-key": "k" },
  );
  const made = await sandbox.api("POST", "/v1/books", { title: "T" }, { "idempotency-key": "k" });
  const readiness = await mine("GET", "/readiness");
  expect(readiness.body.ready).toBe(true);
  expect(readiness.body.required[0].proof.request).toBe(made.headers.get("x-request-id"));

  // The form is held against every step.
  const incomplete = await mine("POST", "/submissions", { form: { company: "X" } });
  expect(incomplete.status).toBe(400);
  expect((incomplete.body.details as { step: string }[]).map((one) => one.step)).toEqual([
    "Your company",
    "Your use",
  ]);
  const form = { company: "Ada Ltd", calls: 100 };
  expect((await mine("POST", "/submissions", { form })).body).toMatchObject({
    phase: "in_review",
    canSubmit: false,
  });
  expect(await mine("POST", "/submissions", { form })).toMatchObject({ status: 409 });

  // The reviewer sees facts, and must say why when it is not good enough.
  const inbox = await theirs("GET", "submissions?status=in_review");
  expect(inbox.body.counts).toEqual({ in_review: 1 });
  const [submission] = inbox.body.data;
  expect(submission).toMatchObject({ form, evidence: { ready: true }, partner: { id: partner.partner } });
  const decide = (id: string, body: object) => theirs("POST", `submissions/${id}/decision`, body);
  expect((await decide(submission.id, { decision: "request_changes" })).status).toBe(400);
  await decide(submission.id, { decision: "request_changes", notes: "Retry with the same key, please." });
  const asked = await mine("GET");
  expect(asked.body).toMatchObject({
    phase: "sandbox",
    canSubmit: true,
    notice: {
      kind: "changes_requested",
      title: "Changes Requested",
      notes: "Retry with the same key, please.",
    },
  });

  // Rejected is final for that submission; a new one may be made.
  await mine("POST", "/submissions", { form });
  const second = (await theirs("GET", "submissions?status=in_review")).body.data[0].id as string;
  await decide(second, { decision: "reject", notes: "Not this year." });
  expect((await mine("GET")).body.stepper[1]).toEqual({ phase: "in_review", state: "rejected" });
  expect(await decide(second, { decision: "approve" })).toMatchObject({ status: 409 });

  // Two decisions at once: one wins.
  await mine("POST", "/submissions", { form });
  const third = (await theirs("GET", "submissions?status=in_review")).body.data[0].id as string;
  const both = await Promise.all([
    decide(third, { decision: "approve", notes: "Well done." }),
    decide(third, { decision: "reject", notes: "No." }),
  ]);
  expect(both.map((one) => one.status).sort((a, b) => a - b)).toEqual([200, 409]);
  if ((await mine("GET")).body.phase !== "production") {
    await mine("POST", "/submissions", { form });
    const again = (await theirs("GET", "submissions?status=in_review")).body.data[0].id as string;
    await decide(again, { decision: "approve", notes: "Well done." });
  }
  const live = await mine("GET");
  expect(live.body).toMatchObject({ phase: "production", locked: null, notice: { kind: "approved" } });
  expect((live.body.history as { action: string }[]).map((one) => one.action).slice(0, 4)).toEqual([
    "submitted",
    "changes_requested",
    "submitted",
    "rejected",
  ]);
  const key = await partner.call("POST", `/api/v1/live/${slug}/keys`, {});
  expect(key.status).toBe(201);
  expect((await callerOf(sandbox.host, key.body.rawKey as string)("GET", "/v1/books")).body.total).toBe(0);
  expect((await theirs("GET", "partners")).body.data[0]).toMatchObject({
    phase: "production",
    plan: "standard",
  });
});

test("two submissions at once are one; what is submitted can be taken back", async () => {
  const { sandbox, slug } = await openBothSides();
  const mine = (method: string, path = "", body?: object) =>
    sandbox.partner.call(method, `/api/v1/subscriptions/${slug}${path}`, body);
  const both = await Promise.all([mine("POST", "/submissions", {}), mine("POST", "/submissions", {})]);
  expect(both.map((one) => one.status).sort((a, b) => a - b)).toEqual([201, 409]);
  expect((await mine("DELETE", "/submissions/current")).body.phase).toBe("sandbox");
  expect((await mine("DELETE", "/submissions/current")).status).toBe(409);
  expect((await mine("POST", "/submissions", {})).status).toBe(201);
});

test("without sandbox credentials nothing is submitted; on a paid plan production waits for payment", async () => {
  const { provider, sandbox, slug } = await openBothSides({ paid: true });
  const mine = (method: string, path = "", body?: object) =>
    sandbox.partner.call(method, `/api/v1/subscriptions/${slug}${path}`, body);
  const keys = await sandbox.partner.call("GET", `/api/v1/sandboxes/default/keys?api=${slug}`);
  await sandbox.partner.call("DELETE", `/api/v1/sandboxes/default/keys/${keys.body.data[0].id as string}`);
  expect(await mine("POST", "/submissions", {})).toMatchObject({ status: 409 });
  expect((await mine("GET")).body.whyNot).toContain("sandbox credentials");
  await sandbox.partner.call("POST", "/api/v1/sandboxes/default/keys", { api: slug });
  await mine("POST", "/submissions", {});
  const { id } = (await provider.call("GET", `/api/v1/apis/${slug}/submissions`)).body.data[0] as {
    id: string;
  };
  await provider.call("POST", `/api/v1/apis/${slug}/submissions/${id}/decision`, { decision: "approve" });
  expect((await mine("GET")).body).toMatchObject({
    phase: "production",
    locked: "Production is locked until payment is complete.",
  });
  expect((await sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, {})).status).toBe(403);
  await provider.call("POST", `/api/v1/apis/${slug}/partners/${sandbox.partner.partner}/payment`);
  expect((await sandbox.partner.call("POST", `/api/v1/live/${slug}/keys`, {})).status).toBe(201);
});

test("a plan without review opens production at once", async () => {
  const open = await openBothSides({ review: false });
  expect((await open.sandbox.partner.call("POST", `/api/v1/live/${open.slug}/keys`, {})).status).toBe(201);
});

test("each role does its own: viewers look, developers build, reviewers decide, owners own", async () => {
  const { provider, sandbox, slug } = await openBothSides({ limits: { keys: 10 } });
  const [viewer, developer] = [
    await teammate(sandbox.partner, "viewer"),
    await teammate(sandbox.partner, "developer"),
  ];
  const reviewer = await teammate(provider, "reviewer");
  const at = `/api/v1/subscriptions/${slug}`;
  expect((await viewer.call("GET", at)).status).toBe(200);
  expect((await viewer.call("GET", `/api/v1/sandboxes/default/${slug}/log`)).status).toBe(200);
  for (const [method, path] of [
    ["POST", `${at}/submissions`],
    ["POST", `/api/v1/sandboxes/default/keys`],
    ["POST", `/api/v1/sandboxes/default/${slug}/faults`],
    ["POST", `/api/v1/settings/api-access/sandbox/reset?api=${slug}`],
  ] as const)
    expect([path, (await viewer.call(method, path, {})).status]).toEqual([path, 403]);
  expect((await developer.call("POST", "/api/v1/sandboxes/default/keys", { api: slug })).status).toBe(201);
  expect((await developer.call("POST", `${at}/submissions`, {})).status).toBe(201);
  const decision = async (who: typeof developer) => {
    const { id } = (await provider.call("GET", `/api/v1/apis/${slug}/submissions?status=in_review`)).body
      .data[0] as { id: string };
    return who.call("POST", `/api/v1/apis/${slug}/submissions/${id}/decision`, { decision: "approve" });
  };
  expect((await decision(developer)).status).toBe(403);
  expect((await reviewer.call("PUT", `/api/v1/apis/${slug}/plans/more`, { name: "More" })).status).toBe(403);
  expect((await decision(reviewer)).status).toBe(200);
  expect((await developer.call("PUT", `/api/v1/apis/${slug}/plans/mine`, { name: "Mine" })).status).toBe(403);
});
