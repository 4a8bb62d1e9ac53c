// What a deployment sets: secrets that are missing, hosts, and the APIs that it is not ready without.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { deployConfig } from "#cli/deploy/config.ts";
import { SECRET_NAMES, missingSecrets } from "#cli/deploy/secrets.ts";
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

  it("adds one that is missing and leaves what signs keys and seals credentials", () => {
    const { secrets } = missingSecrets(["KEY_SECRETS", "ENCRYPTION_SECRET", "ADMIN_TOKEN"], "known", make);
    expect(Object.keys(secrets)).toEqual(["AUTH_SECRET"]);
  });
});

describe("deployConfig", () => {
  const target = { databaseId: "1", host: "sandbar.example.com", zone: true };
  const configOf = async (changes: object) =>
    deployConfig(await readFile(path.join(ROOT, "wrangler.toml"), "utf8"), ROOT, { ...target, ...changes });

  it("serves the zone and every host below it, and no preview", async () => {
    const config = await configOf({});
    expect(config).toContain("workers_dev = false\npreview_urls = false\n");
    expect(config).toContain('pattern = "*.sandbar.example.com/*"');
    expect(config).toContain('DOMAIN = "sandbar.example.com"\nPORTAL_HOST = ""\n');
    expect(config).not.toContain("custom_domain");
  });

  it("gives the portal a host of its own, and tells the Worker", async () => {
    const config = await configOf({ portal: "portal.example.org" });
    expect(config).toContain('{ pattern = "portal.example.org", custom_domain = true }');
    expect(config).toContain('PORTAL_HOST = "portal.example.org"');
    const onWorkersDev = await configOf({
      zone: false,
      host: "x.y.workers.dev",
      portal: "portal.example.org",
    });
    expect(onWorkersDev).toContain("workers_dev = true");
    expect(onWorkersDev).toContain('routes = [{ pattern = "portal.example.org", custom_domain = true }]');
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
