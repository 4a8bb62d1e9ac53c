// What one API needs is declared in its folder of seeds/: src names no provider, and no built-in API by its slug.
import { globSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const ROOT = path.join(import.meta.dirname, "../..");

const PROVIDERS = [
  "stripe",
  "twilio",
  "github",
  "mailchimp",
  "posthog",
  "workos",
  "smartmca",
  "documint",
  "cronping",
  "flagbit",
  "webhookvault",
  "shopify",
  "slack",
  "svix",
];

/** Names that are words of the field too: as a slug of its own (`"embed"`, `/embed`), never as a verb. */
const WORDS = new Set(["embed", "resend", "square"]);

/** File → why the name may stand there. */
const ALLOWED: Record<string, { name: string; why: string }[]> = {
  "src/blueprint/README.md": [
    { name: "stripe", why: "the guide to events.signing shows a scheme with its public verifier" },
    { name: "smartmca", why: "the table of rules names its tests" },
  ],
  "src/blueprint/infer/rules/events-and-trust.ts": [
    { name: "smartmca", why: "the table of rules names its tests" },
  ],
  "src/cli/commands/testing/run.ts": [
    { name: "github", why: "GITHUB_STEP_SUMMARY is how a CI says where a summary goes" },
  ],
};

const slugs = readdirSync(path.join(ROOT, "seeds"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

it("src names no provider", () => {
  const names = [...new Set([...PROVIDERS, ...slugs])];
  const files = globSync("src/**/*.{ts,tsx,md,json}", { cwd: ROOT });
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) => {
    const text = readFileSync(path.join(ROOT, file), "utf8");
    return names
      .filter((name) =>
        (WORDS.has(name) ? new RegExp(`["'\`]${name}["'\`]`) : new RegExp(name, "i")).test(text),
      )
      .filter((name) => !ALLOWED[file]?.some((one) => one.name === name))
      .map((name) => `${file}: ${name}`);
  });
  expect(found).toEqual([]);
});

it("allows nothing that is not there", () => {
  for (const [file, allowed] of Object.entries(ALLOWED))
    for (const { name } of allowed)
      expect(readFileSync(path.join(ROOT, file), "utf8"), `${file}: ${name}`).toMatch(new RegExp(name, "i"));
});
