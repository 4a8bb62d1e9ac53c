import { createHash } from "node:crypto";
import mailchimp from "@mailchimp/mailchimp_marketing";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { type Sandbox, openSandbox } from "../support/sdk-sandbox.ts";

const AUDIENCE = {
  name: "Readers",
  permission_reminder: "You signed up on our site.",
  email_type_option: true,
  contact: {
    company: "Acme",
    address1: "1 Main St",
    city: "Berlin",
    state: "BE",
    zip: "10115",
    country: "DE",
  },
  campaign_defaults: { from_name: "Acme", from_email: "hi@acme.test", subject: "News", language: "en" },
};
const hashOf = (email: string): string => createHash("md5").update(email).digest("hex");
type Area =
  | "lists"
  | "campaigns"
  | "reports"
  | "batches"
  | "campaignFolders"
  | "searchCampaigns"
  | "automations";

describe("interests, saved segments, batches and reports, by Mailchimp's SDK", () => {
  let sandbox: Sandbox;
  let list: string;
  beforeAll(async () => {
    sandbox = await openSandbox(inject("server"), "mailchimp");
    connect(sandbox.key, sandbox.pathUrl);
    list = (await call("lists", "createList", AUDIENCE))["id"];
  });
  const connect = (apiKey: string, base: string) => {
    mailchimp.setConfig({ apiKey, server: "us6" });
    mailchimp.basePath = `${base}/3.0`;
  };
  const call = async (area: Area, name: string, ...values: unknown[]): Promise<Record<string, any>> => {
    const api = (mailchimp as unknown as Record<Area, Record<string, (...values: unknown[]) => unknown>>)[
      area
    ];
    const method = api[name];
    if (!method) throw new Error(`the SDK has no ${area}.${name}`);
    return (await method.apply(api, values)) as Record<string, any>;
  };
  const subscribe = (email: string, more: object = {}) =>
    call("lists", "addListMember", list, { email_address: email, status: "subscribed", ...more });
  const pass = (seconds: number) => sandbox.platform("POST", "./clock", { by: `PT${seconds}S` });

  it("a wrong key is told so on the bare host, too", async () => {
    connect("0123456789abcdef0123456789abcdef-us6", sandbox.origin);
    const refused = call("lists", "getAllLists");
    await expect(refused).rejects.toMatchObject({
      status: 401,
      response: { body: { title: "API Key Invalid" } },
    });
    connect(sandbox.key, sandbox.pathUrl);
  });

  it("members have interests, which are counted", async () => {
    const category = await call("lists", "createListInterestCategory", list, {
      title: "Topics",
      type: "checkboxes",
    });
    const cats = await call("lists", "createInterestCategoryInterest", list, category["id"], {
      name: "Cats",
    });
    expect(cats).toMatchObject({ category_id: category["id"], name: "Cats", subscriber_count: "0" });
    const member = await subscribe("cat@example.com", { interests: { [cats["id"]]: true } });
    expect(member["interests"]).toEqual({ [cats["id"]]: true });
    const { interests } = await call("lists", "listInterestCategoryInterests", list, category["id"]);
    expect(interests).toMatchObject([{ subscriber_count: "1" }]);
    await call("lists", "deleteInterestCategoryInterest", list, category["id"], cats["id"]);
  });

  it("a list begins with names as merge fields; what is required must be there", async () => {
    const { merge_fields } = await call("lists", "getListMergeFields", list);
    expect(merge_fields.map((field: { tag: string }) => field.tag)).toEqual([
      "FNAME",
      "LNAME",
      "ADDRESS",
      "PHONE",
    ]);
    const field = { name: "Nickname", type: "text", tag: "NICK", required: true };
    const { merge_id } = await call("lists", "addListMergeField", list, field);
    await expect(subscribe("nobody@example.com")).rejects.toMatchObject({
      status: 400,
      response: { body: { title: "Invalid Resource", errors: [{ field: "NICK" }] } },
    });
    await call("lists", "deleteListMergeField", list, merge_id);
    expect(await subscribe("nobody@example.com")).toMatchObject({ status: "subscribed" });
  });

  it("a saved segment holds those who meet its conditions", async () => {
    await subscribe("zed@example.com", { merge_fields: { FNAME: "Zed" } });
    const condition = { condition_type: "TextMerge", field: "FNAME", op: "is", value: "zed" };
    const made = await call("lists", "createSegment", list, {
      name: "Called Zed",
      options: { match: "all", conditions: [condition] },
    });
    expect(made).toMatchObject({ type: "saved", member_count: 1 });
    const { members } = await call("lists", "getSegmentMembersList", list, made["id"]);
    expect(members).toMatchObject([{ email_address: "zed@example.com" }]);
  });

  it("a batch tells each address that is none", async () => {
    const done = await call("lists", "batchListMembers", list, {
      members: [
        { email_address: "in@example.com", status: "subscribed" },
        { email_address: "nonsense", status: "subscribed" },
      ],
    });
    expect(done).toMatchObject({ total_created: 1, error_count: 1, errors: [{ email_address: "nonsense" }] });
  });

  it("operations in a batch are done, and it is finished", async () => {
    const body = JSON.stringify({ email_address: "batch@example.com", status: "subscribed" });
    const made = await call("batches", "start", {
      operations: [{ method: "POST", path: `/lists/${list}/members`, body, operation_id: "1" }],
    });
    expect(made).toMatchObject({ status: "pending", total_operations: 1 });
    await pass(5);
    expect(await call("batches", "status", made["id"])).toMatchObject({
      status: "finished",
      finished_operations: 1,
    });
    expect(await call("lists", "getListMember", list, hashOf("batch@example.com"))).toMatchObject({
      status: "subscribed",
    });
  });

  it("a campaign that was sent is reported, one of the past is not scheduled", async () => {
    const settings = {
      subject_line: "Findable",
      title: "Spring",
      from_name: "Acme",
      reply_to: "r@acme.test",
    };
    const { id } = await call("campaigns", "create", {
      type: "regular",
      recipients: { list_id: list },
      settings,
    });
    await call("campaigns", "setContent", id, { html: "<p>Hi</p>" });
    await expect(
      call("campaigns", "schedule", id, { schedule_time: "2001-01-01T00:00:00Z" }),
    ).rejects.toMatchObject({ status: 400 });
    await expect(call("reports", "getCampaignReport", id)).rejects.toMatchObject({ status: 404 });
    await call("campaigns", "send", id);
    await pass(5);
    const report = await call("reports", "getCampaignReport", id);
    expect(report).toMatchObject({ id, campaign_title: "Spring", list_name: "Readers" });
    expect(report["emails_sent"]).toBeGreaterThan(0);
    const { sent_to } = await call("reports", "getCampaignRecipients", id);
    expect(sent_to).toHaveLength(report["emails_sent"]);
    expect(await call("searchCampaigns", "search", "findable")).toMatchObject({ total_items: 1 });
    expect(await call("automations", "list")).toMatchObject({ automations: [] });
    expect(await call("campaignFolders", "create", { name: "2026" })).toMatchObject({
      name: "2026",
      count: 0,
    });
  });
});
