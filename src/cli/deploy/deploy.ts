// `npm run deploy`: a Cloudflare account from nothing to a global HTTPS URL. What exists is used, what is missing is
// made; it can be run again at any time.
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { buildWorker } from "../build.ts";
import { buildPortal } from "../portal-build/build.ts";
import { publishPortal } from "../portal-build/publish.ts";
import { clientOf } from "#client/client.ts";
import { publishBuiltIns } from "../publishing/publish-built-in.ts";
import { ROOT, STATE } from "../local/paths.ts";
import { refusePortalHost } from "#lib/host-name.ts";
import { deployConfig, hostIn } from "./config.ts";
import { missingSecrets } from "./secrets.ts";
import { BUCKET, DATABASE, QUEUES, STEPS } from "./steps.ts";
import { type Ran, wrangler } from "./wrangler.ts";

const HELP = `Usage: npm run deploy -- [--domain <zone>] [--portal <host>]

  --domain <zone>  a zone of your account: every API gets a host below it ({api}.<zone>).
                   Without it the Worker is served at <name>.<account>.workers.dev.
  --portal <host>  a host in another zone of your account for pages, accounts and cookies; then all
                   other hosts serve APIs only, and a provider's document shares no site with them.
                   Without it one host serves both.

Both are remembered for the next time.

Sign in first: npx wrangler login, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.`;

const CONFIG = path.join(STATE, "wrangler.deploy.toml");
const KEPT = path.join(STATE, "deployment.json");

const Kept = z.object({
  host: z.string().optional(),
  zone: z.boolean().optional(),
  portal: z.string().optional(),
  adminToken: z.string().optional(),
});
const Databases = z.array(z.object({ name: z.string(), uuid: z.string() }));
const SecretList = z.array(z.object({ name: z.string() }));

