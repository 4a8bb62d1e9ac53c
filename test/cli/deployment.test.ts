// What a deployment sets: secrets that are missing, hosts, and the APIs that it is not ready without.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { deployConfig } from "#cli/deploy/config.ts";
import { costLines } from "#cli/deploy/costs.ts";
import { readArguments } from "#cli/deploy/flags.ts";
import { installationOf } from "#cli/deploy/installation.ts";
import { NOT_UNDONE, planLines } from "#cli/deploy/plan.ts";
import { SECRET_NAMES, missingSecrets } from "#cli/deploy/secrets.ts";
import { wishesOf } from "#cli/deploy/wishes.ts";
import { refusePortalHost } from "#lib/host-name.ts";

const ROOT = path.join(import.meta.dirname, "../..");
let made = 0;
const make = (): string => `made-${++made}`;

describe("missingSecrets", () => {
  it("makes every secret for an account that has none", () => {
    const { secrets, adminToken } = missingSecrets([], undefined, make);
    expect(Object.keys(secrets)).toEqual([...SECRET_NAMES]);
    expect(new Set(Object.values(secrets)).size).toBe(SECRET_NAMES.length);
    expect(secrets["ADMIN_TOKEN"]).toBe(adminToken);
  });

  it("without deployment.json replaces the administrator's token and nothing else", () => {
    const { secrets, adminToken } = missingSecrets(SECRET_NAMES, undefined, make);
    expect(secrets).toEqual({ ADMIN_TOKEN: adminToken });
    expect(adminToken).toMatch(/^made-/);
  });

  it("with deployment.json changes nothing that is there", () => {
    expect(missingSecrets(SECRET_NAMES, "known", make)).toEqual({ secrets: {}, adminToken: "known" });
  });

  it("makes a new token where the account has lost the one that is known", () => {
    const { secrets, adminToken } = missingSecrets(
      SECRET_NAMES.filter((name) => name !== "ADMIN_TOKEN"),
      "known",
      make,
    );
    expect(secrets).toEqual({ ADMIN_TOKEN: adminToken });
    expect(adminToken).not.toBe("known");
  });

  it("keeps the token that is given the same on every machine", () => {
    const anew = missingSecrets(SECRET_NAMES, undefined, make, "given");
    expect(anew).toEqual({ secrets: { ADMIN_TOKEN: "given" }, adminToken: "given" });
    expect(missingSecrets(SECRET_NAMES, "given", make, "given")).toEqual({
      secrets: {},
      adminToken: "given",
    });
    expect(missingSecrets(SECRET_NAMES, "known", make, "given").adminToken).toBe("given");
  });

  it("adds one that is missing and leaves what signs keys and seals credentials", () => {
    const { secrets } = missingSecrets(["KEY_SECRETS", "ENCRYPTION_SECRET", "ADMIN_TOKEN"], "known", make);
    expect(Object.keys(secrets)).toEqual(["AUTH_SECRET"]);
  });
});

const FIRST = installationOf({});
const TARGET = {
  databaseId: "1",
  host: "sandbox.example.com",
  custom: true,
  wildcard: false,
  apiHosts: [],
  mail: false,
  apis: ["embed"],
};

describe("deployConfig", () => {
  const configOf = async (changes: object, names = FIRST) =>
    deployConfig(await readFile(path.join(ROOT, "wrangler.toml"), "utf8"), ROOT, names, {
      ...TARGET,
      ...changes,
    });

  it("serves one custom domain and no preview, and every host below it only where that was asked for", async () => {
    const config = await configOf({});
    expect(config).toContain(
      'workers_dev = false\npreview_urls = false\nroutes = [{ pattern = "sandbox.example.com", custom_domain = true }]\n',
    );
    expect(config).toContain('DOMAIN = "sandbox.example.com"\nPORTAL_HOST = ""\nBUILT_INS = "embed"\n');
    expect(config).not.toMatch(/\*\.sandbox|send_email/);
    const wide = await configOf({ wildcard: true, apiHosts: ["embed"], mail: true });
    expect(wide).toContain(
      '{ pattern = "embed.sandbox.example.com", custom_domain = true }, "*.sandbox.example.com/*"]',
    );
    expect(wide).toContain('[[send_email]]\nname = "EMAIL"\n');
  });

  it("gives the portal a host of its own, and tells the Worker", async () => {
    const config = await configOf({ portal: "portal.example.org" });
    expect(config).toContain('{ pattern = "portal.example.org", custom_domain = true }');
    expect(config).toContain('PORTAL_HOST = "portal.example.org"');
    const onWorkersDev = await configOf({
      custom: false,
      host: "x.y.workers.dev",
      portal: "portal.example.org",
    });
    expect(onWorkersDev).toContain("workers_dev = true");
    expect(onWorkersDev).toContain('routes = [{ pattern = "portal.example.org", custom_domain = true }]');
  });

  it("shares nothing with another installation of the account", async () => {
    const [first, staging] = [await configOf({}), await configOf({}, installationOf({ env: "staging" }))];
    const namesIn = (config: string): string[] =>
      [
        ...config.matchAll(
          /^(?:name|database_name|bucket_name|queue|dead_letter_queue|namespace_id) = "(.*)"$/gm,
        ),
      ].flatMap(([, name]) => (/^[A-Z]+$/.test(name ?? "") ? [] : (name ?? [])));
    expect(namesIn(first)).toContain("deliveries");
    expect(namesIn(staging)).toContain("sandbar-staging-deliveries-dead");
    expect(namesIn(staging).filter((one) => namesIn(first).includes(one))).toEqual([]);
    expect(installationOf({ name: "billing", env: "staging" }).memory).toContain(
      "deployment-billing-staging.json",
    );
    expect(() => installationOf({ name: "Billing!" })).toThrow("no name of an installation");
  });
});

