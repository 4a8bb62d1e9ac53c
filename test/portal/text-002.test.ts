// Text 002 from both sides of the table: a provider publishes and reviews, a developer goes from sandbox to production.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  type PortalServer,
  type Visitor,
  openPortalServer,
  openVisitor,
  signUpAs,
} from "../support/browser.ts";
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";

const SLUG = "library";
const PLAN = {
  name: "Standard",
  isDefault: true,
  form: [
    {
      title: "Your company",
      schema: {
        type: "object",
        required: ["companyName"],
        properties: { companyName: { type: "string", minLength: 2 } },
      },
    },
    {
      title: "Your use",
      schema: { type: "object", required: ["calls"], properties: { calls: { type: "integer", minimum: 1 } } },
    },
  ],
  evidence: [{ operation: "createBook", fact: "succeeded", title: "Has created a book" }],
  testData: [{ type: "id", name: "A book that exists", description: "Use it in reads.", value: "book_1" }],
};

describe.skipIf(CHROMIUM === undefined)("From sandbox to production", () => {
  let portal: PortalServer;
  let provider: Visitor;
  let developer: Visitor;
  let testKey = "";

  beforeAll(async () => {
    portal = await openPortalServer(["embed"]);
    provider = await openVisitor(portal);
    developer = await openVisitor(portal);
    await signUpAs(provider, "Pia");
    await signUpAs(developer, "Dev");
  });

  afterAll(() => portal?.close());

  const choose = async (label: string, name: string, text: string): Promise<void> => {
    const chooser = provider.page.waitForEvent("filechooser");
    await provider.page.getByLabel(label).click();
    await (await chooser).setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  };

  it("the provider publishes a document, and sees how true each operation is", async () => {
    const { page, goTo, check } = provider;
    await goTo("/provider/apis");
    await page.getByRole("textbox", { name: "Name of the API" }).fill(SLUG);
    await page.getByRole("combobox", { name: "Who may see it" }).selectOption("public");
    await choose("OpenAPI document", "openapi.json", JSON.stringify(LIBRARY));
    await choose("sandbox.yaml", "sandbox.yaml", `live: hosted\n${LIBRARY_BEHAVIOUR}`);
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("heading", { name: "Library 1" }).waitFor();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Library is published.").waitFor();
    await page.getByText(/\d+ stateful/).waitFor();
    await check("published");
    const plan = await page.request.put(`${portal.base}/api/v1/apis/${SLUG}/plans/standard`, {
      headers: { origin: portal.base },
      data: PLAN,
    });
    expect(plan.status(), await plan.text()).toBeLessThan(300);
  });

  it("the developer finds production locked, creates sandbox credentials, and reads the test data", async () => {
    const { page, goTo, check } = developer;
    await goTo(`/apis/${SLUG}/subscription`);
    const phases = page.getByRole("list", { name: "Phases" });
    await phases.waitFor();
    expect(await phases.getByRole("listitem").allInnerTexts()).toEqual([
      expect.stringContaining("Sandbox"),
      expect.stringContaining("In Review"),
      expect.stringContaining("Production"),
    ]);
    const production = page.getByRole("region", { name: "Production Credentials" });
    await production.getByText("reviewed and approved").waitFor();
    expect(await page.getByRole("button", { name: "Submit for Review" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Create sandbox credentials" }).click();
    const dialog = page.getByRole("dialog", { name: "Sandbox credentials" });
    testKey = await dialog.locator("pre").innerText();
    await dialog.getByRole("button", { name: "I have saved it" }).click();
    await page.getByRole("button", { name: "View Test Data" }).click();
    const testData = page.getByRole("dialog", { name: "Sandbox Test Data" });
    await testData.getByText("A book that exists").waitFor();
    await check("test-data");
    await testData.getByRole("button", { name: "Close" }).click();
  });

  it("the developer submits by the form's steps once the integration has proved itself", async () => {
    const { page, goTo, check } = developer;
    const made = await fetch(`${portal.base}/sandbox/${SLUG}/v1/books`, {
      method: "POST",
      headers: { authorization: `Bearer ${testKey}`, "content-type": "application/json" },
      body: JSON.stringify({ title: "T" }),
    });
    expect(made.status).toBe(201);
    await goTo(`/apis/${SLUG}/subscription`);
    const proof = page.getByRole("region", { name: "Proof of your integration" });
    await proof.getByText("Proved", { exact: true }).first().waitFor();
    await check("subscription-ready");
    await submit("Ada Ltd", "1000");
    await page.getByRole("button", { name: "Submitted for Review" }).waitFor();
    await check("subscription-in-review");
  });

  const submit = async (company: string, calls: string): Promise<void> => {
    const { page, check } = developer;
    await page.getByRole("button", { name: "Submit for Review" }).click();
    const dialog = page.getByRole("dialog", { name: "Submit for Review" });
    await dialog.getByText("Step 1 of 3").waitFor();
    await dialog.getByRole("textbox", { name: "Company name" }).fill(company);
    await dialog.getByRole("button", { name: "Next" }).click();
    await dialog.getByRole("textbox", { name: "Calls" }).fill(calls);
    await check("submission-form");
    await dialog.getByRole("button", { name: "Next" }).click();
    await dialog.getByRole("heading", { name: "Review", exact: true }).waitFor();
    await dialog.getByRole("cell", { name: company }).waitFor();
    await dialog.getByRole("button", { name: "Submit for Review" }).click();
    await dialog.waitFor({ state: "hidden" });
  };

  const decide = async (decision: string, notes: string): Promise<void> => {
    const { page, goTo } = provider;
    await goTo(`/provider/${SLUG}/inbox`);
    const open = page.getByRole("article", { name: "Submission of Dev" }).first();
    await open.getByRole("textbox", { name: "Notes" }).fill(notes);
    await open.getByRole("button", { name: decision }).click();
    await page.getByRole("button", { name: decision }).waitFor({ state: "hidden" });
  };

  it("the reviewer sees facts beside claims, and requests changes with notes only", async () => {
    const { page, goTo, check } = provider;
    await goTo(`/provider/${SLUG}/inbox`);
    const open = page.getByRole("article", { name: "Submission of Dev" });
    await open.getByText("Ada Ltd").waitFor();
    await open.getByText("Has created a book").waitFor();
    expect(await open.getByRole("button", { name: "Request changes" }).isDisabled()).toBe(true);
    await check("inbox");
    await decide("Request changes", "Please handle 429.");
    await developer.goTo(`/apis/${SLUG}/subscription`);
    await developer.page.getByText("Changes Requested").first().waitFor();
    await developer.page.getByText("Please handle 429.").first().waitFor();
    await developer.check("changes-requested");
  });

  it("a rejection is marked on the stepper and can be answered by another submission", async () => {
    const { page, goTo, check } = developer;
    await submit("Ada Ltd", "2000");
    await decide("Reject", "Not this year.");
    await goTo(`/apis/${SLUG}/subscription`);
    await page.getByText("Submission Rejected").first().waitFor();
    await page.getByRole("list", { name: "Phases" }).getByText("Rejected").waitFor();
    await check("rejected");
    await submit("Ada Ltd", "3000");
  });

  it("approved, the developer creates production credentials and switches to live", async () => {
    const { page, goTo, check } = developer;
    await decide("Approve", "");
    await goTo(`/apis/${SLUG}/subscription`);
    await page.getByText("Approved", { exact: true }).first().waitFor();
    const production = page.getByRole("region", { name: "Production Credentials" });
    await production.getByText("Unlocked").waitFor();
    await production.getByRole("button", { name: "Create production credentials" }).click();
    const dialog = page.getByRole("dialog", { name: "Production credentials" });
    const liveKey = await dialog.locator("pre").innerText();
    await dialog.getByRole("button", { name: "I have saved it" }).click();
    await check("production");
    const answer = await fetch(`${portal.base}/sandbox/${SLUG}/v1/books`, {
      headers: { authorization: `Bearer ${liveKey}` },
    });
    expect(answer.status).toBe(200);
    await page.getByRole("radiogroup", { name: "Mode" }).getByText("Live").click();
    await goTo(`/settings/api-access?api=${SLUG}`);
    await page.getByRole("heading", { name: "Live keys" }).waitFor();
    await page.getByRole("row", { name: /Production credentials/ }).waitFor();
    await check("live-keys");
  });
});
