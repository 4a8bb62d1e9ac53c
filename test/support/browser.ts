// A real Chromium in front of a local server, as the tests of the portal use it: every page is checked for accessibility, for
// where its requests go, and kept as a picture in .sandbar/screenshots/.
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { AxeResults } from "axe-core";
import { type Browser, type Page, chromium } from "playwright-core";
import { expect } from "vitest";
import { ROOT } from "#cli/local/paths.ts";
import { buildPortal } from "#cli/portal-build/build.ts";
import { type Running, freePort, newState, only, startServer } from "./local-server.ts";

const PLACES = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
export const CHROMIUM = PLACES.find((place) => place !== "" && existsSync(place));
if (CHROMIUM === undefined)
  console.warn(
    "\n*** SKIPPED: the tests of the portal need Chromium (apt-get install chromium, or CHROMIUM=<file>). ***\n",
  );

const SCREENSHOTS = path.join(ROOT, ".sandbar/screenshots");
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SERIOUS = new Set(["serious", "critical"]);
export const MAX_SCRIPT_BYTES = 300 * 1024;

const BUILT_IN = ["embed", "mailchimp", "smartmca", "stripe"];

export type PortalServer = {
  adminToken: string;
  base: string;
  server: Running;
  browser: Browser;
  close(): Promise<void>;
};

/** A server with these of the built-in APIs, and a browser. */
export async function openPortalServer(apis: readonly string[] = BUILT_IN): Promise<PortalServer> {
  const state = await newState();
  // A server would be ready before it.
  await buildPortal();
  const server = await startServer(state, await freePort(), only(...apis));
  const secrets = JSON.parse(await readFile(path.join(state, "secrets.json"), "utf8")) as {
    ADMIN_TOKEN: string;
  };
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? "", args: ["--no-sandbox"] });
  return {
    base: server.local.baseUrl,
    adminToken: secrets.ADMIN_TOKEN,
    server,
    browser,
    async close() {
      await browser.close();
      await server.kill("SIGTERM");
    },
  };
}

/** A browser of one person, and everything that it complained about or asked for. */
export type Visitor = {
  page: Page;
  complaints: string[];
  requests: string[];
  goTo(path: string): Promise<void>;
  /** Holds the page that is shown to what every page owes, and keeps its picture. */
  check(name: string): Promise<void>;
};

export async function openVisitor({ base, browser }: PortalServer): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // The browser itself tells of each refused request; whether a refusal is right is for the test to say.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
  const devtools = await context.newCDPSession(page);
  const axe = await readFile(AXE, "utf8");
  await mkdir(SCREENSHOTS, { recursive: true });
  return {
    page,
    complaints,
    requests,
    async goTo(to) {
      await page.goto(`${base}${to}`);
    },
    async check(name) {
      await page.locator("[data-loading]").first().waitFor({ state: "hidden" });
      for (const { scheme, width, isAudited } of LOOKS) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        await page.setViewportSize({ width, height: 860 });
        await page.screenshot({
          path: path.join(SCREENSHOTS, `${name}-${scheme}-${width}.png`),
          fullPage: true,
        });
        if (!isAudited) continue;
        // By the debugger: the page's policy lets no script of a test in.
        await devtools.send("Runtime.evaluate", { expression: axe });
        const found = await page.evaluate(() =>
          (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
        );
        const serious = found.violations.filter((one) => SERIOUS.has(one.impact ?? ""));
        expect
          .soft(
            serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`),
            `${name}, ${scheme}, ${width} px`,
          )
          .toEqual([]);
        const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
        expect.soft(overflow, `${name} is wider than ${width} px`).toBeLessThanOrEqual(0);
      }
      await page.setViewportSize({ width: 1280, height: 860 });
      expect.soft(complaints).toEqual([]);
      expect.soft(requests.filter((request) => !request.includes(` ${base}/`))).toEqual([]);
    },
  };
}

/** Colours are judged in both schemes, the layout at both widths, and each is kept as a picture; the other two on request. */
const LOOKS = [
  { scheme: "light", width: 1280, isAudited: true },
  { scheme: "dark", width: 390, isAudited: true },
  ...(process.env["PICTURES"] === "all"
    ? ([
        { scheme: "dark", width: 1280, isAudited: false },
        { scheme: "light", width: 390, isAudited: false },
      ] as const)
    : []),
] as const;

/** Signs up by the form. */
export async function signUpAs(
  { page, goTo }: Visitor,
  name: string,
): Promise<{ email: string; password: string }> {
  const person = { email: `${name.toLowerCase()}@example.com`, password: "a long enough password" };
  await goTo("/sign-up");
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "E-mail address" }).fill(person.email);
  await page.getByLabel(/^Password/).fill(person.password);
  await page.getByRole("button", { name: "Open the account" }).click();
  await page.getByRole("heading", { name: "Dashboard" }).waitFor();
  return person;
}
