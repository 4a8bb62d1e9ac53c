import mailchimp from "@mailchimp/mailchimp_marketing";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Sandbox, openSandbox } from "../support/sdk-sandbox.ts";

describe("campaigns and templates, by Mailchimp's SDK", () => {
  let sandbox: Sandbox;
  let listId: string;
  beforeAll(async () => {
    sandbox = await openSandbox(inject("server"), "mailchimp");
    mailchimp.setConfig({ apiKey: sandbox.key, server: "us6" });
    mailchimp.basePath = `${sandbox.pathUrl}/3.0`;
    const list = await call("lists", "createList", {
      name: "Readers",
      permission_reminder: "You signed up.",
      email_type_option: false,
      contact: { company: "Acme", address1: "1 Main St", city: "Berlin", country: "DE" },
      campaign_defaults: { from_name: "Acme", from_email: "hi@acme.test", subject: "News", language: "en" },
    });
    listId = list["id"];
    for (const email_address of ["a@example.com", "b@example.com"])
      await call("lists", "addListMember", listId, { email_address, status: "subscribed" });
  });
  const call = async (part: "lists" | "campaigns" | "templates", name: string, ...values: unknown[]) => {
    const api = mailchimp[part];
    const method = api[name];
    if (!method) throw new Error(`the SDK has no ${part}.${name}`);
    return (await method.apply(api, values)) as Record<string, any>;
  };
  const statusOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 200,
      (error: { status: number }) => error.status,
    );
  const settings = { subject_line: "Hello", title: "First", from_name: "Acme", reply_to: "hi@acme.test" };

  it("are sent when they are ready", async () => {
    const made = await call("campaigns", "create", {
      type: "regular",
      recipients: { list_id: listId },
      settings,
    });
    const id = made["id"];
    expect(made).toMatchObject({
      status: "save",
      emails_sent: 0,
      recipients: { list_id: listId, list_name: "Readers", recipient_count: 2 },
      settings,
    });
    expect((await call("campaigns", "getSendChecklist", id))["is_ready"]).toBe(false);
    expect(await statusOf(call("campaigns", "send", id))).toBe(400);
    expect(await call("campaigns", "setContent", id, { html: "<p>Hi</p>" })).toMatchObject({
      html: "<p>Hi</p>",
    });
    expect((await call("campaigns", "getContent", id))["html"]).toBe("<p>Hi</p>");
    expect((await call("campaigns", "getSendChecklist", id))["is_ready"]).toBe(true);
    await call("campaigns", "sendTestEmail", id, { test_emails: ["me@example.com"], send_type: "html" });
    await call("campaigns", "send", id);
    await sandbox.platform("POST", "./clock", { by: "PT10S" });
    expect(await call("campaigns", "get", id)).toMatchObject({ status: "sent", emails_sent: 2 });
    expect(await statusOf(call("campaigns", "send", id))).toBe(400);
    expect(await statusOf(call("campaigns", "update", id, { settings: { subject_line: "No" } }))).toBe(400);
    const copy = await call("campaigns", "replicate", id);
    expect(copy).toMatchObject({ status: "save", settings: { subject_line: "Hello" } });
    expect((await call("campaigns", "list", { status: "sent" }))["total_items"]).toBe(1);
  });

  it("are scheduled, unscheduled, changed and removed", async () => {
    const { id } = await call("campaigns", "create", {
      type: "regular",
      recipients: { list_id: listId },
      settings,
    });
    await call("campaigns", "setContent", id, { html: "<p>Later</p>" });
    const schedule_time = new Date(Date.now() + 86_400_000).toISOString();
    await call("campaigns", "schedule", id, { schedule_time });
    expect((await call("campaigns", "get", id))["status"]).toBe("schedule");
    await call("campaigns", "unschedule", id);
    expect((await call("campaigns", "get", id))["status"]).toBe("save");
    expect(await statusOf(call("campaigns", "unschedule", id))).toBe(400);
    const changed = await call("campaigns", "update", id, { settings: { subject_line: "Changed" } });
    expect(changed["settings"]).toMatchObject({ subject_line: "Changed", from_name: "Acme" });
    await call("campaigns", "schedule", id, { schedule_time });
    await sandbox.platform("POST", "./clock", { by: "P2D" });
    expect((await call("campaigns", "get", id))["status"]).toBe("sent");
    const other = await call("campaigns", "create", { type: "plaintext" });
    await call("campaigns", "remove", other["id"]);
    expect(await statusOf(call("campaigns", "get", other["id"]))).toBe(404);
    expect(
      await statusOf(call("campaigns", "create", { type: "regular", recipients: { list_id: "nothing" } })),
    ).toBe(400);
    expect(await statusOf(call("campaigns", "create", {}))).toBe(400);
  });

  it("take their content from a template", async () => {
    const template = await call("templates", "create", { name: "Plain", html: "<h1>Plain</h1>" });
    expect(template).toMatchObject({ type: "user", name: "Plain", active: true });
    expect(typeof template["id"]).toBe("number");
    const { id } = await call("campaigns", "create", { type: "regular", settings });
    await call("campaigns", "setContent", id, { template: { id: template["id"] } });
    expect((await call("campaigns", "getContent", id))["html"]).toBe("<h1>Plain</h1>");
    expect((await call("templates", "list"))["total_items"]).toBe(1);
    expect(
      (await call("templates", "updateTemplate", template["id"], { name: "Plainer", html: "<h1>P</h1>" }))[
        "name"
      ],
    ).toBe("Plainer");
    await call("templates", "deleteTemplate", template["id"]);
    expect(await statusOf(call("templates", "getTemplate", template["id"]))).toBe(404);
  });
});
