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
import { type Partner, signUp } from "../support/test-sandbox.ts";

const AT = "/api/v1/organisation/webhooks";
type Delivery = {
  id: number;
  type: string;
  state: string;
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
