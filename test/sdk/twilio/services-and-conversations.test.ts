import type twilio from "twilio";
import { beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../support/sdk-sandbox.ts";
import { FROM, openTwilio, twilioWith } from "./client.ts";

const TO = "+14155552671";

describe("messaging services, conversations, recordings and usage, by Twilio's SDK", () => {
  let client: twilio.Twilio;
  let sandbox: Sandbox;
  beforeAll(async () => {
    ({ client, sandbox } = await openTwilio());
  });
  const pass = (seconds: number) => sandbox.platform("POST", "./clock", { by: `PT${seconds}S` });

  it("a wrong token is told so on the bare host, too", async () => {
    await expect(
      twilioWith("0".repeat(32), sandbox.origin).messages.list({ limit: 1 }),
    ).rejects.toMatchObject({
      status: 401,
      code: 20003,
    });
  });

  it("a messaging service has numbers and sends", async () => {
    const service = await client.messaging.v1.services.create({ friendlyName: "Alerts" });
    expect(service.sid).toMatch(/^MG[0-9a-f]{32}$/);
    const number = await client.incomingPhoneNumbers.create({ phoneNumber: FROM });
    const numbers = client.messaging.v1.services(service.sid).phoneNumbers;
    await numbers.create({ phoneNumberSid: number.sid });
    expect(await numbers.list()).toMatchObject([{ sid: number.sid, phoneNumber: FROM }]);
    const message = await client.messages.create({ messagingServiceSid: service.sid, to: TO, body: "Up" });
    expect(message).toMatchObject({ messagingServiceSid: service.sid, status: "accepted" });
    await expect(numbers.create({ phoneNumberSid: `PN${"0".repeat(32)}` })).rejects.toMatchObject({
      code: 21701,
    });
    expect(await numbers(number.sid).remove()).toBe(true);
    expect(await client.messaging.v1.services(service.sid).remove()).toBe(true);
  });

  it("media of a message are listed, read and removed", async () => {
    const { sid } = await client.messages.create({ from: FROM, to: TO, mediaUrl: ["https://e.co/a.png"] });
    expect(await client.messages(sid).media.list()).toMatchObject([
      { parentSid: sid, contentType: "image/png" },
    ]);
    expect(sid).toMatch(/^MM[0-9a-f]{32}$/);
    const [medium] = await client.messages(sid).media.list();
    const one = client.messages(sid).media(medium?.sid ?? "");
    expect(await one.fetch()).toMatchObject({ parentSid: sid });
    expect(await one.remove()).toBe(true);
    expect(await client.messages(sid).feedback.create({ outcome: "confirmed" })).toMatchObject({
      messageSid: sid,
      outcome: "confirmed",
    });
  });

  it("a text is as many segments as its alphabet makes it", async () => {
    const segments = async (body: string) =>
      (await client.messages.create({ from: FROM, to: TO, body })).numSegments;
    expect(await segments("Käse für 5 €?")).toBe("1");
    expect(await segments("a".repeat(161))).toBe("2");
    expect(await segments("ж".repeat(70))).toBe("1");
    expect(await segments("😀".repeat(40))).toBe("2");
  });

  it("a call that is recorded has its recording", async () => {
    const call = await client.calls.create({ from: FROM, to: TO, url: "http://e.co/twiml", record: true });
    await pass(60);
    await pass(60);
    const [recording] = await client.recordings.list({ callSid: call.sid });
    expect(recording).toMatchObject({ callSid: call.sid, status: "completed", channels: 1 });
    expect(await client.recordings(recording?.sid ?? "").remove()).toBe(true);
    await expect(client.calls(call.sid).recordings.create()).rejects.toMatchObject({ code: 21220 });
  });

  it("a live call is recorded, and its recording stopped", async () => {
    const call = await client.calls.create({ from: FROM, to: TO, url: "http://e.co/twiml" });
    await pass(3);
    const made = await client.calls(call.sid).recordings.create({ recordingChannels: "dual" });
    expect(made).toMatchObject({ status: "in-progress", channels: 2 });
    expect(await client.calls(call.sid).recordings(made.sid).update({ status: "stopped" })).toMatchObject({
      status: "stopped",
    });
  });

  it("people talk in a conversation", async () => {
    const { conversations } = client.conversations.v1;
    const made = await conversations.create({ friendlyName: "Support", uniqueName: "case-1" });
    await expect(conversations.create({ uniqueName: "case-1" })).rejects.toMatchObject({
      status: 409,
      code: 50353,
    });
    const here = conversations(made.sid);
    const hook = await here.webhooks.create({
      target: "webhook",
      "configuration.url": "https://example.com/chat",
      "configuration.filters": ["onMessageAdded"],
    });
    expect(hook).toMatchObject({ sid: expect.stringMatching(/^WH/), conversationSid: made.sid });
    expect(await here.webhooks(hook.sid).remove()).toBe(true);
    const alice = await here.participants.create({ identity: "alice" });
    const texting = await here.participants.create({
      "messagingBinding.address": TO,
      "messagingBinding.proxyAddress": FROM,
    });
    expect(texting.messagingBinding).toMatchObject({ type: "sms", address: TO });
    await expect(here.participants.create({ identity: "alice" })).rejects.toMatchObject({ code: 50433 });
    expect(await here.messages.create({ author: "alice", body: "Hello" })).toMatchObject({
      index: 0,
      participantSid: alice.sid,
    });
    expect(await here.messages.create({ author: "bob", body: "Hi" })).toMatchObject({ index: 1 });
    expect((await here.messages.list()).map((one) => one.body)).toEqual(["Hello", "Hi"]);
    expect(await here.update({ state: "closed" })).toMatchObject({ state: "closed" });
    expect((await conversations("case-1").fetch()).sid).toBe(made.sid);
    expect(await here.remove()).toBe(true);
    await expect(here.fetch()).rejects.toMatchObject({ status: 404 });
  });

  it("usage is counted, triggers watch it", async () => {
    await client.messages.create({ from: FROM, to: TO, body: "Counted" });
    const [record] = await client.usage.records.thisMonth.list({ category: "sms" });
    expect(Number(record?.count)).toBeGreaterThan(0);
    const trigger = { callbackUrl: "https://e.co/over", triggerValue: "1000", usageCategory: "sms" as const };
    expect((await client.usage.triggers.create(trigger)).sid).toMatch(/^UT/);
  });

  it("queues, addresses, caller ids and tokens", async () => {
    const queue = await client.queues.create({ friendlyName: "Line", maxSize: 10 });
    expect(queue).toMatchObject({ maxSize: 10, currentSize: 0 });
    expect(await client.queues(queue.sid).update({ maxSize: 20 })).toMatchObject({ maxSize: 20 });
    const street = { customerName: "T", street: "1 Main", city: "SF", region: "CA", postalCode: "94105" };
    expect((await client.addresses.create({ ...street, isoCountry: "US" })).sid).toMatch(/^AD/);
    const asked = await client.validationRequests.create({ phoneNumber: TO, friendlyName: "Mine" });
    expect(asked.validationCode).toMatch(/^\d{6}$/);
    expect(await client.outgoingCallerIds.list({ phoneNumber: TO })).toMatchObject([
      { friendlyName: "Mine" },
    ]);
    expect((await client.tokens.create()).iceServers).toHaveLength(1);
    expect((await client.lookups.v1.phoneNumbers(TO).fetch({ type: ["carrier"] })).carrier).toMatchObject({
      type: "mobile",
    });
  });
});
