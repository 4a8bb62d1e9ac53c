// The records of a sandbox as a partner looks at them: by resource, by page, one to edit and to delete, all of them in and out.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CHROMIUM,
  type PortalServer,
  type Visitor,
  openPortalServer,
  openVisitor,
  signUpAs,
} from "../support/browser.ts";

const AT = "/sandboxes/default/stripe/records";

describe.skipIf(CHROMIUM === undefined)("the records of a sandbox", () => {
  let portal: PortalServer;
  let visitor: Visitor;
  let key = "";

  const call = (method: string, path: string, body?: string): Promise<Response> =>
    fetch(`${portal.base}/sandbox/stripe${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-www-form-urlencoded" },
      ...(body === undefined ? {} : { body }),
    });

  beforeAll(async () => {
    portal = await openPortalServer(["stripe"]);
    visitor = await openVisitor(portal);
    await signUpAs(visitor, "Rhea");
    const { page, goTo } = visitor;
    await goTo("/settings/api-access?api=stripe");
    await page.getByRole("button", { name: "Activate sandbox" }).click();
    key = await page.getByRole("dialog").locator("pre").innerText();
    await page.getByRole("button", { name: "I have saved it" }).click();
  });

  afterAll(() => portal?.close());

  it("are counted by resource, and a resource without any says what to do", async () => {
    const { page, goTo, check } = visitor;
    await goTo("/sandboxes/default/stripe");
    await page.getByRole("link", { name: "Records" }).click();
    await page.getByRole("button", { name: "Reset to sample records" }).click();
    const dialog = page.getByRole("dialog", { name: "Reset sandbox" });
    await dialog.getByRole("combobox", { name: "Sample records" }).click();
    await page.getByRole("option", { name: "Empty" }).click();
    await dialog.getByRole("button", { name: "Reset sandbox" }).click();
    await page.getByRole("status").getByText("The sandbox was reset").waitFor();
    await check("records-resources");
    await page.getByRole("link", { name: "customer", exact: true }).click();
    await page.getByRole("heading", { name: "No records here" }).waitFor();
    await check("records-empty");
  });

  it("come a page at a time, and are searched", async () => {
    const { page, goTo, check } = visitor;
    for (let i = 1; i <= 60; i++)
      expect((await call("POST", "/v1/customers", `email=person${i}@example.com`)).status).toBe(200);
    await goTo(`${AT}/customer`);
    await page.getByRole("row", { name: /person60@example\.com/ }).waitFor();
    expect(await page.getByRole("row").count()).toBe(51);
    await check("records-page");
    await page.getByRole("link", { name: "Older" }).click();
    await page.getByRole("row", { name: /person10@example\.com/ }).waitFor();
    await page.goBack();
    await page.getByRole("row", { name: /person60@example\.com/ }).waitFor();
    await page.getByRole("textbox", { name: "Search in all members" }).fill("person7@");
    await page.getByRole("row", { name: /person60@/ }).waitFor({ state: "hidden" });
    await page.getByRole("row", { name: /person7@example\.com/ }).waitFor();
    expect(page.url()).toContain("search=person7");
  });

  it("one is edited as JSON, and what does not fit is refused with the reason", async () => {
    const { page, check } = visitor;
    await page.getByRole("link", { name: /^cus_/ }).click();
    const editor = page.getByRole("textbox", { name: "The record as JSON" });
    const before = await editor.inputValue();
    await editor.fill(`${before},`);
    await page.getByText("This is no JSON object.").waitFor();
    await editor.fill(before.replace(/"created": \d+/, '"created": "yesterday"'));
    await page.getByRole("button", { name: "Save" }).click();
    await page
      .getByRole("alert")
      .getByText(/created/)
      .waitFor();
    await check("record-refused");
    await editor.fill(before.replace("person7@example.com", "seven@example.com"));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Nothing is changed.").waitFor();
    const id = (JSON.parse(before) as { id: string }).id;
    const answer = (await (await call("GET", `/v1/customers/${id}`)).json()) as { email: string };
    expect(answer.email).toBe("seven@example.com");
    await check("record");
  });

  it("go out to a file, and come in from it after one was deleted", async () => {
    const { page, goTo } = visitor;
    const id = page.url().split("/").at(-1)?.split("?")[0] ?? "";
    await page.getByRole("button", { name: "Delete" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete this record" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await goTo(AT);
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Export all" }).click();
    const file = await (await download).path();
    expect(await readFile(file, "utf8")).toContain("seven@example.com");

    await goTo(`${AT}/customer/${id}`);
    await page.getByRole("button", { name: "Delete" }).click();
    await dialog.getByRole("button", { name: "Delete record" }).click();
    await page.getByRole("heading", { name: "customer" }).waitFor();
    expect(await (await call("GET", `/v1/customers/${id}`)).json()).toMatchObject({ id, deleted: true });

    await goTo(AT);
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Import a file" }).click();
    await (await choosing).setFiles(file);
    await page
      .getByRole("status")
      .getByText(/records were put in/)
      .waitFor();
    const back = (await (await call("GET", `/v1/customers/${id}`)).json()) as { email: string };
    expect(back.email).toBe("seven@example.com");
  });

  it("one that is not there is refused in words", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/customer/cus_none`);
    await page.getByRole("alert").getByText("There is no such record here.").waitFor();
    await check("record-none");
  });
});
