import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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
const hashOf = (email: string): string => createHash("md5").update(email.toLowerCase()).digest("hex");

describe("lists and members, by Mailchimp's SDK", () => {
  let sandbox: Sandbox;
  let listId: string;
  const { lists } = mailchimp;
  beforeAll(async () => {
    sandbox = await openSandbox(inject("server"), "mailchimp");
    mailchimp.setConfig({ apiKey: sandbox.key, server: "us6" });
    mailchimp.basePath = `${sandbox.pathUrl}/3.0`;
    listId = (await lists["createList"]?.(AUDIENCE))?.["id"] ?? "";
  });
  const call = async (name: string, ...values: unknown[]) => {
    const method = lists[name];
    if (!method) throw new Error(`the SDK has no lists.${name}`);
    return (await method.apply(lists, values)) as Record<string, any>;
  };
  const refused = async (promise: Promise<unknown>) => {
    const error = (await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    )) as { status: number; response: { body: Record<string, unknown> } } | undefined;
    expect(error?.response.body).toMatchObject({
      type: expect.any(String),
      status: error?.status,
      instance: expect.any(String),
    });
    return error?.response.body;
  };
  const subscribe = (email: string, more: object = {}) =>
    call("addListMember", listId, { email_address: email, status: "subscribed", ...more });

  it("answers a ping and says whose account it is", async () => {
    expect(await mailchimp.ping["get"]?.()).toEqual({ health_status: "Everything's Chimpy!" });
    expect(await mailchimp.root["getRoot"]?.()).toMatchObject({ account_id: expect.any(String) });
  });

  it("lists are made, changed, listed and deleted", async () => {
    const made = await call("createList", { ...AUDIENCE, name: "Buyers" });
    expect(made).toMatchObject({
      name: "Buyers",
      contact: { city: "Berlin" },
      stats: { member_count: 0, unsubscribe_count: 0 },
    });
    expect((await call("updateList", made["id"], { name: "Fans" }))["name"]).toBe("Fans");
    const all = await call("getAllLists", { count: 1 });
    expect(all["lists"]).toHaveLength(1);
    expect(all["total_items"]).toBe(2);
    await call("deleteList", made["id"]);
    expect(await refused(call("getList", made["id"]))).toMatchObject({
      title: "Resource Not Found",
      status: 404,
    });
    expect(await refused(call("createList", { name: "x" }))).toMatchObject({
      title: "Invalid Resource",
      status: 400,
    });
  });

  it("members are added once and found by their hash", async () => {
    const made = await subscribe("Ada@Example.com", { merge_fields: { FNAME: "Ada", LNAME: "Lovelace" } });
    expect(made).toMatchObject({
      id: hashOf("ada@example.com"),
      email_address: "Ada@Example.com",
      status: "subscribed",
      full_name: "Ada Lovelace",
      list_id: listId,
    });
    expect(await refused(subscribe("ada@example.com"))).toMatchObject({
      title: "Member Exists",
      status: 400,
    });
    const found = await call("getListMember", listId, hashOf("ada@example.com"));
    expect(found["email_address"]).toBe("Ada@Example.com");
    expect(await refused(subscribe("nobody"))).toMatchObject({ title: "Invalid Resource" });
    expect(await refused(call("getListMember", listId, hashOf("no@example.com")))).toMatchObject({
      title: "Resource Not Found",
    });
  });

  it("one address is a member of each list", async () => {
    const other = (await call("createList", { ...AUDIENCE, name: "Second" }))["id"];
    await subscribe("twice@example.com");
    const member = await call("addListMember", other, {
      email_address: "twice@example.com",
      status: "pending",
    });
    expect(member).toMatchObject({ id: hashOf("twice@example.com"), list_id: other, status: "pending" });
    expect((await call("getListMember", listId, hashOf("twice@example.com")))["status"]).toBe("subscribed");
  });

  it("PUT adds or changes", async () => {
    const hash = hashOf("put@example.com");
    const made = await call("setListMember", listId, hash, {
      email_address: "put@example.com",
      status_if_new: "pending",
    });
    expect(made).toMatchObject({ id: hash, status: "pending" });
    const changed = await call("setListMember", listId, hash, {
      email_address: "put@example.com",
      status_if_new: "pending",
      status: "subscribed",
      merge_fields: { FNAME: "Pat" },
    });
    expect(changed).toMatchObject({ id: hash, status: "subscribed", merge_fields: { FNAME: "Pat" } });
    const vip = await call("updateListMember", listId, hash, { vip: true, merge_fields: { LNAME: "Put" } });
    expect(vip).toMatchObject({
      vip: true,
      merge_fields: { FNAME: "Pat", LNAME: "Put" },
      full_name: "Pat Put",
    });
  });

  it("counts follow, archived members are out of sight, and gone is gone", async () => {
    const id = (await call("createList", { ...AUDIENCE, name: "Counted" }))["id"];
    for (const email of ["a@example.com", "b@example.com", "c@example.com"])
      await call("addListMember", id, { email_address: email, status: "subscribed" });
    await call("updateListMember", id, hashOf("b@example.com"), { status: "unsubscribed" });
    expect((await call("getList", id))["stats"]).toMatchObject({ member_count: 2, unsubscribe_count: 1 });
    await call("deleteListMember", id, hashOf("c@example.com"));
    expect((await call("getListMember", id, hashOf("c@example.com")))["status"]).toBe("archived");
    expect((await call("getList", id))["stats"].member_count).toBe(1);
    const shown = await call("getListMembersInfo", id);
    expect(shown["total_items"]).toBe(2);
    expect((await call("getListMembersInfo", id, { status: "unsubscribed" }))["members"]).toMatchObject([
      { email_address: "b@example.com" },
    ]);
    expect(await refused(call("deleteListMember", id, hashOf("c@example.com")))).toMatchObject({
      status: 405,
    });
    await call("deleteListMemberPermanent", id, hashOf("a@example.com"));
    expect(await refused(call("getListMember", id, hashOf("a@example.com")))).toMatchObject({ status: 404 });
    const back = await call("setListMember", id, hashOf("c@example.com"), {
      email_address: "c@example.com",
      status_if_new: "subscribed",
      status: "subscribed",
    });
    expect(back["status"]).toBe("subscribed");
  });

  it("a batch adds, changes and tells what it could not", async () => {
    await subscribe("known@example.com");
    const members = ["known@example.com", "new1@example.com", "new2@example.com"].map((email_address) => ({
      email_address,
      status: "subscribed",
    }));
    const first = await call("batchListMembers", listId, { members });
    expect(first).toMatchObject({ total_created: 2, total_updated: 0, error_count: 1 });
    expect(first["errors"]).toMatchObject([
      { email_address: "known@example.com", error_code: "ERROR_CONTACT_EXISTS" },
    ]);
    expect(first["new_members"].map((one: { email_address: string }) => one.email_address)).toEqual([
      "new1@example.com",
      "new2@example.com",
    ]);
    const second = await call("batchListMembers", listId, {
      members: members.map((one) => ({ ...one, status: "unsubscribed" })),
      update_existing: true,
    });
    expect(second).toMatchObject({ total_created: 0, total_updated: 3, error_count: 0 });
    expect((await call("getListMember", listId, hashOf("new1@example.com")))["status"]).toBe("unsubscribed");
  });

  it("tags are put on and taken off by name", async () => {
    const hash = hashOf("tagged@example.com");
    await subscribe("tagged@example.com", { tags: ["early"] });
    await call("updateListMemberTags", listId, hash, {
      tags: [
        { name: "vip", status: "active" },
        { name: "gold", status: "active" },
      ],
    });
    const tags = await call("getListMemberTags", listId, hash);
    expect(tags["tags"].map((one: { name: string }) => one.name).toSorted()).toEqual([
      "early",
      "gold",
      "vip",
    ]);
    await call("updateListMemberTags", listId, hash, { tags: [{ name: "vip", status: "inactive" }] });
    const member = await call("getListMember", listId, hash);
    expect(member).toMatchObject({ tags_count: 2 });
    expect((await call("tagSearch", listId, { name: "go" }))["tags"]).toMatchObject([{ name: "gold" }]);
  });

  it("segments hold members", async () => {
    await subscribe("seg1@example.com");
    await subscribe("seg2@example.com");
    const made = await call("createSegment", listId, {
      name: "Static",
      static_segment: ["seg1@example.com"],
    });
    expect(made).toMatchObject({ name: "Static", type: "static", member_count: 1, list_id: listId });
    const batch = await call(
      "batchSegmentMembers",
      { members_to_add: ["seg2@example.com", "no@example.com"] },
      listId,
      made["id"],
    );
    expect(batch).toMatchObject({ total_added: 1, total_removed: 0, error_count: 1 });
    const inside = await call("getSegmentMembersList", listId, made["id"]);
    expect(inside["members"].map((one: { email_address: string }) => one.email_address).toSorted()).toEqual([
      "seg1@example.com",
      "seg2@example.com",
    ]);
    await call("removeSegmentMember", listId, made["id"], hashOf("seg1@example.com"));
    expect((await call("getSegment", listId, made["id"]))["member_count"]).toBe(1);
    await call("createSegmentMember", listId, made["id"], { email_address: "seg1@example.com" });
    expect((await call("getSegment", listId, made["id"]))["member_count"]).toBe(2);
    expect((await call("updateSegment", listId, made["id"], { name: "Renamed" }))["name"]).toBe("Renamed");
    await call("deleteSegment", listId, made["id"]);
    expect(await refused(call("getSegment", listId, made["id"]))).toMatchObject({ status: 404 });
  });

  it("notes, merge fields and events belong to their member and list", async () => {
    const hash = hashOf("noted@example.com");
    await subscribe("noted@example.com");
    const note = await call("createListMemberNote", listId, hash, { note: "Called." });
    expect(note).toMatchObject({ note: "Called.", list_id: listId, email_id: hash });
    expect((await call("getListMember", listId, hash))["last_note"]).toMatchObject({ note: "Called." });
    expect((await call("getListMemberNotes", listId, hash))["total_items"]).toBe(1);
    await call("createListMemberEvent", listId, hash, { name: "purchased", properties: { sku: "1" } });
    expect((await call("getListMemberEvents", listId, hash))["events"]).toMatchObject([
      { name: "purchased" },
    ]);
    const field = await call("addListMergeField", listId, { name: "Shoe", type: "number", tag: "SHOE" });
    expect(field).toMatchObject({ tag: "SHOE", type: "number" });
    expect(
      await refused(call("addListMergeField", listId, { name: "Shoe", type: "number", tag: "SHOE" })),
    ).toMatchObject({ status: 400 });
    expect((await call("getListMergeFields", listId))["total_items"]).toBe(5);
  });

  it("a list's webhook is told in a form who subscribes", async () => {
    const told: URLSearchParams[] = [];
    const hook = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => (told.push(new URLSearchParams(body)), response.end()));
    });
    await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
    const { port } = hook.address() as AddressInfo;
    await call("createListWebhook", listId, {
      url: `http://localhost:${port}`,
      events: { subscribe: true, profile: false },
    });
    await subscribe("told@example.com", { merge_fields: { FNAME: "Tia" } });
    await expect.poll(() => told.length).toBe(1);
    expect(Object.fromEntries(told[0] ?? [])).toMatchObject({
      type: "subscribe",
      "data[list_id]": listId,
      "data[email]": "told@example.com",
      "data[merges][FNAME]": "Tia",
    });
    hook.close();
  });

  it("an address that was deleted for good stays out", async () => {
    await subscribe("gone@example.com");
    await call("deleteListMemberPermanent", listId, hashOf("gone@example.com"));
    expect(await refused(subscribe("gone@example.com"))).toMatchObject({
      status: 400,
      title: "Forgotten Email Not Subscribed",
      detail: expect.stringContaining("gone@example.com was permanently deleted"),
    });
  });

  it("members are searched in all lists", async () => {
    await subscribe("needle@example.com");
    const found = await mailchimp.searchMembers["search"]?.("needle@example.com");
    expect(found).toMatchObject({ exact_matches: { total_items: 1 }, full_search: { total_items: 1 } });
  });

  it("refuses a key it does not know", async () => {
    mailchimp.setConfig({ apiKey: "0123456789abcdef0123456789abcdef-us6", server: "us6" });
    const wrong = mailchimp.ping["get"]?.();
    await expect(wrong).rejects.toMatchObject({ status: 401 });
    mailchimp.setConfig({ apiKey: sandbox.sharedKey, server: "us6" });
    expect(await mailchimp.ping["get"]?.()).toMatchObject({ health_status: expect.any(String) });
  });
});
