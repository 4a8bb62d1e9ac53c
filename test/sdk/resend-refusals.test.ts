import { Resend } from "resend";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Sandbox, openSandbox } from "../support/sdk-sandbox.ts";

const MAIL = {
  from: "Acme <onboarding@resend.dev>",
  to: "delivered@resend.dev",
  subject: "Hi",
  html: "<p>Hi</p>",
};

describe("what is refused, and templates that are filled, by Resend's SDK", () => {
  let sandbox: Sandbox;
  let resend: Resend;
  beforeAll(async () => {
    sandbox = await openSandbox(inject("server"), "resend");
    resend = new Resend(sandbox.key, { baseUrl: sandbox.pathUrl });
  });

  it("a wrong key is told so, on the bare host as anywhere", async () => {
    for (const baseUrl of [sandbox.origin, sandbox.pathUrl]) {
      const { data, error } = await new Resend("re_wrong", { baseUrl }).emails.send(MAIL);
      expect(data).toBeNull();
      expect(error).toMatchObject({ statusCode: 401, message: "API key is invalid" });
    }
  });

  it("an e-mail lacks a sender, a subject, content, or has too much", async () => {
    const send = async (changes: object) => {
      const { error } = await resend.emails.send({ ...MAIL, ...changes });
      return [error?.name, error?.statusCode];
    };
    const missing = ["missing_required_field", 422];
    expect(await send({ from: undefined })).toEqual(missing);
    expect(await send({ subject: undefined })).toEqual(missing);
    expect(await send({ html: undefined })).toEqual(missing);
    expect(await send({ to: Array.from({ length: 51 }, () => MAIL.to) })).toEqual(["validation_error", 422]);
    expect(await send({ tags: [{ name: "no spaces", value: "x" }] })).toEqual(["validation_error", 422]);
    expect(await send({ attachments: [{ filename: "a.txt" }] })).toEqual(["invalid_attachment", 422]);
    const inTwoMonths = new Date(Date.now() + 60 * 86_400_000).toISOString();
    expect(await send({ scheduledAt: inTwoMonths })).toEqual(["validation_error", 422]);
    expect(await send({})).toEqual([undefined, undefined]);
  });

  it("a template is filled with the variables of each e-mail", async () => {
    const template = await resend.templates.create({
      name: "welcome",
      from: MAIL.from,
      subject: "Hi {{{NAME}}}",
      html: "<p>{{{NAME}}}, {{{PLACE}}}</p>",
      variables: [
        { key: "NAME", type: "string" },
        { key: "PLACE", type: "string", fallbackValue: "here" },
      ],
    });
    const id = template.data?.id ?? "";
    await resend.templates.publish(id);
    const sent = await resend.emails.send({ to: MAIL.to, template: { id, variables: { NAME: "Ann" } } });
    const { data } = await resend.emails.get(sent.data?.id ?? "");
    expect(data).toMatchObject({ from: MAIL.from, subject: "Hi Ann", html: "<p>Ann, here</p>" });
  });
});
