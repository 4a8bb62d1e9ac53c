// The pages of an organisation: service tokens that are shown once and revoked, what was done, what was used.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

  it("a service token is made with scopes, shown once, used and revoked", async () => {
    const { page, check } = visitor;
    await page.getByRole("link", { name: "Organisation" }).click();
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

  it("the audit log says what was done, and keeps its filter in the address", async () => {
    const { page, check } = visitor;
    await page.getByRole("link", { name: "Audit log" }).click();
    const rows = page.getByRole("region", { name: "Audit log" }).or(page.getByLabel("Audit log"));
    await rows.getByRole("row").nth(1).waitFor();
    await check("audit");
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
