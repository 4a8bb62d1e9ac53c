import twilio from "twilio";
import { beforeAll, describe, expect, it } from "vitest";
import { type Listener, openListener } from "../../support/http-listener.ts";
import type { Sandbox } from "../../support/sdk-sandbox.ts";
import { ACCOUNT, FROM, openTwilio, twilioWith } from "./client.ts";

const TO = "+14155552671";

/** The callbacks that came so far, each with a signature that Twilio's own validator takes. */
function callbacksOf({ received, url }: Listener, token: string): Record<string, string>[] {
  return received.map(({ headers, body }) => {
    const form = Object.fromEntries(new URLSearchParams(body));
    expect(headers["content-type"]).toContain("application/x-www-form-urlencoded");
    expect(twilio.validateRequest(token, String(headers["x-twilio-signature"]), url, form)).toBe(true);
    return form;
  });
}

describe("messages and calls, by Twilio's SDK", () => {
  let client: twilio.Twilio;
  let sandbox: Sandbox;
  beforeAll(async () => void ({ client, sandbox } = await openTwilio()));
  const later = (by: string) => sandbox.platform("POST", "./clock", { by });

  it("a message is sent, delivered, redacted and deleted", async () => {
    const made = await client.messages.create({ to: TO, from: FROM, body: "Hello" });
    expect(made).toMatchObject({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      accountSid: ACCOUNT,
      status: "queued",
      to: TO,
      from: FROM,
      body: "Hello",
      direction: "outbound-api",
      numSegments: "1",
      numMedia: "0",
      errorCode: null,
      price: null,
      priceUnit: "USD",
      dateSent: null,
      apiVersion: "2010-04-01",
      uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages/${made.sid}.json`,
    });
    expect(made.dateCreated).toBeInstanceOf(Date);
    await later("PT10S");
    const sent = await client.messages(made.sid).fetch();
    expect(sent).toMatchObject({
      status: "delivered",
      dateSent: expect.any(Date),
      price: expect.any(String),
    });
    const day = (by: number) => new Date(Date.now() + by * 86_400_000);
    expect(await client.messages.list({ dateSentAfter: day(-1), dateSentBefore: day(1) })).toHaveLength(1);
    expect(await client.messages.list({ dateSentAfter: day(1) })).toEqual([]);
    const redacted = await client.messages(made.sid).update({ body: "" });
    expect(redacted.body).toBe("");
    expect(await client.messages(made.sid).remove()).toBe(true);
    await expect(client.messages(made.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it.each([
    ["+15005550001", FROM, 21211],
    ["+15005550002", FROM, 21612],
    ["+15005550003", FROM, 21408],
    ["+15005550004", FROM, 21610],
    ["+15005550009", FROM, 21614],
    [TO, "+15005550001", 21212],
    [TO, "+15005550007", 21606],
    [TO, "+15005550008", 21611],
    ["not a number", FROM, 21211],
  ])("a message to %s from %s is refused with %i", async (to, from, code) => {
    await expect(client.messages.create({ to, from, body: "Hi" })).rejects.toMatchObject({
      status: 400,
      code,
      message: expect.any(String),
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    });
  });

  it("what a message lacks is said", async () => {
    const send = (params: object) => client.messages.create(params as never);
    await expect(send({ to: TO, from: FROM })).rejects.toMatchObject({ status: 400, code: 21602 });
    await expect(send({ to: TO, body: "x" })).rejects.toMatchObject({ code: 21603 });
    await expect(
      client.request({
        method: "post",
        uri: `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Messages.json`,
        data: { From: FROM, Body: "x" },
      }),
    ).resolves.toMatchObject({ statusCode: 400, body: { code: 21604 } });
    await expect(send({ to: TO, from: FROM, body: "x".repeat(1601) })).rejects.toMatchObject({ code: 21617 });
  });

  it("some messages fail on their way", async () => {
    const undelivered = await client.messages.create({ to: "+15005550010", from: FROM, body: "Hi" });
    const failed = await client.messages.create({ to: "+15005550011", from: FROM, body: "Hi" });
    await later("PT10S");
    expect(await client.messages(undelivered.sid).fetch()).toMatchObject({
      status: "undelivered",
      errorCode: 30003,
    });
    expect(await client.messages(failed.sid).fetch()).toMatchObject({ status: "failed", errorCode: 30008 });
  });

  it("messages are scheduled by a service, and canceled", async () => {
    const at = new Date(Date.now() + 3_600_000);
    const plan = { to: TO, body: "Later", scheduleType: "fixed" as const, sendAt: at };
    await expect(client.messages.create({ ...plan, from: FROM })).rejects.toMatchObject({ code: 35118 });
    const made = await client.messages.create({ ...plan, messagingServiceSid: `MG${"1".repeat(32)}` });
    expect(made.status).toBe("scheduled");
    expect((await client.messages(made.sid).update({ status: "canceled" })).status).toBe("canceled");
    await expect(client.messages(made.sid).update({ status: "canceled" })).rejects.toMatchObject({
      code: 30409,
    });
  });

  it("lists filter, and pages follow each other", async () => {
    const { client: other } = await openTwilio();
    for (let i = 0; i < 5; i++)
      await other.messages.create({ to: i < 2 ? TO : "+14155550000", from: FROM, body: `${i}` });
    expect((await other.messages.list()).map((one) => one.body)).toEqual(["4", "3", "2", "1", "0"]);
    expect((await other.messages.list({ to: TO })).map((one) => one.body)).toEqual(["1", "0"]);
    expect(await other.messages.list({ limit: 3 })).toHaveLength(3);
    expect((await other.messages.list({ pageSize: 2 })).map((one) => one.body)).toEqual([
      "4",
      "3",
      "2",
      "1",
      "0",
    ]);
    const page = await other.messages.page({ pageSize: 2 });
    expect(page.instances).toHaveLength(2);
    const next = await page.nextPage();
    expect(next?.instances.map((one) => one.body)).toEqual(["2", "1"]);
    expect((await next?.previousPage())?.instances.map((one) => one.body)).toEqual(["4", "3"]);
    const raw = await other.request({
      method: "get",
      uri: `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Messages.json?PageSize=2`,
    });
    expect(raw.body).toMatchObject({
      page: 0,
      page_size: 2,
      first_page_uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?PageSize=2&Page=0`,
      next_page_uri: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json?PageSize=2&Page=1`,
      previous_page_uri: null,
    });
  });

  it("status callbacks are forms that are signed with the token", async () => {
    const listener = await openListener();
    const made = await client.messages.create({
      to: TO,
      from: FROM,
      body: "Tell me",
      statusCallback: listener.url,
    });
    await later("PT10S");
    await listener.until(2);
    expect(callbacksOf(listener, sandbox.key)).toMatchObject([
      {
        MessageSid: made.sid,
        SmsSid: made.sid,
        MessageStatus: "sent",
        To: TO,
        From: FROM,
        AccountSid: ACCOUNT,
        ApiVersion: "2010-04-01",
      },
      { MessageSid: made.sid, MessageStatus: "delivered", SmsStatus: "delivered" },
    ]);
    await listener.close();
  });

  it("a call rings, is answered and ends; its callbacks are those it asked for", async () => {
    const listener = await openListener();
    const call = await client.calls.create({
      to: TO,
      from: FROM,
      twiml: "<Response><Say>Hi</Say></Response>",
      statusCallback: listener.url,
      statusCallbackEvent: ["initiated", "ringing", "answered", "completed"],
    });
    expect(call).toMatchObject({
      sid: expect.stringMatching(/^CA[0-9a-f]{32}$/),
      status: "queued",
      direction: "outbound-api",
      duration: null,
      startTime: null,
    });
    await later("PT1M");
    const done = await client.calls(call.sid).fetch();
    expect(done).toMatchObject({
      status: "completed",
      duration: "5",
      startTime: expect.any(Date),
      endTime: expect.any(Date),
    });
    await listener.until(4);
    expect(callbacksOf(listener, sandbox.key).map((one) => one["CallStatus"])).toEqual([
      "initiated",
      "ringing",
      "in-progress",
      "completed",
    ]);
    await expect(client.calls(call.sid).update({ status: "completed" })).rejects.toMatchObject({
      status: 400,
      code: 21220,
    });
    await listener.close();
  });

  it("calls are canceled, busy or refused", async () => {
    const from = FROM;
    const url = "http://demo.twilio.com/docs/voice.xml";
    const call = await client.calls.create({ to: TO, from, url });
    expect((await client.calls(call.sid).update({ status: "canceled" })).status).toBe("canceled");
    const busy = await client.calls.create({ to: "+15005550012", from, url });
    const nobody = await client.calls.create({ to: "+15005550013", from, url });
    await later("PT1M");
    expect((await client.calls(busy.sid).fetch()).status).toBe("busy");
    expect((await client.calls(nobody.sid).fetch()).status).toBe("no-answer");
    expect((await client.calls.list({ status: "busy" })).map((one) => one.sid)).toEqual([busy.sid]);
    await expect(client.calls.create({ to: TO, from } as never)).rejects.toMatchObject({ code: 21205 });
    await expect(client.calls.create({ to: "+15005550001", from, url })).rejects.toMatchObject({
      code: 21217,
    });
    await expect(client.calls.create({ to: "+15005550003", from, url })).rejects.toMatchObject({
      code: 21215,
    });
    await expect(client.calls.create({ to: TO, from: "+15005550007", url })).rejects.toMatchObject({
      code: 21210,
    });
    expect(await client.calls(busy.sid).remove()).toBe(true);
  });

  it("a bad token is told so, a shared key is taken", async () => {
    const stranger = twilioWith("0123456789abcdef0123456789abcdef", sandbox.pathUrl);
    await expect(stranger.messages.list()).rejects.toMatchObject({
      status: 401,
      code: 20003,
      message: "Authenticate",
    });
    const shared = twilioWith(sandbox.sharedKey, sandbox.pathUrl);
    expect((await shared.messages.list({ limit: 1 })).length).toBe(1);
  });
});
