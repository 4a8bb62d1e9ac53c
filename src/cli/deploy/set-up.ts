// Making an installation, or bringing it up to date: the plan, a yes, the parts, the Worker, the APIs, the portal, a smoke test.
import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { clientOf } from "#client/client.ts";
import { buildWorker } from "../build.ts";
import { builtInNames } from "../publishing/built-ins.ts";
import { publishBuiltIns } from "../publishing/publish-built-in.ts";
import { ROOT, STATE } from "../local/paths.ts";
import { buildPortal } from "../portal-build/build.ts";
import { publishPortal } from "../portal-build/publish.ts";
import { EXIT, Failure } from "../shell/failures.ts";
import { requireYes } from "../shell/prompts.ts";
import type { Shell } from "../shell/shell.ts";
import { findParts, makeParts, must } from "./account.ts";
import { deployConfig, hostIn } from "./config.ts";
import type { Flags } from "./flags.ts";
import { type Installation, type Memory, remember } from "./installation.ts";
import { planLines } from "./plan.ts";
import { missingSecrets } from "./secrets.ts";
import { smokeTest, waitFor } from "./smoke-test.ts";
import { STEPS } from "./steps.ts";
import { type Wishes, wishesOf } from "./wishes.ts";
import { type Ran, wrangler } from "./wrangler.ts";

const NO_DATABASE = "00000000-0000-0000-0000-000000000000";

export async function setUp(
  shell: Shell,
  installation: Installation,
  known: Memory,
  flags: Flags,
  { plansOnly }: { plansOnly: boolean },
): Promise<void> {
  const say = (line: string): void => shell.process.stdout.write(`${line}\n`);
  const wishes = await wishesOf(shell, flags, known, builtInNames());
  const guess = wishes.domain ?? known.host ?? "workers.dev";
  await writeConfig(installation, wishes, NO_DATABASE, guess);
  const found = await findParts(installation);
  const given = givenToken(shell);
  const { secrets, adminToken } = missingSecrets(found.secrets, known.adminToken, secret, given);
  const newSecrets = Object.keys(secrets);
  const calls = callsOf(flags);
  for (const line of planLines(installation, found, wishes, { newSecrets, calls })) say(line);
  if (plansOnly) return;
  requireLastingToken(shell, known, given);
  await requireYes(shell, "Go on?", flags.yes);
  say("• Building the Worker and the portal");
  const [portalFiles] = await Promise.all([buildPortal(), buildWorker()]);
  say("• Database, bucket, queues");
  const databaseId = await makeParts(installation, found);
  await writeConfig(installation, wishes, databaseId, guess);
  say("• Migrations");
  must(await wrangler(STEPS.migrate(installation)), "the migrations could not be applied");
  say("• Uploading the Worker");
  const first = await upload(installation, newSecrets.length === 0 ? undefined : secrets);
  const host = wishes.domain ?? hostIn(first.output) ?? known.host;
  if (host === undefined)
    throw new Error(
      "wrangler did not say where the Worker is served. Is a workers.dev subdomain set up for the account?",
    );
  await remember(installation, {
    ...wishes,
    host,
    apis: [...wishes.apis],
    apiHosts: [...wishes.apiHosts],
    adminToken,
  });
  if (host !== guess) {
    say(`• Telling the Worker its own host, ${host}`);
    await writeConfig(installation, wishes, databaseId, host);
    await upload(installation, undefined);
  }
  const url = `https://${host}`;
  const portalUrl = wishes.portal === undefined ? url : `https://${wishes.portal}`;
  say("• Waiting until it answers");
  for (const one of new Set([url, portalUrl])) await waitFor(`${one}/healthz`);
  say("• Publishing the built-in APIs and the portal");
  const admin = clientOf(portalUrl, adminToken);
  await publishBuiltIns(admin, (line) => say(`  ${line}`), wishes.apis);
  await publishPortal(admin, portalFiles);
  say("• Waiting until it is ready, and trying it");
  await waitFor(`${url}/readyz`);
  await smokeTest(url, wishes.apis);
  for (const line of resultLines(installation, wishes, url, portalUrl)) say(line);
}

function resultLines(
  { name, memory }: Installation,
  { apis, apiHosts, wildcard, domain, portal }: Wishes,
  url: string,
  portalUrl: string,
): string[] {
  const hosted = (slug: string): string =>
    domain !== undefined && (wildcard || apiHosts.includes(slug)) ? `   https://${slug}.${domain}` : "";
  return [
    `\n${name} is served at ${url}${portal === undefined ? "" : `, its portal at ${portalUrl}`}\n`,
    ...apis.map((slug) => `  ${slug.padEnd(12)} ${url}/sandbox/${slug}${hosted(slug)}`),
    `\nSign up:  ${portalUrl}`,
    `The administrator's token is in ${path.relative(ROOT, memory)}; keep that file, or set SANDBAR_ADMIN_TOKEN to what it says.`,
  ];
}

function givenToken({ process: { env } }: Shell): string | undefined {
  const token = env["SANDBAR_ADMIN_TOKEN"] || undefined;
  if (token !== undefined && token.length < 32)
    throw new Failure(
      EXIT.usage,
      "SANDBAR_ADMIN_TOKEN needs at least 32 characters.",
      "openssl rand -base64 32 makes one.",
    );
  return token;
}

/** In CI nothing is remembered: a token that is made there would be another one each time, and lost with the machine. */
function requireLastingToken({ isInteractive }: Shell, known: Memory, given: string | undefined): void {
  if (isInteractive || given !== undefined || known.adminToken !== undefined) return;
  throw new Failure(
    EXIT.usage,
    "Nobody is here, and this machine knows no administrator's token: one that is made now would be lost with it.",
    "Set SANDBAR_ADMIN_TOKEN, the same each time: openssl rand -base64 32 makes one.",
  );
}

function callsOf({ calls = "1000000" }: Flags): number {
  if (!/^\d{1,12}$/.test(calls)) throw new Failure(EXIT.usage, `--calls: '${calls}' is no whole number.`);
  return Number(calls);
}

const secret = (): string => randomBytes(32).toString("base64url");

async function writeConfig(
  installation: Installation,
  wishes: Wishes,
  databaseId: string,
  host: string,
): Promise<void> {
  const toml = await readFile(path.join(ROOT, "wrangler.toml"), "utf8");
  const target = { ...wishes, databaseId, host, custom: wishes.domain !== undefined };
  await writeFile(installation.config, deployConfig(toml, ROOT, installation, target));
}

async function upload(installation: Installation, secrets: Record<string, string> | undefined): Promise<Ran> {
  const file = path.join(STATE, "deploy-secrets.json");
  if (secrets !== undefined) await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  try {
    return must(
      await wrangler(STEPS.deploy(installation, secrets === undefined ? undefined : file)),
      "the Worker could not be deployed",
    );
  } finally {
    await rm(file, { force: true });
  }
}