describe("a plan", () => {
  const nobody = { isInteractive: false } as Parameters<typeof wishesOf>[0];
  const wished = (args: string[], known = {}) =>
    wishesOf(nobody, readArguments(args).flags, known, ["embed", "stripe"]);
  const found = { databaseId: "1", bucket: false, queues: [true, false], secrets: [...SECRET_NAMES] };

  it("says what is used, made, published and spent, and what is missing loudly", async () => {
    const wishes = await wished(["--apis", "embed", "--domain", "example.com", "--wildcard"]);
    const options = { newSecrets: ["ADMIN_TOKEN"], calls: 100_000_000 };
    const text = planLines(FIRST, found, wishes, options).join("\n");
    for (const line of [
      "  use   the database sandbar",
      "  make  the bucket sandbar-blobs",
      "  make  the queue deliveries-dead",
      "publish, for everybody to see: embed",
      "! The administrator's token is replaced",
      "! No mail leaves",
      "! The Workers Free plan is not enough: a sign-in takes about 85 ms",
      "! example.com is a whole zone",
      "a proxied DNS record *.example.com, and a certificate for *.example.com",
      "a month for 100,000,000 calls",
    ])
      expect(text).toContain(line);
    expect(costLines(1000)[0]).toContain("about $5.00 a month");
    expect(NOT_UNDONE.join(" ")).toMatch(/migrations[^]*objects/);
  });

  it("asks which APIs are published, and takes what is remembered where nothing else is said", async () => {
    await expect(wished([])).rejects.toThrow("Which built-in APIs are to be published");
    await expect(wished(["--apis", "stipe"])).rejects.toThrow("Did you mean 'stripe'?");
    expect((await wished(["--apis", "all"])).apis).toEqual(["embed", "stripe"]);
    const known = { domain: "sandbox.example.com", wildcard: true, apis: ["stripe"] };
    expect(await wished([], known)).toMatchObject(known);
    expect(await wished(["--no-wildcard", "--apis", "none"], known)).toMatchObject({
      wildcard: false,
      apis: [],
    });
    await expect(wished(["--apis", "none", "--mail"])).rejects.toThrow("--mail needs a domain");
  });

  it("is one of the words that are known, with help for others", () => {
    expect(readArguments(["rollback", "abc"])).toMatchObject({ word: "rollback", flags: { version: "abc" } });
    expect(readArguments(["destroy", "--confirm", "sandbar"]).word).toBe("destroy");
    expect(() => readArguments(["undo"])).toThrow("'undo' is no way to deploy");
    expect(() => readArguments(["--zone"])).toThrow("--zone");
  });
});

describe("refusePortalHost", () => {
  it("wants a bare host outside the domain of the APIs", () => {
    for (const portal of ["portal.example.org", "sandbar-portal.example.com", "PORTAL.example.org"])
      expect(refusePortalHost(portal, "sandbar.example.com"), portal).toBeUndefined();
    for (const portal of ["sandbar.example.com", "a.sandbar.example.com", "example.com"])
      expect(refusePortalHost(portal, "sandbar.example.com"), portal).toContain("outside");
    for (const portal of [
      "portal",
      "https://portal.example.org",
      "portal.example.org:80",
      "10.0.0.1",
      "a..b",
      "",
    ])
      expect(refusePortalHost(portal, "sandbar.example.com"), portal).toContain("bare host name");
  });
});

describe("BUILT_INS", () => {
  it("names the folders of seeds/, which every installation publishes", async () => {
    const named = /^BUILT_INS = "(.*)"$/m.exec(await readFile(path.join(ROOT, "wrangler.toml"), "utf8"))?.[1];
    const folders = (await readdir(path.join(ROOT, "seeds"), { withFileTypes: true })).filter((one) =>
      one.isDirectory(),
    );
    expect(named?.split(",").sort()).toEqual(folders.map((one) => one.name).sort());
  });
});
