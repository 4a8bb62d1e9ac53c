// Webhooks of the platform itself: what happens reaches the tools of those it concerns, signed, tried again, and nobody else's.
import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { nextDelay } from "#lib/retry-schedule.ts";
import { sendDue } from "#control/webhooks/announce.ts";
import { webhookPort } from "#control/webhooks/delivery-port.ts";
import { edgeEnv } from "../support/edge-env.ts";
import { enqueueIn } from "#edge/ports.ts";
import { controlOf } from "../support/control.ts";
import { openBothSides } from "../support/pipeline.ts";
import { receiver } from "../support/receiver.ts";
import type { Rollup } from "#contract/rollup.ts";
import { noteFailing } from "#control/webhooks/failing-endpoints.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";
import { type Partner, openTestSandbox, signUp } from "../support/test-sandbox.ts";

const AT = "/api/v1/organisation/webhooks";
type Delivery = {
  id: number;
  type: string;
  state: string;
  body: string;
  attempts: { status: number | null; response: string }[];
};

const add = async (
  person: Partner,
  url: string,
  events: string[] = [],
): Promise<{ id: string; secret: string }> =>
  (await person.call("POST", AT, { url, events })).body as { id: string; secret: string };

/** Deliveries of an endpoint, once they are as they should be. */
async function deliveriesOf(
  person: Partner,
  webhook: string,
  areDone: (list: Delivery[]) => boolean,
): Promise<Delivery[]> {
  for (let tries = 0; tries < 200; tries++) {
    const list = (await person.call("GET", `${AT}/${webhook}/deliveries`)).body.data as Delivery[];
    if (areDone(list)) return list;
    await scheduler.wait(50);
  }
  throw new Error("the deliveries do not come");
}

test("a submission and its decision reach the provider's tool and the partner's, signed, and what they asked for alone", async () => {
  const { provider, sandbox, slug } = await openBothSides();
  const { partner } = sandbox;
  const [mine, theirs] = [receiver(), receiver()];
  const provided = await add(provider, mine.url);
  const asked = await add(partner, theirs.url, ["submission.changes_requested"]);
  await partner.call("POST", `/api/v1/subscriptions/${slug}/submissions`, { form: {} });
  const submissions = (await provider.call("GET", `/api/v1/apis/${slug}/submissions`)).body.data as {
    id: string;
  }[];
  const decision = { decision: "request_changes", notes: "One more call." };
  await provider.call(
    "POST",
    `/api/v1/apis/${slug}/submissions/${submissions[0]?.id ?? ""}/decision`,
    decision,
  );
  const done = (count: number) => (list: Delivery[]) =>
    list.length === count && list.every(({ state }) => state === "delivered");
  const told = await deliveriesOf(provider, provided.id, done(2));
  expect(told.map(({ type }) => type)).toEqual(["submission.changes_requested", "submission.submitted"]);
  expect(told[0]?.attempts).toMatchObject([{ status: 200, response: "ok" }]);
  expect(await mine.verified(0, provided.secret)).toMatchObject({
    data: { api: slug, partner: partner.partner, submission: submissions[0]?.id },
  });
  await deliveriesOf(partner, asked.id, done(1));
  expect(await theirs.verified(0, asked.secret)).toMatchObject({
    type: "submission.changes_requested",
    data: { notes: "One more call." },
  });
  expect(theirs.received).toHaveLength(1);
});

test("a test is tried again by cron when it is due, until it is answered", async () => {
  const owner = await signUp();
  const tool = receiver((n) => (n === 1 ? new Response("not now", { status: 503 }) : new Response("ok")));
  const { id } = await add(owner, tool.url);
  expect((await owner.call("POST", `${AT}/${id}/test`)).body).toMatchObject({ type: "webhook.test" });
  const failed = await deliveriesOf(owner, id, ([one]) => one?.attempts.length === 1);
  expect(failed).toMatchObject([{ state: "pending", attempts: [{ status: 503, response: "not now" }] }]);
  const control = { ...controlOf(), enqueue: enqueueIn(edgeEnv) };
  const isQueued = env.DB.prepare(
    "SELECT count(*) AS n FROM webhook_deliveries WHERE webhook = ? AND due > ?",
  );
  expect(await isQueued.bind(id, Date.now()).first("n")).toBe(1);
  const delivery = failed[0]?.id ?? 0;
  const port = webhookPort(control.db, control.encryptionSecret, Date.now);
  expect(await port.claim(delivery)).toBeUndefined();
  await env.DB.prepare("UPDATE webhook_deliveries SET due = due - ? WHERE webhook = ?")
    .bind(nextDelay(1) ?? 0, id)
    .run();
  expect(await port.claim(delivery)).toMatchObject({ attempt: 2 });
  expect(await port.claim(delivery)).toBeUndefined();
  const late = { delivery, attempt: 1, status: 200, error: null, latency: 1, response: "", at: Date.now() };
  await port.report(late);
  expect(await deliveriesOf(owner, id, () => true)).toMatchObject([{ state: "pending", attempts: [{}] }]);
  await port.requeue(delivery);
  await sendDue(control);
  const [sent] = await deliveriesOf(owner, id, ([one]) => one?.state === "delivered");
  expect(sent?.attempts.map(({ status }) => status)).toEqual([503, 200]);
});

