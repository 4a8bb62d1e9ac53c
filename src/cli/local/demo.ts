// The demo partner of a local installation: an account, the built-in APIs, an active sandbox of each, and keys.
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Client, clientOf, signIn } from "#client/client.ts";
import { LIFECYCLE_PATH } from "#contract/gateway-config.ts";
import type { Live } from "#blueprint/format/blueprint.ts";
import { publishSources } from "../publishing/publish.ts";
import { type LocalFile, addressesOf } from "./local-file.ts";
import { SEEDS } from "./paths.ts";
import type { Sample } from "../publishing/release.ts";
import type { Secrets } from "./secrets.ts";

type Say = (line: string) => void;
/** What is told of a built-in API once it is published. */
export type BuiltIn = { slug: string; live: Live; sample: Sample };
type Activated = { sandboxOrgId: string; testApiKey: { rawKey: string } };

export async function setUpDemo(
  baseUrl: string,
  secrets: Secrets,
  known: LocalFile | undefined,
  { builtIns, say }: { builtIns: readonly string[]; say: Say },
): Promise<{ local: LocalFile; first: BuiltIn | undefined }> {
  const sessionToken = await signIn(baseUrl, {
    name: "Demo Partner",
    email: "demo@sandbar.localhost",
    password: secrets.DEMO_PASSWORD,
  });
  const client = clientOf(baseUrl, sessionToken);
  const admin = clientOf(baseUrl, secrets.ADMIN_TOKEN);
  const { partner } = await client<{ partner: string }>("GET", "/api/v1/me");
  const local: LocalFile = { baseUrl, sessionToken, apis: {} };
  // Nobody pays here: as many sandboxes, keys and calls as are wanted.
  await admin("PUT", `/api/v1/admin/partners/${partner}/plan`, { plan: "pro" });
  if (builtIns.length > 0) say("Publishing the built-in APIs …");
  const published = await publishBuiltIns(client, say, builtIns);
  const slugs = published.map(({ slug }) => slug);
  // Production that is hosted here needs nothing from a provider: the demo partner has it.
  const hosted = published.filter(({ live }) => live === "hosted").map(({ slug }) => slug);
  for (const slug of hosted)
    await admin("POST", `/api/v1/live/${slug}/approvals`, {
      partner,
      defaultApi: slug === hosted[0],
    });
  for (const [slug, api] of Object.entries(known?.apis ?? {})) {
    // What was generated has a sandbox and a key of its own: only the port may be another one now.
    if (slugs.includes(slug) || (await releaseOf(client, slug)) === undefined) continue;
    local.apis[slug] = {
      ...api,
      ...addressesOf(baseUrl, slug, new URL(api.sandboxUrl).pathname),
    };
  }
  for (const slug of slugs) {
    const { active } = await client<{ active: boolean }>("GET", `${LIFECYCLE_PATH}/status?api=${slug}`);
    const before = active ? known?.apis[slug] : undefined;
    const testKey =
      before?.testKey ??
      (await client<Activated>("POST", `${LIFECYCLE_PATH}/activate?api=${slug}`, {})).testApiKey.rawKey;
    const { sandboxPath } = await client<{ sandboxPath: string }>("GET", `/api/v1/sandboxes/default/${slug}`);
    const liveKey = hosted.includes(slug)
      ? (before?.liveKey ??
        (await client<{ rawKey: string }>("POST", `/api/v1/live/${slug}/keys`, {})).rawKey)
      : undefined;
    local.apis[slug] = {
      ...addressesOf(baseUrl, slug, sandboxPath),
      testKey,
      ...(liveKey === undefined ? {} : { liveKey }),
    };
  }
  return { local, first: published[0] };
}

/** The latest release of an API; undefined for one of an earlier time that this installation no longer knows. */
const releaseOf = (client: Client, slug: string): Promise<string | undefined> =>
  client<{ data: { release: string }[] }>("GET", `/api/v1/apis/${slug}/releases?limit=1`).then(
    ({ data }) => data[0]?.release,
    () => undefined,
  );

/** The built-in APIs: every folder of seeds/ with a document. */
export const builtInNames = (): string[] =>
  readdirSync(SEEDS)
    .filter((name) => existsSync(path.join(SEEDS, name, "openapi.yaml")))
    .sort();

/** Publishes built-in APIs; an unchanged one is the release it was. */
export async function publishBuiltIns(
  client: Client,
  say: Say,
  names: readonly string[] = builtInNames(),
): Promise<BuiltIn[]> {
  const built: BuiltIn[] = [];
  for (const slug of names) {
    const file = async (name: string): Promise<string | undefined> => {
      const place = path.join(SEEDS, slug, name);
      return existsSync(place) ? readFile(place, "utf8") : undefined;
    };
    const document = await file("openapi.yaml");
    if (document === undefined) continue;
    const published = await publishSources(
      client,
      slug,
      {
        document,
        sandboxFile: await file("sandbox.yaml"),
        records: await file("records.yaml"),
        workflows: await file("workflows.yaml"),
      },
      { visibility: "public" },
    );
    if (!published.ok)
      throw new Error(
        `seeds/${slug} does not compile: ${published.failure.map((one) => `${one.at} ${one.message}`).join("; ")}`,
      );
    say(`  ${slug.padEnd(12)} ${published.value.operations} operations`);
    built.push({ slug, live: published.value.live, sample: published.value.sample });
  }
  return built;
}