const { values } = parseArgs({
  options: {
    domain: { type: "string" },
    portal: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(HELP);
else
  process.exitCode = await deploy().catch((error: unknown) => {
    console.error(
      `\nThe deployment stopped: ${error instanceof Error ? error.message : String(error)}\nNothing that was made is lost; run it again when that is mended.`,
    );
    return 1;
  });

async function deploy(): Promise<number> {
  const say = (line: string): void => console.log(`• ${line}`);
  await mkdir(STATE, { recursive: true });
  const kept = await readKept();
  const domain = values.domain ?? (kept.zone ? kept.host : undefined);
  const portal = (values.portal ?? kept.portal)?.toLowerCase();
  const refused = portal === undefined ? undefined : refusePortalHost(portal, domain ?? "workers.dev");
  if (refused !== undefined) {
    console.error(`--portal: ${refused}.\n\n${HELP}`);
    return 2;
  }
  if ((await wrangler(STEPS.whoAmI(), { quiet: true })).code !== 0) {
    console.error(`You are not signed in to Cloudflare.\n\n${HELP}`);
    return 1;
  }
  say("Building the Worker and the portal");
  const [portalFiles] = await Promise.all([buildPortal(), buildWorker()]);
  say(`Database ${DATABASE}`);
  const databaseId = (await findDatabase()) ?? (await makeDatabase());
  say(`Bucket ${BUCKET}`);
  await ensure(STEPS.findBucket(), STEPS.createBucket());
  for (const name of QUEUES) {
    say(`Queue ${name}`);
    await ensure(STEPS.findQueue(name), STEPS.createQueue(name));
  }
  const write = (host: string): Promise<void> =>
    writeConfig({
      databaseId,
      host,
      zone: domain !== undefined,
      ...(portal === undefined ? {} : { portal }),
    });
  const guess = domain ?? kept.host ?? "workers.dev";
  await write(guess);
  say("Migrations");
  must(await wrangler(STEPS.migrate(CONFIG)), "the migrations could not be applied");
  const { secrets, adminToken } = missingSecrets(await presentSecrets(), kept.adminToken, secret);
  const count = Object.keys(secrets).length;
  say(count === 0 ? "Deploying" : `Deploying, with ${count} new secrets`);
  const first = await upload(count === 0 ? undefined : secrets);
  const host = domain ?? hostIn(first.output) ?? kept.host;
  if (host === undefined)
    throw new Error(
      "wrangler did not say where the Worker is served. Is a workers.dev subdomain set up for the account?",
    );
  await writeFile(KEPT, JSON.stringify({ host, zone: domain !== undefined, portal, adminToken }), {
    mode: 0o600,
  });
  if (host !== guess) {
    say(`Telling the Worker its own host, ${host}`);
    await write(host);
    await upload(undefined);
  }
  const url = `https://${host}`;
  const portalUrl = portal === undefined ? url : `https://${portal}`;
  say("Waiting until it answers");
  for (const one of new Set([url, portalUrl])) await waitFor(`${one}/healthz`);
  say("Publishing the built-in APIs");
  const published = await publishBuiltIns(clientOf(portalUrl, adminToken), (line) =>
    console.log(`  ${line}`),
  );
  const slugs = published.map(({ slug }) => slug);
  say("Publishing the portal");
  await publishPortal(clientOf(portalUrl, adminToken), portalFiles);
  say("Waiting until it is ready");
  await waitFor(`${url}/readyz`);
  say("Smoke test");
  await smokeTest(url, slugs);
  console.log(`\nSandbar is served at ${url}${portal === undefined ? "" : `, its portal at ${portalUrl}`}\n`);
  for (const slug of slugs)
    console.log(
      `  ${slug.padEnd(12)} ${url}/sandbox/${slug}${domain === undefined ? "" : `   https://${slug}.${host}`}`,
    );
  console.log(
    `\nSign up:  curl ${portalUrl}/api/auth/sign-up/email -H 'content-type: application/json' -d '{"name":"…","email":"…","password":"…"}'`,
  );
  console.log(`The administrator's token is in ${path.relative(ROOT, KEPT)}; keep that file.`);
  return 0;
}

async function readKept(): Promise<z.infer<typeof Kept>> {
  try {
    return Kept.parse(JSON.parse(await readFile(KEPT, "utf8")));
  } catch {
    return {};
  }
}

async function findDatabase(): Promise<string | undefined> {
  const listed = must(
    await wrangler(STEPS.listDatabases(), { quiet: true }),
    "the databases could not be listed",
  );
  const from = listed.output.indexOf("[");
  return Databases.parse(JSON.parse(listed.output.slice(from, listed.output.lastIndexOf("]") + 1))).find(
    (one) => one.name === DATABASE,
  )?.uuid;
}

async function makeDatabase(): Promise<string> {
  must(await wrangler(STEPS.createDatabase()), "the database could not be made");
  const made = await findDatabase();
  if (made === undefined) throw new Error("the database was made but is not listed");
  return made;
}

async function ensure(find: readonly string[], make: readonly string[]): Promise<void> {
  if ((await wrangler(find, { quiet: true })).code === 0) return;
  must(await wrangler(make), `wrangler ${make.join(" ")} failed`);
}

/** The names of the secrets that the Worker has; none before it is there. */
async function presentSecrets(): Promise<string[]> {
  const listed = await wrangler(STEPS.listSecrets(CONFIG), { quiet: true });
  const from = listed.output.indexOf("[");
  if (listed.code !== 0 || from < 0) return [];
  const text = listed.output.slice(from, listed.output.lastIndexOf("]") + 1);
  return SecretList.parse(JSON.parse(text)).map((one) => one.name);
}

const secret = (): string => randomBytes(32).toString("base64url");

async function upload(secrets: Record<string, string> | undefined): Promise<Ran> {
  const file = path.join(STATE, "deploy-secrets.json");
  if (secrets !== undefined) await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  try {
    return must(
      await wrangler(STEPS.deploy(CONFIG, secrets === undefined ? undefined : file)),
      "the Worker could not be deployed",
    );
  } finally {
    await rm(file, { force: true });
  }
}

async function writeConfig(target: Parameters<typeof deployConfig>[2]): Promise<void> {
  await writeFile(
    CONFIG,
    deployConfig(await readFile(path.join(ROOT, "wrangler.toml"), "utf8"), ROOT, target),
  );
}

function must(ran: Ran, otherwise: string): Ran {
  if (ran.code !== 0)
    throw new Error(`${otherwise}.\n${ran.output.trim().split("\n").slice(-12).join("\n")}`);
  return ran;
}

async function waitFor(url: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  throw new Error(`${url} did not answer within two minutes`);
}

/** Every built-in API refuses a call without a key, in its own shape. */
async function smokeTest(url: string, slugs: readonly string[]): Promise<void> {
  for (const slug of slugs) {
    const response = await fetch(`${url}/sandbox/${slug}/`);
    const body = await response.json<{ sandbox_error?: string }>();
    if (response.status !== 401 || body.sandbox_error !== "unauthorized")
      throw new Error(`${slug} answered ${response.status} instead of refusing a stranger`);
  }
}
