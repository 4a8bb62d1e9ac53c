// Text 003 as a person walks it: Settings → API Access, from activating the sandbox to deactivating it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  MAX_SCRIPT_BYTES,
  type PortalServer,
  type Visitor,
  openPortalServer,
  openVisitor,
  signUpAs,
} from "../support/browser.ts";

describe.skipIf(CHROMIUM === undefined)("Settings → API Access", () => {
  let portal: PortalServer;
  let visitor: Visitor;
  let key = "";
  const call = async (
    rawKey: string,
  ): Promise<{ status: number; body: { code?: string; message?: string } }> => {
    const response = await fetch(`${portal.base}/sandbox/smartmca/api/public/v1/deals`, {
      headers: { authorization: `Bearer ${rawKey}` },
    });
    return { status: response.status, body: (await response.json()) as { code?: string } };
  };

  beforeAll(async () => {
    portal = await openPortalServer(["smartmca"]);
    visitor = await openVisitor(portal);
    await signUpAs(visitor, "Ada");
  });

  afterAll(() => portal?.close());

  it("is reached from the dashboard", async () => {
    const { page, check } = visitor;
    await check("dashboard");
    await page.getByRole("link", { name: "API Access" }).click();
    await page.getByRole("heading", { level: 1, name: "API Access" }).waitFor();
    await page.getByRole("combobox", { name: "API" }).click();
    await page.getByRole("option", { name: "smartmca" }).click();
    await page.getByText("Not active").waitFor();
    await check("api-access-not-active");
  });

  it("activates the sandbox and shows the test key once", async () => {
    const { page, check } = visitor;
    await page.getByRole("button", { name: "Activate sandbox" }).click();
    const dialog = page.getByRole("dialog", { name: "Test API key" });
    await dialog.getByText("shown only once").waitFor();
    key = await dialog.getByText(/^smca_test_/).innerText();
    await check("test-key-once");
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByRole("button", { name: "I have saved it" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("Active", { exact: true }).waitFor();
    expect(await page.content()).not.toContain(key);
    expect((await call(key)).status).toBe(200);
    await check("api-access-active");
  });

  it("resets it after a preview, and undoes that", async () => {
    const { page, check } = visitor;
    await page.getByRole("button", { name: "Reset sandbox" }).click();
    const dialog = page.getByRole("dialog", { name: "Reset sandbox" });
    await dialog.getByText("API keys are preserved").waitFor();
    await dialog.getByRole("columnheader", { name: "Records now" }).waitFor();
    await check("reset-preview");
    await dialog.getByRole("button", { name: "Reset sandbox" }).click();
    await page.getByText("The sandbox was reset").waitFor();
    expect((await call(key)).status).toBe(200);
    await page.getByRole("button", { name: "Undo the reset" }).click();
    await page.getByText("The sandbox was reset").waitFor({ state: "hidden" });
  });

  it("creates another key with an entity scope", async () => {
    const { page, check } = visitor;
    await page.getByRole("button", { name: "Create API key" }).click();
    const dialog = page.getByRole("dialog", { name: "Create API key" });
    expect(await dialog.getByRole("radio", { name: "Test" }).isEnabled()).toBe(true);
    expect(await dialog.getByRole("radio", { name: "Live" }).isEnabled()).toBe(false);
    await dialog.getByRole("textbox", { name: "Name" }).fill("Reporting");
    await dialog.getByRole("combobox", { name: "Entity scopes" }).click();
    await page
      .getByRole("option", { name: /:read$/ })
      .first()
      .click();
    await page.keyboard.press("Tab");
    await check("create-key");
    await dialog.getByRole("button", { name: "Create key" }).click();
    await page.getByRole("button", { name: "I have saved it" }).click();
    await page.getByRole("row", { name: /Reporting.*:read/ }).waitFor();
  });

  it("deactivates it, says what is kept until when, and the key is answered as the text has it", async () => {
    const { page, check } = visitor;
    await page.getByRole("button", { name: "Deactivate sandbox" }).click();
    const dialog = page.getByRole("dialog", { name: "Deactivate sandbox" });
    await dialog.getByText("2 test keys stop working").waitFor();
    await check("deactivate");
    await dialog.getByRole("button", { name: "Deactivate sandbox" }).click();
    await page.getByText("The sandbox is deactivated").waitFor();
    await page.getByText("Its data is kept until").waitFor();
    expect(await call(key)).toMatchObject({
      body: {
        code: "SANDBOX_NOT_ACTIVE",
        message: "Sandbox environment is not active. Activate it in Settings → API Access.",
      },
    });
    await page.getByRole("button", { name: "Create API key" }).waitFor();
    expect(await page.getByRole("button", { name: "Create API key" }).isDisabled()).toBe(true);
  });

  it("asks the documented API only", async () => {
    const { paths } = (await (await fetch(`${portal.base}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const described = Object.entries(paths).flatMap(([at, methods]) =>
      Object.keys(methods).map(
        (method) => new RegExp(`^${method} ${at.replaceAll(/\{\w+\}/g, "[^/]+")}$`, "i"),
      ),
    );
    const asked = visitor.requests
      .map((request) => request.replace(portal.base, "").replace(/\?.*/, ""))
      .filter((request) => / \/api\/(?!auth\/)/.test(request));
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((request) => !described.some((one) => one.test(request)))).toEqual([]);
  });

  it("loads less than 300 KB of script", async () => {
    const { page } = await openVisitor(portal);
    let bytes = 0;
    page.on("requestfinished", (request) => {
      if (request.resourceType() === "script")
        void request.sizes().then((sizes) => (bytes += sizes.responseBodySize));
    });
    await page.goto(`${portal.base}/sign-in`, { waitUntil: "networkidle" });
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(MAX_SCRIPT_BYTES);
  });
});
