// A stand-in for Cloudflare's API on loopback: it refuses everything, so a command that reaches it was understood.
import { createServer, type Server } from "node:http";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWorker } from "#cli/build.ts";
import { deployConfig, hostIn } from "#cli/deploy/config.ts";
import { installationOf } from "#cli/deploy/installation.ts";
import { STEPS } from "#cli/deploy/steps.ts";
import { wrangler } from "#cli/deploy/wrangler.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const MAX_GZIP_KIB = 1500;
const STAGING = installationOf({ env: "staging" });
let server: Server;
let asked = 0;
let config = "";
let secrets = "";

beforeAll(async () => {
  server = createServer((_request, response) => {
    asked++;
    response.writeHead(403, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        success: false,
        errors: [{ code: 9109, message: "refused by the stand-in" }],
        messages: [],
        result: null,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  process.env["CLOUDFLARE_API_BASE_URL"] =
    `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  process.env["CLOUDFLARE_API_TOKEN"] = "stand-in-token";
  process.env["CLOUDFLARE_ACCOUNT_ID"] = "0".repeat(32);
  const folder = await mkdtemp(path.join(tmpdir(), "sandbar-deploy-"));
  config = path.join(folder, "wrangler.toml");
  secrets = path.join(folder, "secrets.json");
  await writeFile(
    config,
    deployConfig(await readFile(path.join(ROOT, "wrangler.toml"), "utf8"), ROOT, STAGING, {
      databaseId: "11111111-1111-1111-1111-111111111111",
      host: "sandbox.example.com",
      custom: true,
      wildcard: true,
      apiHosts: ["embed"],
      portal: "portal.example.org",
      mail: true,
      apis: ["embed"],
    }),
  );
  await writeFile(secrets, "{}");
  await buildWorker();
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each(
  Object.entries({
    listDatabases: () => STEPS.listDatabases(),
    createDatabase: () => STEPS.createDatabase(STAGING.name),
    deleteDatabase: () => STEPS.deleteDatabase(STAGING.name),
    findBucket: () => STEPS.findBucket(STAGING.bucket),
    createBucket: () => STEPS.createBucket(STAGING.bucket),
    deleteBucket: () => STEPS.deleteBucket(STAGING.bucket),
    findQueue: () => STEPS.findQueue("deliveries"),
    createQueue: () => STEPS.createQueue("deliveries"),
    deleteQueue: () => STEPS.deleteQueue("deliveries"),
    migrate: () => STEPS.migrate({ ...STAGING, config }),
    listSecrets: () => STEPS.listSecrets({ ...STAGING, config }),
    deploy: () => STEPS.deploy({ ...STAGING, config }, secrets),
    listVersions: () => STEPS.listVersions(STAGING),
    rollBack: () => STEPS.rollBack(STAGING, "11111111-1111-1111-1111-111111111111"),
    deleteWorker: () => STEPS.deleteWorker(STAGING),
    whoAmI: () => STEPS.whoAmI(),
  }),
)("%s is understood and asks the account", async (_name, step) => {
  const before = asked;
  const ran = await wrangler(step(), { quiet: true });
  expect(ran.output).not.toMatch(/Unknown argument|Not enough|Missing required|Invalid values/);
  expect(asked, ran.output).toBeGreaterThan(before);
});

test("the Worker bundles within the limit of a free account", async () => {
  const ran = await wrangler(STEPS.dryRun(), { quiet: true });
  expect(ran.code, ran.output).toBe(0);
  const gzip = Number(/gzip: ([\d.]+) KiB/.exec(ran.output)?.[1]);
  expect(gzip).toBeGreaterThan(100);
  expect(gzip).toBeLessThan(MAX_GZIP_KIB);
});

test("the host is read from what wrangler prints", () => {
  expect(hostIn("Deployed sandbar triggers\n  https://sandbar.some-account.workers.dev\n")).toBe(
    "sandbar.some-account.workers.dev",
  );
  expect(hostIn("nothing")).toBeUndefined();
});
