import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Resend } from "resend";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { type Sandbox, openSandbox } from "../support/sdk-sandbox.ts";

const ACME = "Acme <onboarding@resend.dev>";
const NOBODY = "4ef9a417-02e9-4d39-ad75-9611e0fcc33c";

describe("everything but e-mails, by Resend's SDK", () => {
  let sandbox: Sandbox;
  let resend: Resend;
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const hook = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.end("ok");
    });
  });
  beforeAll(async () => {
    sandbox = await openSandbox(inject("server"), "resend");
    resend = new Resend(sandbox.key, { baseUrl: sandbox.pathUrl });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => hook.close());
  const later = (by: string) => sandbox.platform("POST", "./clock", { by });

  it("domains are added, verified, changed and removed", async () => {
    const made = await resend.domains.create({ name: "mail.acme.test", region: "eu-west-1" });
    expect(made.data).toMatchObject({ name: "mail.acme.test", status: "not_started", region: "eu-west-1" });
    expect(made.data?.records.map((one) => one.record)).toEqual(["SPF", "SPF", "DKIM"]);
    const id = made.data?.id ?? "";
    const mail = { from: "hi@mail.acme.test", to: "delivered@resend.dev", subject: "Hi", text: "Hi" };
    expect((await resend.emails.send(mail)).error).toMatchObject({
      statusCode: 403,
      name: "validation_error",
    });
    expect((await resend.domains.verify(id)).data).toEqual({ object: "domain", id });
    expect((await resend.domains.get(id)).data?.status).toBe("pending");
    await later("PT10S");
    const verified = await resend.domains.get(id);
    expect(verified.data).toMatchObject({ object: "domain", status: "verified" });
    expect(verified.data?.records.every((one) => one.status === "verified")).toBe(true);
    expect((await resend.emails.send(mail)).error).toBeNull();
    expect((await resend.domains.update({ id, openTracking: true, tls: "enforced" })).data).toEqual({
      object: "domain",
      id,
    });
    expect((await resend.domains.list()).data?.data.map((one) => one.name)).toContain("mail.acme.test");
    const twice = await resend.domains.create({ name: "mail.acme.test" });
    expect(twice.error?.name).toBe("validation_error");
    expect((await resend.domains.remove(id)).data).toEqual({ object: "domain", id, deleted: true });
    expect((await resend.domains.get(id)).error).toMatchObject({ statusCode: 404, name: "not_found" });
  });

  it("API keys show their token once", async () => {
    const made = await resend.apiKeys.create({ name: "CI" });
    expect(made.data?.token).toMatch(/^re_/);
    const listed = await resend.apiKeys.list();
    const mine = listed.data?.data.find((one) => one.id === made.data?.id);
    expect(mine).toMatchObject({ name: "CI" });
    expect(mine).not.toHaveProperty("token");
    const other = new Resend(made.data?.token ?? "", { baseUrl: sandbox.pathUrl });
    expect((await other.domains.list()).error).toBeNull();
    const sender = await resend.apiKeys.create({ name: "Sender", permission: "sending_access" });
    const limited = new Resend(sender.data?.token ?? "", { baseUrl: sandbox.origin });
    const mail = { from: ACME, to: "delivered@resend.dev", subject: "Hello", text: "Hi" };
    expect((await limited.emails.send(mail)).error).toBeNull();
    expect((await limited.domains.list()).error).toMatchObject({
      statusCode: 401,
      name: "restricted_api_key",
    });
    expect((await resend.apiKeys.remove(made.data?.id ?? "")).error).toBeNull();
    expect((await other.domains.list()).error).toMatchObject({
      statusCode: 401,
      message: "API key is invalid",
    });
    expect((await resend.apiKeys.remove(made.data?.id ?? "")).error?.statusCode).toBe(404);
    expect((await resend.apiKeys.create({ name: "x".repeat(60) })).error?.statusCode).toBe(422);
  });

  it("contacts are found by id and by address", async () => {
    const made = await resend.contacts.create({
      email: "ada@example.com",
      firstName: "Ada",
      properties: { plan: "gold" },
    });
    const id = made.data?.id ?? "";
    expect(made.data).toEqual({ object: "contact", id });
    const byId = await resend.contacts.get(id);
    expect(byId.data).toMatchObject({
      id,
      email: "ada@example.com",
      first_name: "Ada",
      last_name: null,
      unsubscribed: false,
    });
    expect((await resend.contacts.get({ email: "ada@example.com" })).data?.id).toBe(id);
    const changed = await resend.contacts.update({
      email: "ada@example.com",
      unsubscribed: true,
      lastName: "Lovelace",
    });
    expect(changed.data).toMatchObject({ object: "contact", id });
    expect((await resend.contacts.get(id)).data).toMatchObject({
      first_name: "Ada",
      last_name: "Lovelace",
      unsubscribed: true,
    });
    expect((await resend.contacts.list()).data?.data.map((one) => one.id)).toContain(id);
    expect((await resend.contacts.remove({ email: "ada@example.com" })).data).toMatchObject({
      object: "contact",
      deleted: true,
    });
    expect((await resend.contacts.get(id)).error).toMatchObject({
      statusCode: 404,
      message: "Contact not found",
    });
    expect((await resend.contacts.create({ email: "nobody" })).error?.statusCode).toBe(422);
  });

  it("audiences hold the contacts that are put into them", async () => {
    const audience = await resend.audiences.create({ name: "Readers" });
    const audienceId = audience.data?.id ?? "";
    expect(audience.data).toMatchObject({ name: "Readers" });
    const bea = await resend.contacts.create({ audienceId, email: "bea@example.com" });
    await resend.contacts.create({ email: "elsewhere@example.com" });
    const { data } = await resend.contacts.list({ audienceId });
    expect(data?.data.map((one) => one.email)).toEqual(["bea@example.com"]);
    const found = await resend.contacts.get({ audienceId, email: "bea@example.com" });
    expect(found.data?.id).toBe(bea.data?.id);
    expect((await resend.contacts.remove({ audienceId, email: "bea@example.com" })).data?.deleted).toBe(true);
    expect((await resend.contacts.list({ audienceId })).data?.data).toEqual([]);
    expect((await resend.audiences.remove(audienceId)).data).toMatchObject({ id: audienceId, deleted: true });
    expect((await resend.audiences.get(audienceId)).error?.statusCode).toBe(404);
  });

  it("segments take contacts in and out", async () => {
    const segment = await resend.segments.create({ name: "VIP" });
    const segmentId = segment.data?.id ?? "";
    const other = await resend.segments.create({ name: "New" });
    const contact = await resend.contacts.create({
      email: "cleo@example.com",
      segments: [{ id: other.data?.id ?? "" }],
    });
    const contactId = contact.data?.id ?? "";
    const added = await resend.contacts.segments.add({ contactId, segmentId });
    expect(added.error).toBeNull();
    const listed = await resend.contacts.segments.list({ contactId });
    expect(listed.data?.data.map((one) => one.name).toSorted()).toEqual(["New", "VIP"]);
    expect((await resend.contacts.list({ segmentId })).data?.data.map((one) => one.email)).toEqual([
      "cleo@example.com",
    ]);
    expect((await resend.contacts.segments.remove({ contactId, segmentId })).error).toBeNull();
    expect((await resend.contacts.list({ segmentId })).data?.data).toEqual([]);
    expect((await resend.contacts.segments.add({ contactId, segmentId: NOBODY })).error?.statusCode).toBe(
      404,
    );
    const refused = await resend.contacts.create({ email: "dan@example.com", segments: [{ id: NOBODY }] });
    expect(refused.error?.statusCode).toBe(404);
  });

  it("topics are chosen by contacts", async () => {
    const topic = await resend.topics.create({ name: "News", defaultSubscription: "opt_in" });
    const id = topic.data?.id ?? "";
    expect((await resend.topics.get(id)).data).toMatchObject({
      name: "News",
      default_subscription: "opt_in",
    });
    const contact = await resend.contacts.create({ email: "eve@example.com" });
    const contactId = contact.data?.id ?? "";
    const update = await resend.contacts.topics.update({
      id: contactId,
      topics: [{ id, subscription: "opt_out" }],
    });
    expect(update.error).toBeNull();
    const chosen = await resend.contacts.topics.list({ id: contactId });
    expect(chosen.data?.data).toMatchObject([{ id, name: "News", subscription: "opt_out" }]);
    expect((await resend.topics.update({ id, name: "Letters" })).error).toBeNull();
    expect((await resend.topics.list()).data?.data.map((one) => one.name)).toContain("Letters");
    expect((await resend.topics.remove(id)).data).toMatchObject({ id, deleted: true });
  });

  it("contact properties are declared once", async () => {
    const made = await resend.contactProperties.create({
      key: "company",
      type: "string",
      fallbackValue: "Acme",
    });
    const id = made.data?.id ?? "";
    expect((await resend.contactProperties.get(id)).data).toMatchObject({ key: "company", type: "string" });
    expect((await resend.contactProperties.create({ key: "company", type: "string" })).error).not.toBeNull();
    expect((await resend.contactProperties.update({ id, fallbackValue: "Initech" })).error).toBeNull();
    expect((await resend.contactProperties.remove(id)).data).toMatchObject({ deleted: true });
  });

  it("broadcasts reach who is in their segment and has not unsubscribed", async () => {
    const segmentId = (await resend.segments.create({ name: "Launch" })).data?.id ?? "";
    await resend.contacts.create({ email: "in@example.com", segments: [{ id: segmentId }] });
    await resend.contacts.create({
      email: "off@example.com",
      unsubscribed: true,
      segments: [{ id: segmentId }],
    });
    const draft = await resend.broadcasts.create({
      name: "Launch",
      segmentId,
      from: ACME,
      subject: "We launch",
      html: "<p>!</p>",
    });
    const id = draft.data?.id ?? "";
    expect((await resend.broadcasts.get(id)).data).toMatchObject({
      object: "broadcast",
      status: "draft",
      segment_id: segmentId,
      sent_at: null,
    });
    expect((await resend.broadcasts.update(id, { subject: "We launched" })).data).toMatchObject({ id });
    expect((await resend.broadcasts.send(id)).data).toMatchObject({ id });
    await later("PT10S");
    expect((await resend.broadcasts.get(id)).data).toMatchObject({ status: "sent", subject: "We launched" });
    const mails = (await resend.emails.list({ limit: 100 })).data?.data.filter(
      (one) => one.subject === "We launched",
    );
    expect(mails?.map((one) => one.to)).toEqual([["in@example.com"]]);
    expect((await resend.broadcasts.send(id)).error?.statusCode).toBe(422);
    expect((await resend.broadcasts.remove(id)).error?.statusCode).toBe(422);
    expect((await resend.broadcasts.list()).data?.data.map((one) => one.id)).toContain(id);
    const copy = await resend.broadcasts.duplicate(id);
    expect((await resend.broadcasts.get(copy.data?.id ?? "")).data).toMatchObject({ status: "draft" });
  });

  it("broadcasts that are scheduled can be canceled", async () => {
    const segmentId = (await resend.segments.create({ name: "Later" })).data?.id ?? "";
    const made = await resend.broadcasts.create({ segmentId, from: ACME, subject: "Later", text: "later" });
    const id = made.data?.id ?? "";
    await resend.broadcasts.send(id, { scheduledAt: new Date(Date.now() + 86_400_000).toISOString() });
    expect((await resend.broadcasts.get(id)).data?.status).toBe("scheduled");
    expect((await resend.broadcasts.cancel(id)).error).toBeNull();
    expect((await resend.broadcasts.get(id)).data?.status).toBe("draft");
    expect((await resend.broadcasts.remove(id)).data).toMatchObject({ id, deleted: true });
  });

  it("templates are published, duplicated and found by their alias", async () => {
    const made = await resend.templates.create({
      name: "Receipt",
      alias: "receipt",
      html: "<p>{{{TOTAL}}}</p>",
      variables: [{ key: "TOTAL", type: "number", fallbackValue: 0 }],
    });
    const id = made.data?.id ?? "";
    expect((await resend.templates.get("receipt")).data).toMatchObject({
      id,
      name: "Receipt",
      status: "draft",
      published_at: null,
    });
    expect((await resend.templates.publish("receipt")).data).toMatchObject({ id });
    expect((await resend.templates.get(id)).data).toMatchObject({
      status: "published",
      has_unpublished_versions: false,
    });
    await resend.templates.update(id, { name: "Receipt 2" });
    expect((await resend.templates.get(id)).data).toMatchObject({
      name: "Receipt 2",
      has_unpublished_versions: true,
    });
    const copy = await resend.templates.duplicate(id);
    expect(copy.data?.id).not.toBe(id);
    expect((await resend.templates.get(copy.data?.id ?? "")).data).toMatchObject({
      status: "draft",
      html: "<p>{{{TOTAL}}}</p>",
    });
    expect((await resend.templates.list()).data?.data.length).toBe(2);
    expect((await resend.templates.remove(id)).data).toMatchObject({ deleted: true });
  });

  it("webhooks tell what happened, signed so that the SDK verifies it", async () => {
    const endpoint = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/resend`;
    const made = await resend.webhooks.create({
      endpoint,
      events: ["email.sent", "email.delivered", "email.bounced"],
    });
    const id = made.data?.id ?? "";
    const webhookSecret = made.data?.signing_secret ?? "";
    expect(webhookSecret).toMatch(/^whsec_/);
    const sent = await resend.emails.send({
      from: ACME,
      to: "bounced@resend.dev",
      subject: "Hook",
      text: "Hook",
    });
    await later("PT10S");
    await vi.waitFor(() => expect(got.length).toBeGreaterThanOrEqual(2), { timeout: 20_000 });
    const events = got.map(({ headers, body }) =>
      resend.webhooks.verify({
        payload: body,
        headers: {
          id: String(headers["svix-id"]),
          timestamp: String(headers["svix-timestamp"]),
          signature: String(headers["svix-signature"]),
        },
        webhookSecret,
      }),
    );
    expect(events.map((one) => one.type)).toEqual(["email.sent", "email.bounced"]);
    expect(events[1]).toMatchObject({
      data: { email_id: sent.data?.id, to: ["bounced@resend.dev"], bounce: { type: "Permanent" } },
    });
    expect((await resend.webhooks.update(id, { status: "disabled" })).error).toBeNull();
    expect((await resend.webhooks.get(id)).data).toMatchObject({
      endpoint,
      status: "disabled",
      signing_secret: webhookSecret,
    });
    expect((await resend.webhooks.list()).data?.data).toHaveLength(1);
    expect((await resend.webhooks.remove(id)).data).toMatchObject({ id, deleted: true });
  });

  it("contacts are imported from a table", async () => {
    const file = new Blob(["email,first_name,last_name\nimp@example.com,Imre,Port\n"], { type: "text/csv" });
    const made = await resend.contacts.imports.create({ file });
    await later("PT2S");
    expect((await resend.contacts.imports.get(made.data?.id ?? "")).data).toMatchObject({
      status: "completed",
      counts: { total: 1, created: 1 },
    });
    expect((await resend.contacts.get({ email: "imp@example.com" })).data).toMatchObject({
      first_name: "Imre",
    });
  });

  it("takes a sandbox_test_ key, too", async () => {
    const shared = new Resend(sandbox.sharedKey, { baseUrl: sandbox.pathUrl });
    expect((await shared.domains.list()).error).toBeNull();
  });
});
