import type twilio from "twilio";
import { beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../../support/sdk-sandbox.ts";
import { ACCOUNT, FROM, openTwilio, twilioWith } from "./client.ts";

describe("accounts, numbers, Verify and Lookup, by Twilio's SDK", () => {
  let client: twilio.Twilio;
  let sandbox: Sandbox;
  beforeAll(async () => void ({ client, sandbox } = await openTwilio()));

  it("an account is there, has a balance and subaccounts", async () => {
    const mine = await client.api.v2010.accounts(ACCOUNT).fetch();
    expect(mine).toMatchObject({
      sid: ACCOUNT,
      status: "active",
      type: "Full",
      uri: `/2010-04-01/Accounts/${ACCOUNT}.json`,
    });
    expect((await client.api.v2010.accounts(ACCOUNT).update({ friendlyName: "Main" })).friendlyName).toBe(
      "Main",
    );
    expect(await client.balance.fetch()).toMatchObject({ accountSid: ACCOUNT, currency: "USD" });
    const sub = await client.api.v2010.accounts.create({ friendlyName: "Sub" });
    expect(sub).toMatchObject({
      sid: expect.stringMatching(/^AC[0-9a-f]{32}$/),
      friendlyName: "Sub",
      status: "active",
    });
    expect((await client.api.v2010.accounts(sub.sid).update({ status: "suspended" })).status).toBe(
      "suspended",
    );
    const accounts = await client.api.v2010.accounts.list();
    expect(new Set(accounts.map((one) => one.sid))).toEqual(new Set([ACCOUNT, sub.sid]));
    const named = await client.api.v2010.accounts.list({ friendlyName: "Sub" });
    expect(named.map((one) => one.sid)).toEqual([sub.sid]);
  });

  it("numbers are searched, bought, changed and released", async () => {
    const local = await client.availablePhoneNumbers("US").local.list({ areaCode: 510, limit: 3 });
    expect(local).toHaveLength(3);
    expect(local[0]).toMatchObject({
      phoneNumber: expect.stringMatching(/^\+1510/),
      isoCountry: "US",
      capabilities: { voice: true, sms: true },
    });
    const tollFree = await client.availablePhoneNumbers("US").tollFree.list();
    expect(tollFree[0]?.phoneNumber).toMatch(/^\+1800/);
    const bought = await client.incomingPhoneNumbers.create({ phoneNumber: local[0]?.phoneNumber ?? "" });
    expect(bought).toMatchObject({
      sid: expect.stringMatching(/^PN[0-9a-f]{32}$/),
      phoneNumber: local[0]?.phoneNumber,
      friendlyName: "(510) 555-0101",
      smsUrl: "",
      voiceMethod: "POST",
      origin: "twilio",
      capabilities: { voice: true, sms: true, mms: true, fax: false },
    });
    const changed = await client
      .incomingPhoneNumbers(bought.sid)
      .update({ smsUrl: "https://example.com/sms", friendlyName: "Front desk" });
    expect(changed).toMatchObject({ smsUrl: "https://example.com/sms", friendlyName: "Front desk" });
    expect(await client.incomingPhoneNumbers.list({ phoneNumber: bought.phoneNumber })).toHaveLength(1);
    await expect(
      client.incomingPhoneNumbers.create({ phoneNumber: bought.phoneNumber }),
    ).rejects.toMatchObject({ code: 21422 });
    expect(await client.incomingPhoneNumbers(bought.sid).remove()).toBe(true);
    await expect(client.incomingPhoneNumbers(bought.sid).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
    expect((await client.incomingPhoneNumbers.create({ areaCode: "212" })).phoneNumber).toMatch(
      /^\+1212555\d{4}$/,
    );
  });

  it.each([
    [{ phoneNumber: "+15005550000" }, 21422],
    [{ phoneNumber: "+15005550001" }, 21421],
    [{ phoneNumber: "555" }, 21421],
    [{ areaCode: "533" }, 21452],
    [{}, 21452],
  ])("buying %o is refused with %i", async (wanted, code) => {
    await expect(client.incomingPhoneNumbers.create(wanted)).rejects.toMatchObject({ status: 400, code });
  });

  it("applications and keys", async () => {
    const made = await client.applications.create({
      friendlyName: "IVR",
      voiceUrl: "https://example.com/voice",
    });
    expect(made).toMatchObject({
      sid: expect.stringMatching(/^AP/),
      friendlyName: "IVR",
      voiceUrl: "https://example.com/voice",
    });
    expect((await client.applications(made.sid).update({ friendlyName: "Menu" })).friendlyName).toBe("Menu");
    expect(await client.applications(made.sid).remove()).toBe(true);
    const key = await client.newKeys.create({ friendlyName: "CI" });
    expect(key).toMatchObject({
      sid: expect.stringMatching(/^SK/),
      friendlyName: "CI",
      secret: expect.any(String),
    });
    expect((await client.keys.list()).map((one) => one.sid)).toEqual([key.sid]);
    expect(await twilioWith(key.secret, sandbox.pathUrl).messages.list({ limit: 1 })).toEqual([]);
    expect(await client.keys(key.sid).remove()).toBe(true);
    await expect(twilioWith(key.secret, sandbox.pathUrl).messages.list({ limit: 1 })).rejects.toMatchObject({
      code: 20003,
    });
  });

  it("a subaccount has a token of its own", async () => {
    const sub = await client.api.v2010.accounts.create({ friendlyName: "Tenant" });
    const message = { from: FROM, to: "+14155552671", body: "Hi" };
    const sent = await twilioWith(sub.authToken, sandbox.pathUrl, sub.sid).messages.create(message);
    expect(sent.accountSid).toBe(sub.sid);
    expect((await client.messages.list()).map((one) => one.sid)).not.toContain(sent.sid);
  });

  it("a verification is started, checked and done", async () => {
    const service = await client.verify.v2.services.create({ friendlyName: "Login" });
    expect(service).toMatchObject({
      sid: expect.stringMatching(/^VA[0-9a-f]{32}$/),
      friendlyName: "Login",
      codeLength: 6,
    });
    const verify = client.verify.v2.services(service.sid);
    const to = "+14155552671";
    const started = await verify.verifications.create({ to, channel: "sms" });
    expect(started).toMatchObject({
      sid: expect.stringMatching(/^VE/),
      serviceSid: service.sid,
      to,
      channel: "sms",
      status: "pending",
      valid: false,
    });
    expect((await verify.verifications(started.sid).fetch()).status).toBe("pending");
    expect(await verify.verificationChecks.create({ to, code: "000000" })).toMatchObject({
      status: "pending",
      valid: false,
    });
    expect(await verify.verificationChecks.create({ to, code: "123456" })).toMatchObject({
      status: "approved",
      valid: true,
      to,
    });
    await expect(verify.verificationChecks.create({ to, code: "123456" })).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
    await expect(verify.verifications.create({ to: "nobody", channel: "sms" })).rejects.toMatchObject({
      status: 400,
      code: 60200,
    });
    await expect(verify.verifications.create({ to, channel: "pigeon" })).rejects.toMatchObject({
      code: 60200,
    });
    const second = await verify.verifications.create({ to, channel: "call" });
    for (let i = 0; i < 5; i++) await verify.verificationChecks.create({ to, code: "999999" });
    await expect(verify.verificationChecks.create({ to, code: "123456" })).rejects.toMatchObject({
      status: 429,
      code: 60202,
    });
    expect((await verify.verifications(second.sid).update({ status: "canceled" })).status).toBe("canceled");
    expect((await client.verify.v2.services.list()).map((one) => one.sid)).toEqual([service.sid]);
    expect(await verify.remove()).toBe(true);
  });

  it("lookups say what a number is", async () => {
    const number = await client.lookups.v2
      .phoneNumbers("+14155552671")
      .fetch({ fields: "line_type_intelligence" });
    expect(number).toMatchObject({
      valid: true,
      countryCode: "US",
      nationalFormat: "(415) 555-2671",
      lineTypeIntelligence: { type: "mobile" },
    });
    expect(await client.lookups.v2.phoneNumbers("+1").fetch()).toMatchObject({
      valid: false,
      validationErrors: ["TOO_SHORT"],
    });
  });
});
