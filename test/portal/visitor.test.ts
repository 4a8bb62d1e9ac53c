// A visitor's first minutes: the front page, a request to a demo, an API's page; then an account, and a forgotten password.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOf } from "#client/client.ts";
import {
  CHROMIUM,
  type PortalServer,
  type Visitor,
  openPortalServer,
  openVisitor,
  signUpAs,
} from "../support/browser.ts";

describe.skipIf(CHROMIUM === undefined)("a visitor", () => {
  let portal: PortalServer;
  let visitor: Visitor;

  beforeAll(async () => {
    portal = await openPortalServer();
    visitor = await openVisitor(portal);
  });

  afterAll(() => portal?.close());

  it("sends a request to the demo from the front page, which changes nothing for programs", async () => {
    const { page, goTo, check } = visitor;
    await goTo("/");
    await page.getByRole("heading", { level: 1, name: "A sandbox that behaves like the API" }).waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("status", { name: "Answer" }).getByText(/^200/).waitFor();
    await check("front-page");
    const program = await fetch(portal.base);
    expect(program.headers.get("content-type")).toContain("application/json");
  });

  it("reads an API's page, whose command sends the key as that API takes it", async () => {
    const { page, goTo, check } = visitor;
    await goTo("/");
    await page.getByRole("link", { name: /mailchimp/ }).click();
    await page.getByRole("heading", { name: "Operations" }).waitFor();
    await page.getByText(/-u .*_test_/).waitFor();
    await page.getByRole("textbox", { name: "Search operations" }).fill("post");
    await check("api-page");
  });

  it("reads the reference of an API: finds an operation, calls the demo with it, and has it as code", async () => {
    const { page, goTo, check } = visitor;
    await goTo("/apis/stripe/reference");
    await page.getByRole("textbox", { name: "Search operations" }).fill("post customers");
    await page.getByRole("link", { name: /POST \/v1\/customers$/ }).click();
    await page.getByRole("heading", { level: 2, name: "PostCustomers", exact: true }).waitFor();
    expect(page.url()).toContain("operation=POST");
    await page.getByRole("textbox", { name: "What is sent" }).fill('{"email": "ada@example.com"}');
    await page.getByRole("button", { name: "Send" }).click();
    const answer = page.getByRole("status", { name: "Answer" });
    await answer.getByText('"email": "ada@example.com"').waitFor();
    await answer.getByText("The sandbox answers it as create of customer").waitFor();
    await page.getByText("--data-urlencode 'email=ada@example.com'").waitFor();
    await check("api-reference");
    await page.getByText("My sandbox").click();
    await page.getByRole("button", { name: "Open a sandbox for a week" }).click();
    await page.getByText("The link that keeps the sandbox").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await answer.getByText("is explained in the log of its sandbox").waitFor();
  });

  it("gets no page on an API's host, and no script but our own on a page", async () => {
    const port = new URL(portal.base).port;
    const there = await fetch(`http://localhost:${port}/sandbox/stripe/dashboard`, {
      headers: { accept: "text/html" },
    });
    expect(there.headers.get("content-security-policy")).toBe("sandbox");
    const here = await fetch(`${portal.base}/dashboard`, { headers: { accept: "text/html" } });
    const policy = here.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain("unsafe");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(here.headers.get("cache-control")).toBe("no-store");
    const asset = /\/assets\/[\w.-]+\.js/.exec(await here.text())?.[0] ?? "";
    const script = await fetch(`${portal.base}${asset}`, { headers: { "accept-encoding": "br" } });
    expect(script.headers.get("cache-control")).toContain("immutable");
    expect(script.headers.get("content-encoding")).toBe("br");
  });

  it("is sent to sign in, and after it to where they wanted", async () => {
    const { page, goTo, check } = visitor;
    const person = await signUpAs(visitor, "Vera");
    await page.getByRole("button", { name: "Account of Vera" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await goTo("/provider/apis");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await check("sign-in");
    await page.getByRole("textbox", { name: "E-mail address" }).fill(person.email);
    await page.getByLabel(/^Password/).fill("the wrong password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel(/^Password/).fill(person.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "My APIs" }).waitFor();
  });

  it("sets a new password by the link in a mail, and confirms the address by another", async () => {
    const { page, goTo } = visitor;
    await goTo("/reset-password");
    await page.getByRole("textbox", { name: "E-mail address" }).fill("vera@example.com");
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("Look into your mail").waitFor();
    await goTo((await linkIn("/reset-password")).replace(portal.base, ""));
    await page.getByLabel(/^New password/).fill("another long password");
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByText("The new password is set").waitFor();
    await goTo((await linkIn("/verify")).replace(portal.base, ""));
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("Your address is confirmed").waitFor();
  });

  /** The newest link to this page in a mail to Vera, as the administrator sees it stored. */
  async function linkIn(path: string): Promise<string> {
    const admin = clientOf(portal.base, portal.adminToken);
    const { data } = await admin<{ data: { text: string }[] }>("GET", "/api/v1/mails/?to=vera@example.com");
    const link = data.map(({ text }) => /https?:\S+/.exec(text)?.[0] ?? "").find((one) => one.includes(path));
    return link ?? "";
  }
});