test("what was sent is sent again under its id, and for a day a rotated secret signs beside the new one", async () => {
  const owner = await signUp();
  const tool = receiver();
  const { id, secret } = await add(owner, tool.url);
  await owner.call("POST", `${AT}/${id}/test`);
  const [first] = await deliveriesOf(owner, id, ([one]) => one?.state === "delivered");
  const rotated = await owner.call("POST", `${AT}/${id}/rotate`, {});
  expect(rotated.body["secret"]).toMatch(/^whsec_/);
  expect((await owner.call("POST", `${AT}/${id}/deliveries/${first?.id ?? 0}/resend`)).status).toBe(202);
  await deliveriesOf(
    owner,
    id,
    (list) => list.length === 2 && list.every(({ state }) => state === "delivered"),
  );
  expect(tool.received[1]?.headers["webhook-id"]).toBe(tool.received[0]?.headers["webhook-id"]);
  expect(await tool.verified(1, secret)).toMatchObject({ type: "webhook.test" });
  expect(await tool.verified(1, rotated.body["secret"] as string)).toMatchObject({ type: "webhook.test" });
  await owner.call("POST", `${AT}/${id}/rotate`, { overlapSeconds: 0 });
  await owner.call("POST", `${AT}/${id}/test`);
  await deliveriesOf(
    owner,
    id,
    (list) => list.length === 3 && list.every(({ state }) => state === "delivered"),
  );
  await expect(tool.verified(2, rotated.body["secret"] as string)).rejects.toThrow();
  expect((await owner.call("POST", `${AT}/${id}/deliveries/999999/resend`)).status).toBe(404);
});

test("owners hear once, by webhook and by mail, of a sandbox's endpoint that switched itself off", async () => {
  const sandbox = await openTestSandbox({ document: LIBRARY, sandboxFile: LIBRARY_BEHAVIOUR });
  const { partner, slug } = sandbox;
  const tool = receiver();
  const { id } = await add(partner, tool.url, ["endpoint.disabled"]);
  const at = `/api/v1/sandboxes/default/${slug}`;
  const gone = receiver(() => new Response("gone", { status: 410 }));
  const endpoint = await partner.call("POST", `${at}/endpoints`, { url: gone.url });
  await sandbox.api("POST", "/v1/books", { title: "One" });
  const [told] = await deliveriesOf(partner, id, ([one]) => one?.state === "delivered");
  expect(JSON.parse(told?.body ?? "")).toMatchObject({
    type: "endpoint.disabled",
    data: { api: slug, sandbox: "default", endpoint: endpoint.body["id"], why: "it answered 410 Gone" },
  });
  const tenant = await env.DB.prepare(
    "SELECT owner || ':' || api AS name FROM tenants WHERE mode = 'test' AND api = (SELECT id FROM apis WHERE slug = ?)",
  )
    .bind(slug)
    .first<string>("name");
  const report: Rollup = {
    kind: "rollup",
    mode: "test",
    tenant: tenant ?? "",
    at: Date.now(),
    answeredAt: null,
    calls: 0,
    month: 0,
    facts: 0,
    nextDue: null,
    parked: 0,
    failing: [{ endpoint: endpoint.body["id"] as string, url: gone.url, why: "it answered 410 Gone" }],
  };
  await noteFailing(controlOf(), report);
  expect(await deliveriesOf(partner, id, () => true)).toHaveLength(1);
  const mails = await env.DB.prepare("SELECT payload FROM outbox WHERE kind = 'mail' AND owner = ?")
    .bind(partner.partner)
    .all<{ payload: string }>();
  expect(mails.results.map(({ payload }) => JSON.parse(payload) as unknown)).toMatchObject([
    { subject: `A webhook endpoint of ${slug} was switched off` },
  ]);
  await noteFailing(controlOf(), { ...report, failing: [] });
  await noteFailing(controlOf(), report);
  expect(await deliveriesOf(partner, id, () => true)).toHaveLength(2);
});

test("no endpoint is taken that the platform may not call, and one that is removed hears no more", async () => {
  const owner = await signUp();
  for (const url of [
    "https://10.0.0.1/hook",
    "http://169.254.169.254/latest",
    "https://user:pass@127.0.0.1/",
  ])
    expect((await owner.call("POST", AT, { url })).status).toBe(400);
  const { id } = await add(owner, receiver().url);
  expect((await owner.call("GET", AT)).text).not.toContain("whsec_");
  expect((await owner.call("DELETE", `${AT}/${id}`)).status).toBe(204);
  expect((await owner.call("POST", `${AT}/${id}/test`)).status).toBe(404);
});
