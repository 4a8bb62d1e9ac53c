// A provider by clicking: from a document to its first partner, one release after another, plans, partners and announcements.
import { once } from "node:events";
import { createServer } from "node:http";
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
import { LIBRARY, LIBRARY_BEHAVIOUR } from "../support/documents.ts";

const AT = "/provider/library";
const { "/motd": _gone, ...paths } = LIBRARY.paths;
const SHORTER = { ...LIBRARY, info: { title: "Library", version: "2" }, paths };

/** A document at an address of this machine. */
async function serving(document: string): Promise<{ url: string; close(): void }> {
  const server = createServer((_request, response) => response.end(document)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/openapi.json`, close: () => server.close() };
}

describe.skipIf(CHROMIUM === undefined)("a provider", () => {
  let portal: PortalServer;
  let visitor: Visitor;

  beforeAll(async () => {
    portal = await openPortalServer(["documint"]);
    visitor = await openVisitor(portal);
    await signUpAs(visitor, "Pia");
  });

  afterAll(() => portal?.close());

  const choose = async (label: string, name: string, text: string): Promise<void> => {
    const chooser = visitor.page.waitForEvent("filechooser");
    await visitor.page.getByLabel(new RegExp(`^${label}`)).click();
    await (await chooser).setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  };

  it("sees what a document would be before it is published, with what settles each open operation", async () => {
    const { page, goTo, check } = visitor;
    await goTo("/provider/apis");
    await page.getByRole("heading", { name: "You have published none yet" }).waitFor();
    await check("provider-empty");
    await page.getByRole("textbox", { name: "Name of the API" }).fill("library");
    await choose("OpenAPI document", "openapi.json", JSON.stringify(LIBRARY));
    await page.getByRole("button", { name: "Preview" }).click();
    const preview = page.getByRole("region", { name: "Library 1" });
    await preview.getByText("Nothing is published yet").waitFor();
    await preview.getByText('"GET /motd": { status: 200, answer: … }').waitFor();
    await check("provider-preview");
    await choose("sandbox.yaml", "sandbox.yaml", LIBRARY_BEHAVIOUR);
    await preview.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Preview" }).click();
    await preview.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Library is published.").waitFor();
    await page.getByRole("heading", { level: 1, name: "library" }).waitFor();
    await page.getByRole("heading", { name: "Fidelity" }).waitFor();
    await page.getByRole("button", { name: /^book/ }).click();
    await check("provider-api");
  });

  it("opens it to others", async () => {
    const { page } = visitor;
    await page.getByRole("radio", { name: "Public" }).check();
    await page.locator("main").getByText("public", { exact: true }).waitFor();
  });

  it("reads a release from a URL, sees what breaks, and publishes it as next first", async () => {
    const { page, check } = visitor;
    const { url, close } = await serving(JSON.stringify(SHORTER));
    await page.getByRole("link", { name: "New release" }).click();
    await page.getByText("From a URL").click();
    await page
      .getByRole("textbox", { name: "URL of the OpenAPI document" })
      .fill("http://10.0.0.1/openapi.json");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByText("The URL http://10.0.0.1/openapi.json must be https.").waitFor();
    await page.getByRole("textbox", { name: "URL of the OpenAPI document" }).fill(url);
    await page.getByRole("button", { name: "Preview" }).click();
    const preview = page.getByRole("region", { name: "Library 2" });
    await preview.getByText("1 breaking").waitFor();
    await preview.getByRole("row", { name: "Breaking GET /motd is gone" }).waitFor();
    await check("provider-breaking");
    await preview.getByRole("button", { name: "Publish" }).click();
    const dialog = page.getByRole("dialog", { name: "Publish breaking changes" });
    await dialog.getByText("1 change breaks clients of library").waitFor();
    await check("provider-breaking-asked");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await preview.getByRole("combobox", { name: "Release it as" }).selectOption("next");
    await preview.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Library is published.").waitFor();
    close();
  });

  it("compares releases, replays its own calls against one, and lets latest point at it", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`/settings/api-access?api=library`);
    await page.getByRole("button", { name: "Activate sandbox" }).click();
    const key = await page.getByRole("dialog").locator("pre").innerText();
    await page.getByRole("button", { name: "I have saved it" }).click();
    const call = (path: string): Promise<Response> =>
      fetch(`${portal.base}/sandbox/library/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
    expect((await call("/motd")).status).toBe(200);
    expect((await call("/books")).status).toBe(200);
    await goTo(`${AT}/releases`);
    await page.getByRole("row", { name: /next/ }).waitFor();
    await page.getByRole("row", { name: "Breaking GET /motd is gone" }).waitFor();
    await page.getByRole("button", { name: "Replay the calls" }).click();
    await page.getByText(/calls replayed, 1 would break/).waitFor();
    await check("provider-releases");
    await page
      .getByRole("row", { name: /next/ })
      .getByRole("button", { name: /^Actions of/ })
      .click();
    await page.getByRole("menuitem", { name: "Make it latest" }).click();
    const dialog = page.getByRole("dialog", { name: /^Make it latest/ });
    await dialog.getByRole("button", { name: "Make it latest" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByRole("row", { name: /latest next/ }).waitFor();
  });

  it("edits sandbox.yaml: mistakes at their lines, what changes, and a release of exactly that", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/sandbox-file`);
    const editor = page.getByRole("textbox", { name: "sandbox.yaml" });
    await editor.getByText("lifecycle").waitFor();
    await editor.press("ControlOrMeta+End");
    await page.keyboard.type("limts: { per_minute: 60 }");
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("heading", { name: "This cannot be released" }).waitFor();
    await page.getByRole("listitem").getByText("Line 12: There is no 'limts' here.").waitFor();
    await page.locator(".cm-lint-marker-error").waitFor();
    await check("provider-editor-mistake");
    await editor.press("ControlOrMeta+End");
    for (let i = 0; i < "limts: { per_minute: 60 }".length; i++) await page.keyboard.press("Backspace");
    await page.keyboard.type("limit");
    await page.getByRole("option", { name: /^limits/ }).click();
    await page.keyboard.type("{ per_minute: 60 }");
    await check("provider-editor");
    await page.getByRole("button", { name: "Preview" }).click();
    const preview = page.getByRole("region", { name: "Library 2" });
    await preview.getByText("Nothing changes for a client.").waitFor();
    await preview.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Library is published.").waitFor();
    await goTo(`${AT}/sandbox-file`);
    await page.getByRole("textbox", { name: "sandbox.yaml" }).getByText("per_minute").waitFor();
  });

  it("builds a plan and its form by clicking, with proofs from what the API has", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/plans`);
    await page.getByRole("heading", { name: "No plan of your own yet" }).waitFor();
    await check("provider-plans-empty");
    await page.getByRole("link", { name: "New plan" }).click();
    await page.getByRole("textbox", { name: "Name", exact: true }).first().fill("Standard");
    await page.getByRole("textbox", { name: "Short name" }).fill("standard");
    await page.getByRole("checkbox", { name: "Partners who choose no plan get this one" }).check();
    await page.getByRole("button", { name: "Add a proof" }).click();
    const proof = page.getByRole("group", { name: "Proof 1" });
    await proof.getByRole("combobox", { name: "Of" }).fill("POST /books");
    await page.getByRole("option", { name: "POST /books", exact: true }).click();
    await proof.getByRole("textbox", { name: "What the partner reads" }).fill("Has created a book");
    await page.getByRole("button", { name: "Add a step" }).click();
    const step = page.getByRole("group", { name: "Step 1" });
    await step.getByRole("textbox", { name: "Title of the step" }).fill("Your company");
    await step.getByRole("textbox", { name: "Label" }).fill("Company size");
    await step.getByRole("combobox", { name: "Kind" }).selectOption("one of a list");
    await step.getByRole("combobox", { name: "Choices" }).fill("small");
    await page.keyboard.press("Enter");
    await step.getByRole("combobox", { name: "Choices" }).fill("large");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Add test data" }).click();
    await page
      .getByRole("group", { name: "Test data 1" })
      .getByRole("textbox", { name: "Name" })
      .fill("A book");
    await page
      .getByRole("group", { name: "Test data 1" })
      .getByRole("textbox", { name: "Value" })
      .fill("book_1");
    await check("provider-plan");
    await page.getByRole("button", { name: "Save plan" }).click();
    await page.getByText("The plan Standard is saved.").waitFor();
    await page.getByRole("row", { name: /Standard default/ }).waitFor();
    await check("provider-plans");
    const saved = await page.request.get(`${portal.base}/api/v1/apis/library/plans`);
    const { data } = (await saved.json()) as { data: { slug: string; form: unknown; evidence: unknown }[] };
    expect(data.find(({ slug }) => slug === "standard")).toMatchObject({
      evidence: [{ operation: "createBook", fact: "succeeded", title: "Has created a book" }],
      form: [
        {
          title: "Your company",
          schema: {
            required: ["companySize"],
            properties: { companySize: { title: "Company size", enum: ["small", "large"] } },
          },
        },
      ],
    });
  });

  it("sees who is stuck where, and looks into a partner's calls", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/inbox`);
    await page.getByRole("heading", { name: "Nothing has been submitted yet" }).waitFor();
    await check("provider-inbox-empty");
    await page.getByRole("link", { name: "See how far partners are" }).click();
    await page.getByRole("row", { name: /Pia.*Sandbox.*less than a day/ }).waitFor();
    await check("provider-partners");
    await page.getByRole("row", { name: /Pia/ }).getByRole("link").click();
    await page.getByText("Has created a book").waitFor();
    await page.getByRole("button", { name: "Look into their sandbox" }).click();
    await page.getByRole("link", { name: "GET /v1/motd" }).waitFor();
    await check("provider-partner");
    await page.getByRole("link", { name: "GET /v1/motd" }).click();
    await page.getByRole("heading", { name: "Why it was answered so" }).waitFor();
    await check("provider-partner-call");
  });

  it("announces how the API is, and takes it back", async () => {
    const { page, goTo, check } = visitor;
    await goTo(`${AT}/status`);
    await page.getByRole("combobox", { name: "State" }).selectOption("degraded");
    await page.getByRole("textbox", { name: "What happens, and until when" }).fill("Slow until ten.");
    await page.getByRole("button", { name: "Announce" }).click();
    await page.getByText("Slow until ten.").waitFor();
    await check("provider-status");
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByText("Slow until ten.").waitFor({ state: "hidden" });
  });

  it("loads less than 300 KB of script, the editor included", async () => {
    const { page } = visitor;
    let bytes = 0;
    const fresh = await page.context().newPage();
    fresh.on("requestfinished", (request) => {
      if (request.resourceType() === "script")
        void request.sizes().then((sizes) => (bytes += sizes.responseBodySize));
    });
    await fresh.goto(`${portal.base}${AT}/sandbox-file`, { waitUntil: "networkidle" });
    await fresh.getByRole("textbox", { name: "sandbox.yaml" }).waitFor();
    expect(bytes).toBeLessThan(MAX_SCRIPT_BYTES);
    await fresh.close();
  });

  it("deletes an API, told in numbers what that ends, by writing its name", async () => {
    const { page, goTo, check } = visitor;
    await goTo(AT);
    await page.getByRole("button", { name: "Delete …" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete library" });
    await dialog.getByText("1 sandbox with all records, 1 key, 3 releases").waitFor();
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await dialog.getByRole("alert").waitFor();
    await check("provider-delete");
    await dialog.getByRole("textbox", { name: "Write the API's name to confirm" }).fill("library");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("heading", { name: "You have published none yet" }).waitFor();
  });

  it("a visitor opens a sandbox without an account, keeps it by signing up, and deletes the account again", async () => {
    const person = await openVisitor(portal);
    const { page, goTo, check } = person;
    await goTo("/apis/documint");
    await page.getByRole("button", { name: "Open a sandbox" }).click();
    const dialog = page.getByRole("dialog", { name: "Your sandbox" });
    await dialog.getByText("Save both").waitFor();
    await check("claimable");
    const [key = "", link = ""] = await dialog.locator("pre").allInnerTexts();
    const call = (): Promise<Response> =>
      fetch(`${portal.base}/sandbox/documint/v1/documents`, { headers: { authorization: `Bearer ${key}` } });
    expect((await call()).status).not.toBe(401);
    await dialog.getByRole("button", { name: "I have saved them" }).click();
    await page.goto(link);
    await check("claim");
    await page.getByRole("link", { name: "Sign up" }).last().click();
    await page.getByRole("textbox", { name: "Name" }).fill("Cleo");
    await page.getByRole("textbox", { name: "E-mail address" }).fill("cleo@example.com");
    await page.getByLabel(/^Password/).fill("a long enough password");
    await page.getByRole("button", { name: "Open the account" }).click();
    await page.getByRole("textbox", { name: "Its name" }).fill("kept");
    await page.getByRole("button", { name: "Take it over" }).click();
    await page.getByText("The sandbox kept is yours.").waitFor();
    await page.getByRole("button", { name: "Account of Cleo" }).click();
    await page.getByRole("menuitem", { name: "Your account" }).click();
    await page.getByRole("link", { name: "Download the export" }).waitFor();
    const kept = await page.request.get(`${portal.base}/api/v1/me/export`);
    expect(await kept.json()).toMatchObject({ sandboxes: [{ name: "kept" }], keys: [{ mode: "test" }] });
    await page.getByRole("button", { name: "Delete …" }).click();
    const deleting = page.getByRole("dialog", { name: "Delete your account" });
    await deleting.getByText("1 sandbox with all records, 1 test key, 0 live keys").waitFor();
    await check("account-delete");
    await deleting.getByLabel("Your password").fill("a long enough password");
    await deleting.getByRole("button", { name: "Delete for good" }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    expect((await call()).status).toBeGreaterThanOrEqual(401);
  });

  it("the administrator looks at the installation with their token, and nobody without it", async () => {
    const { page, goTo, check } = await openVisitor(portal);
    await goTo("/admin");
    await page.getByLabel(/^Token/).fill("not the token");
    await page.getByRole("button", { name: "Look" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel(/^Token/).fill(portal.adminToken);
    await page.getByRole("button", { name: "Look" }).click();
    await page.getByRole("group", { name: "Dead letters" }).waitFor();
    await page.getByRole("textbox", { name: "Search organisations" }).fill("pia@");
    const row = page.getByRole("row", { name: /^Pia 1 / });
    await row.getByRole("combobox", { name: "Plan of Pia" }).selectOption("pro");
    await page.getByRole("textbox", { name: "To" }).fill("pia@example.com");
    await page.getByRole("region", { name: "Mail" }).getByText("To pia@example.com").waitFor();
    await check("admin");
    await page.reload();
    await page.getByLabel(/^Token/).waitFor();
  });
});
