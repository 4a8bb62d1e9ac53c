import { Resend } from "resend";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Sandbox, openSandbox } from "../support/sdk-sandbox.ts";

const ACME = "Acme <onboarding@resend.dev>";

describe("e-mails, by Resend's SDK", () => {
  let sandbox: Sandbox;
  let resend: Resend;
  beforeAll(async () => {
    sandbox = await openSandbox(inject("server"), "resend");
    resend = new Resend(sandbox.key, { baseUrl: sandbox.pathUrl });
  });
  const later = (by: string) => sandbox.platform("POST", "./clock", { by });
  const send = async (to: string | string[], more: object = {}): Promise<string> => {
    const { data, error } = await resend.emails.send({
      from: ACME,
      to,
      subject: "Hello",
      html: "<p>Hi</p>",
      ...more,
    });
    expect(error).toBeNull();
    expect(Object.keys(data ?? {})).toEqual(["id"]);
    return data?.id ?? "";
  };
  const stateOf = async (id: string) => (await resend.emails.get(id)).data?.last_event;

  it("are sent, and read as they were sent", async () => {
    const id = await send("delivered@resend.dev", {
      cc: "cc@example.com",
      tags: [{ name: "kind", value: "welcome" }],
    });
    const { data } = await resend.emails.get(id);
    expect(data).toMatchObject({
      object: "email",
      id,
      from: ACME,
      to: ["delivered@resend.dev"],
      cc: ["cc@example.com"],
      subject: "Hello",
      html: "<p>Hi</p>",
      text: null,
      scheduled_at: null,
      tags: [{ name: "kind", value: "welcome" }],
    });
    expect(Date.parse(data?.created_at ?? "")).not.toBeNaN();
  });

  it("are delivered, bounce and are complained of by their address", async () => {
    const delivered = await send("delivered@resend.dev");
    const bounced = await send("bounced+order1@resend.dev");
    const complained = await send(["complained@resend.dev"]);
    await later("PT10S");
    expect(await stateOf(delivered)).toBe("delivered");
    expect(await stateOf(bounced)).toBe("bounced");
    expect(await stateOf(complained)).toBe("complained");
    const again = await send("bounced+order1@resend.dev");
    expect(await stateOf(again)).toBe("suppressed");
    const { data } = await resend.suppressions.get("bounced+order1@resend.dev");
    expect(data).toMatchObject({ object: "suppression", origin: "bounce", source_id: bounced });
  });

  it("are scheduled, moved and canceled", async () => {
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const id = await send("delivered@resend.dev", { scheduledAt: at });
    expect((await resend.emails.get(id)).data).toMatchObject({ last_event: "scheduled", scheduled_at: at });
    const moved = new Date(Date.now() + 7_200_000).toISOString();
    expect((await resend.emails.update({ id, scheduledAt: moved })).data).toEqual({ object: "email", id });
    await later("PT90M");
    expect(await stateOf(id)).toBe("scheduled");
    expect((await resend.emails.cancel(id)).data).toEqual({ object: "email", id });
    expect(await stateOf(id)).toBe("canceled");
    const twice = await resend.emails.cancel(id);
    expect(twice.error).toMatchObject({ statusCode: 422, name: "validation_error" });
    const sent = await send("delivered@resend.dev");
    expect((await resend.emails.update({ id: sent, scheduledAt: moved })).error?.statusCode).toBe(422);
  });

  it("go out when they are due", async () => {
    const id = await send("delivered@resend.dev", {
      scheduledAt: new Date(Date.now() + 6 * 3_600_000).toISOString(),
    });
    await later("PT7H");
    expect(await stateOf(id)).toBe("delivered");
  });

  it("go in batches", async () => {
    const one = { from: ACME, subject: "Batch", html: "<b>1</b>" };
    const { data } = await resend.batch.send([
      { ...one, to: "a@example.com" },
      { ...one, to: ["b@example.com"] },
    ]);
    expect(data?.data).toHaveLength(2);
    const ids = data?.data.map((each) => each.id) ?? [];
    expect((await resend.emails.get(ids[1] ?? "")).data?.to).toEqual(["b@example.com"]);
    const wrong = await resend.batch.send([
      { ...one, to: "a@example.com" },
      { ...one, to: "nobody" },
    ]);
    expect(wrong.error).toMatchObject({ statusCode: 422, name: "validation_error" });
    const some = await resend.batch.send(
      [
        { ...one, to: "a@example.com" },
        { ...one, to: "nobody" },
      ],
      { batchValidation: "permissive" },
    );
    expect(some.data).toMatchObject({ data: [{ id: expect.any(String) }], errors: [{ index: 1 }] });
    const [log] = (await resend.logs.list()).data?.data ?? [];
    expect((await resend.logs.get(log?.id ?? "")).data).toMatchObject({
      endpoint: "/emails/batch",
      method: "POST",
    });
  });

  it("are listed in pages, the newest first", async () => {
    const newest = await send("list@example.com");
    const first = await resend.emails.list({ limit: 2 });
    expect(first.data).toMatchObject({ object: "list", has_more: true });
    expect(first.data?.data[0]?.id).toBe(newest);
    const last = first.data?.data[1]?.id ?? "";
    const next = await resend.emails.list({ limit: 2, after: last });
    expect(next.data?.data.map((one) => one.id)).not.toContain(last);
    const back = await resend.emails.list({ limit: 2, before: next.data?.data[0]?.id ?? "" });
    expect(back.data?.data.map((one) => one.id)).toEqual(first.data?.data.map((one) => one.id));
  });

  it("are sent once for an idempotency key", async () => {
    const mail = { from: ACME, to: "once@example.com", subject: "Once", text: "once" };
    const first = await resend.emails.send(mail, { idempotencyKey: "welcome/1" });
    const again = await resend.emails.send(mail, { idempotencyKey: "welcome/1" });
    expect(again.data?.id).toBe(first.data?.id);
    const other = await resend.emails.send({ ...mail, subject: "Twice" }, { idempotencyKey: "welcome/1" });
    expect(other.error).toMatchObject({ statusCode: 409, name: "invalid_idempotent_request" });
  });

  it("keep their attachments", async () => {
    const id = await send("delivered@resend.dev", {
      attachments: [{ filename: "note.txt", content: "aGVsbG8=", contentType: "text/plain" }],
    });
    const { data } = await resend.emails.attachments.list({ emailId: id });
    expect(data?.data).toMatchObject([{ filename: "note.txt", content_type: "text/plain" }]);
    const one = await resend.emails.attachments.get({ emailId: id, id: data?.data[0]?.id ?? "" });
    expect(one.data).toMatchObject({ object: "attachment", filename: "note.txt" });
  });

  it("are refused in Resend's words", async () => {
    const missing = await resend.emails.send({ from: ACME, to: "a@example.com", html: "x" } as never);
    expect(missing.error).toMatchObject({
      statusCode: 422,
      name: "missing_required_field",
      message: "Missing `subject` field.",
    });
    const wrong = await resend.emails.send({
      from: "not an address",
      to: "a@example.com",
      subject: "x",
      text: "x",
    });
    expect(wrong.error).toMatchObject({ statusCode: 422, name: "validation_error" });
    expect(wrong.error?.message).toContain("Invalid `from` field");
    const gone = await resend.emails.get("4ef9a417-02e9-4d39-ad75-9611e0fcc33c");
    expect(gone.error).toMatchObject({ statusCode: 404, name: "not_found", message: "Email not found" });
    const stranger = await new Resend("re_123456789", { baseUrl: sandbox.pathUrl }).emails.list();
    expect(stranger.error).toMatchObject({ statusCode: 401 });
  });

  it("come from a template", async () => {
    const made = await resend.templates.create({
      name: "Welcome",
      alias: "welcome-mail",
      html: "<h1>Hi {{{NAME}}}</h1>",
    });
    const early = await resend.emails.send({
      from: ACME,
      to: "a@example.com",
      subject: "Hi",
      template: { id: "welcome-mail" },
    });
    expect(early.error?.statusCode).toBe(422);
    await resend.templates.publish(made.data?.id ?? "");
    const sent = await resend.emails.send({
      from: ACME,
      to: "a@example.com",
      subject: "Hi",
      template: { id: "welcome-mail" },
    });
    expect((await resend.emails.get(sent.data?.id ?? "")).data?.html).toBe("<h1>Hi {{{NAME}}}</h1>");
    const none = await resend.emails.send({
      from: ACME,
      to: "a@example.com",
      subject: "Hi",
      template: { id: "nothing" },
    });
    expect(none.error).toMatchObject({ statusCode: 404 });
  });
});
