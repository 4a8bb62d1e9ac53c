// The pages of an organisation: its people, service tokens that are shown once and revoked, what was done, what was used.
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

describe.skipIf(CHROMIUM === undefined)("the pages of an organisation", () => {
  let portal: PortalServer;
  let visitor: Visitor;

  beforeAll(async () => {
    portal = await openPortalServer(["stripe"]);
    visitor = await openVisitor(portal);
    await signUpAs(visitor, "Orla");
  });

  afterAll(() => portal?.close());

  it("somebody is invited by mail, answers by its link, is given a role and taken out again", async () => {
    const { page, goTo, check } = visitor;
    await page.getByRole("link", { name: "Organisation" }).click();
    await page.getByText("Nobody is invited at present.").waitFor();
    await page.getByRole("textbox", { name: "E-mail address" }).fill("rita@example.com");
    await page.getByRole("combobox", { name: "As", exact: true }).selectOption("reviewer");
    await page.getByText(/^Deciding submissions/).waitFor();
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByRole("row", { name: /rita@example\.com reviewer Orla/ }).waitFor();
    await check("members-invited");

    const guest = await openVisitor(portal);
    await signUpAs(guest, "Rita");
    await guest.goTo(await linkIn("rita@example.com", "/invitations/"));
    await guest.page.getByText("Confirm your address first").waitFor();
    await guest.check("invitation-unconfirmed");
    await guest.page.request.get(
      `${portal.base}/api/auth/verify-email${new URL(await linkIn("rita@example.com", "/verify"), portal.base).search}`,
    );
    await guest.page.getByRole("button", { name: "I have confirmed it" }).click();
    await guest.page.getByText("orla@example.com invites you to be reviewer of Orla").waitFor();
    await guest.check("invitation");
    await guest.page.getByRole("button", { name: "Accept" }).click();
    await guest.page.getByText("Your role here is reviewer.").waitFor();
    await guest.page.getByText("Members and roles are changed by owners.").waitFor();
    expect(await guest.page.getByRole("button", { name: "Invite", exact: true }).count()).toBe(0);
    await guest.check("members-read");

    await goTo("/organisation/members");
    await page.getByRole("combobox", { name: "Role of Orla" }).selectOption("viewer");
    await page.getByText("Orla is the only owner here.").waitFor();
    await page.getByRole("combobox", { name: "Role of Rita" }).selectOption("developer");
    await check("members");
    await guest.goTo("/organisation/members");
    await guest.page.getByText("Your role here is developer.").waitFor();
    await guest.page.getByRole("button", { name: "Account of Rita" }).click();
    await guest.page.getByRole("menuitemradio", { name: "Rita" }).click();
    await guest.page.getByRole("heading", { name: "Dashboard" }).waitFor();
    await guest.goTo("/organisation/members");
    await guest.page.getByText("Your role here is owner.").waitFor();

    await page.getByRole("button", { name: "Remove Rita" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove member" }).click();
    await page.getByRole("cell", { name: "rita@example.com" }).waitFor({ state: "hidden" });
    await guest.page.context().close();
  });

  /** The newest link to this page in a mail to somebody, below the portal's address. */
  async function linkIn(to: string, path: string): Promise<string> {
    const admin = clientOf(portal.base, portal.adminToken);
    const { data } = await admin<{ data: { text: string }[] }>("GET", `/api/v1/mails/?to=${to}`);
    const links = data.map(({ text }) => /https?:\S+/.exec(text)?.[0] ?? "");
    return (links.find((one) => one.includes(path)) ?? "").replace(portal.base, "");
  }

  it("a service token is made with scopes, shown once, used and revoked", async () => {
    const { page, check } = visitor;
    await page.getByRole("link", { name: "Service tokens" }).click();
    await page.getByText("No token yet.").waitFor();
    await check("tokens-empty");
    await page.getByRole("textbox", { name: "Name" }).fill("CI of the shop");
    await page.getByRole("checkbox", { name: /^Read/ }).uncheck();
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText("Choose at least one.").waitFor();
    await page.getByRole("checkbox", { name: /^Test/ }).check();
    await page.getByRole("button", { name: "Make the token" }).click();
    const token = await page.getByRole("dialog", { name: "Service token" }).locator("pre").innerText();
    await page.getByRole("button", { name: "I have saved it" }).click();
    const ask = (): Promise<Response> =>
      fetch(`${portal.base}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await (await ask()).json()).toMatchObject({ scopes: ["test"] });
    const row = page.getByRole("row", { name: /CI of the shop/ });
    await row.getByText("working").waitFor();
    await check("tokens");
    await row.getByRole("button", { name: "Revoke" }).click();
    const dialog = page.getByRole("dialog", { name: "Revoke this token" });
    await dialog.getByRole("button", { name: "Revoke token" }).click();
    await row.getByText("revoked").waitFor();
    expect((await ask()).status).toBe(401);
  });

  it("an endpoint hears of what happens on the platform, and shows a test's attempt", async () => {
    const { page, check } = visitor;
    await page.getByRole("link", { name: "Webhooks" }).click();
    await page.getByText(/^No endpoint yet/).waitFor();
    await page.getByRole("textbox", { name: "URL" }).fill("https://10.0.0.1/hook");
    await page.getByRole("button", { name: "Add the endpoint" }).click();
    await page.getByText("The URL must not be a private or reserved address.").waitFor();
    await page.getByRole("textbox", { name: "URL" }).fill("https://ok.webhook.test/hook");
    await page.getByRole("checkbox", { name: "submission.submitted" }).check();
    await page.getByRole("button", { name: "Add the endpoint" }).click();
    await page
      .getByRole("dialog", { name: "Signing secret" })
      .getByText(/^whsec_/)
      .waitFor();
    await page.getByRole("button", { name: "I have saved it" }).click();
    await page.getByText("Nothing was sent yet.").waitFor();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByRole("button", { name: /delivered webhook\.test/ }).click();
    await page.getByText(/: 200 in 0 ms/).waitFor();
    await check("platform-webhooks");
    await page.getByRole("button", { name: "Send it again" }).click();
    await page
      .getByRole("button", { name: /delivered webhook\.test/ })
      .nth(1)
      .waitFor();
    await page.getByRole("button", { name: "Rotate secret" }).click();
    await page.getByRole("button", { name: "Make another secret" }).click();
    const secret = page.getByRole("dialog", { name: "New signing secret" });
    await secret.getByText(/^whsec_/).waitFor();
    await secret.getByRole("button", { name: "I have saved it" }).click();
  });

  it("the audit log says what was done, and keeps its filter in the address", async () => {
    const { page, check } = visitor;
    await page.getByRole("link", { name: "Audit log" }).click();
    const rows = page.getByRole("region", { name: "Audit log" }).or(page.getByLabel("Audit log"));
    await rows.getByRole("row").nth(1).waitFor();
    await page.getByRole("row", { name: /member\.role test Orla rita@example\.com/ }).waitFor();
    await check("audit");
    await page.getByRole("combobox", { name: "By" }).selectOption("Orla");
    await page.getByRole("row", { name: /invitation\.accept/ }).waitFor({ state: "hidden" });
    await page.getByRole("textbox", { name: "Action" }).fill("nothing.such");
    await page.getByRole("heading", { name: "Nothing was done" }).waitFor();
    expect(page.url()).toContain("action=nothing.such");
    await check("audit-empty");
  });

  it("usage counts the calls of this month, and billing the add-on's periods", async () => {
    const { page, goTo, check } = visitor;
    await goTo("/organisation/usage");
    await page.getByText("No call yet this month.").waitFor();
    await goTo("/settings/api-access?api=stripe");
    await page.getByRole("button", { name: "Activate sandbox" }).click();
    await page.getByRole("button", { name: "I have saved it" }).click();
    await goTo("/organisation/usage");
    await page.getByRole("cell", { name: "still on" }).waitFor();
    await check("usage");
  });
});
