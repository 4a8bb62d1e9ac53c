// One sandbox as a partner works with it: requests live, the reason of each answer, faults that are armed and disarmed, the clock,
// webhooks, snapshots.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  type PortalServer,
  type Visitor,
  openPortalServer,
  openVisitor,
  signUpAs,
} from "../support/browser.ts";

const AT = "/sandboxes/default/stripe";

describe.skipIf(CHROMIUM === undefined)("the pages of a sandbox", () => {
  let portal: PortalServer;
  let visitor: Visitor;
  let key = "";

  const call = (method: string, path: string, body?: string): Promise<Response> =>
    fetch(`${portal.base}/sandbox/stripe${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      },
      ...(body === undefined ? {} : { body }),
    });

  beforeAll(async () => {
    portal = await openPortalServer(["stripe"]);
    visitor = await openVisitor(portal);
    await signUpAs(visitor, "Sol");
    const { page, goTo } = visitor;
    await goTo("/settings/api-access?api=stripe");
    await page.getByRole("button", { name: "Activate sandbox" }).click();
    key = await page.getByRole("dialog").locator("pre").innerText();
    await page.getByRole("button", { name: "I have saved it" }).click();
  });

  afterAll(() => portal?.close());

  it("an empty log says what to do, and a call stands in it at once", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/requests`);
    await page.getByText("No requests here").waitFor();
    await page.getByText("Live", { exact: true }).last().waitFor();
    await check("requests-empty");
    expect((await call("POST", "/v1/customers", "email=jo@example.com")).status).toBe(200);
    await page.getByRole("link", { name: "POST /v1/customers" }).waitFor();
    expect((await call("GET", "/v1/customers/cus_none")).status).toBe(404);
    await page.getByRole("link", { name: "GET /v1/customers/cus_none" }).waitFor();
    await page.getByRole("combobox", { name: "Status" }).selectOption("4xx");
    await page.getByRole("link", { name: "POST /v1/customers" }).waitFor({ state: "hidden" });
    expect(page.url()).toContain("status=4xx");
    await check("requests");
  });

  it("a request says why it was answered so, what it changed, and can be replayed", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/requests?method=POST`);
    await page.getByRole("link", { name: "POST /v1/customers" }).click();
    await page.getByRole("heading", { name: "Why it was answered so" }).waitFor();
    await page.getByRole("region", { name: "What it changed" }).getByText("jo@example.com").waitFor();
    await check("request");
    const before = page.url();
    await page.getByRole("button", { name: "Replay" }).click();
    await page.waitForURL((url) => url.href !== before);
  });

  it("a request is shared by a link that needs no account", async () => {
    const { page } = visitor;
    await page.getByRole("button", { name: "Share" }).click();
    const link = await page.getByRole("dialog", { name: "Share this request" }).locator("pre").innerText();
    const reader = await openVisitor(portal);
    await reader.goTo(new URL(link).pathname);
    await reader.page.getByRole("heading", { name: "Shared request" }).waitFor();
    await reader.page.getByRole("heading", { name: "Why it was answered so" }).waitFor();
    await reader.check("shared-request");
    await reader.goTo("/shared/nothing");
    await reader.page.getByRole("alert").waitFor();
    await page.keyboard.press("Escape");
  });

  it("a fork from before a request has its own key and not the request's record", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/requests?method=POST`);
    await page.getByRole("link", { name: "POST /v1/customers" }).last().click();
    await page.getByRole("button", { name: "Fork from here" }).click();
    await page.getByRole("textbox", { name: "Name of the fork" }).fill("before jo");
    await check("fork-dialog");
    await page.getByRole("button", { name: "Make the fork" }).click();
    await page
      .getByRole("dialog", { name: "Test key of the fork" })
      .locator("pre")
      .getByText(/_test_/)
      .waitFor();
    await page.getByRole("button", { name: "I have saved it" }).click();
    await page.getByText("Test · before jo").waitFor();
    await page.getByRole("link", { name: "Records" }).click();
    await page.getByRole("link", { name: "customer", exact: true }).click();
    await page.getByRole("textbox", { name: "Search in all members" }).fill("jo@example.com");
    await page.getByText("No record has this text in it.").waitFor();
  });

  it("what is armed stands on every page until it is disarmed", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/testing`);
    await page.getByRole("button", { name: "Arm rate_limited" }).click();
    const armed = page.getByRole("status").filter({ hasText: "Armed in this sandbox" });
    await armed.getByText(/rate_limited on every call/).waitFor();
    await check("testing-armed");
    await page.getByRole("link", { name: "Overview" }).click();
    await armed.waitFor();
    await page.getByRole("img", { name: /^Calls: [1-9]/ }).waitFor();
    await check("overview-armed");
    await armed.getByRole("button", { name: "Disarm all" }).click();
    await armed.waitFor({ state: "hidden" });
    expect((await call("GET", "/v1/customers")).status).toBe(200);
  });

  it("the clock moves on and says what became due", async () => {
    const { page, goTo } = visitor;
    await goTo(`${AT}/testing`);
    await page.getByRole("button", { name: "Move on 1 day" }).click();
    await page.getByRole("list", { name: "What became due" }).waitFor();
    await page.getByText("Clock: 24 hours ahead of real time").waitFor();
  });

  it("an endpoint shows its secret once, and its deliveries are listed", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/webhooks`);
    await page.getByRole("textbox", { name: "Endpoint URL" }).fill("https://ok.webhook.test/hook");
    await page.getByRole("button", { name: "Add endpoint" }).click();
    await page
      .getByRole("dialog", { name: "Signing secret" })
      .locator("pre")
      .getByText(/^whsec_/)
      .waitFor();
    await page.getByRole("button", { name: "I have saved it" }).click();
    await call("POST", "/v1/customers", "email=hook@example.com");
    await page
      .getByRole("button", { name: /customer\.created/ })
      .first()
      .click();
    await page.getByText(/Attempt 1: 200/).waitFor();
    await check("webhooks");
  });

  it("a snapshot is taken, restored, undone, and forked", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/snapshots`);
    await page.getByRole("textbox", { name: "Name" }).fill("Before the refund");
    await page.getByRole("button", { name: "Take a snapshot" }).click();
    const row = page.getByRole("row", { name: /Before the refund/ });
    await row.waitFor();
    await page.getByRole("button", { name: "Set the schedule" }).click();
    await page.getByText(/It resets itself every day, next at/).waitFor();
    await check("snapshots");
    await row.getByRole("button", { name: "Restore" }).click();
    const restored = page.getByRole("status").filter({ hasText: "The snapshot was restored" });
    await restored.waitFor();
    await check("snapshots-restored");
    await restored.getByRole("button", { name: "Undo the restore" }).click();
    await restored.waitFor({ state: "hidden" });
    await row.getByRole("button", { name: "Fork" }).click();
    await page.getByRole("textbox", { name: "Name of the fork" }).fill("before jo");
    await page.getByRole("button", { name: "Make the fork" }).click();
    await page
      .getByRole("alert")
      .getByText(/There is a sandbox 'before jo' already/)
      .waitFor();
    await goTo(`${AT}/receipts`);
    await page.getByRole("heading", { name: "No receipt yet" }).waitFor();
  });
});
