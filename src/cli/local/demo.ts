// The demo partner of a local installation: an account, the built-in APIs, an active sandbox of each, and keys.
import { type Client, clientOf, signIn } from "#client/client.ts";
import { LIFECYCLE_PATH } from "#contract/gateway-config.ts";
import { type BuiltIn, builtIns as findBuiltIns } from "../publishing/built-ins.ts";
import { publishBuiltIn } from "../publishing/publish-built-in.ts";
import { type LocalApi, type LocalFile, addressesOf } from "./local-file.ts";
import type { Secrets } from "./secrets.ts";

type Say = (line: string) => void;
type Activated = { sandboxOrgId: string; testApiKey: { rawKey: string } };
type Known = LocalFile["apis"];

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
  // Nobody pays here: as many sandboxes, keys and calls as are wanted.
  await admin("PUT", `/api/v1/admin/partners/${partner}/plan`, { plan: "pro" });
  const before = await stillThere(client, known?.apis ?? {});
  if (builtIns.length > 0) say("Publishing the built-in APIs …");
  const found = await findBuiltIns(builtIns);
  const releases = await publishChanged(client, found, before, say);
  // Production that is hosted here needs nothing from a provider: the demo partner has it.
  const hosted = found.filter(({ live }) => live === "hosted").map(({ slug }) => slug);
  for (const slug of hosted)
    await admin("POST", `/api/v1/live/${slug}/approvals`, {
      partner,
      defaultApi: slug === hosted[0],
    });
  const apis: Known = {};
  // What was generated has a sandbox and a key of its own: only the port may be another one now.
  for (const [slug, { api }] of before)
    apis[slug] = { ...api, ...addressesOf(baseUrl, slug, new URL(api.sandboxUrl).pathname) };
  const opened = await Promise.all(
    found.map(({ slug }) =>
      open(client, baseUrl, { slug, isHosted: hosted.includes(slug), before: known?.apis[slug] }),
    ),
  );
  for (const [i, { slug, hash }] of found.entries())
    if (opened[i]) apis[slug] = { ...opened[i], builtIn: { hash, release: releases.get(slug) ?? "" } };
  return { local: { baseUrl, sessionToken, apis }, first: found[0] };
}

type StillThere = Map<string, { api: LocalApi; latest: string }>;

/** What the installation still knows of what was there at the last start: its state may have been deleted since. */
async function stillThere(client: Client, known: Known): Promise<StillThere> {
  const found = await Promise.all(
    Object.entries(known).map(async ([slug, api]) => ({ slug, api, latest: await releaseOf(client, slug) })),
  );
  return new Map(
    found.flatMap(({ slug, api, latest }) => (latest === undefined ? [] : [[slug, { api, latest }]])),
  );
}

const releaseOf = (client: Client, slug: string): Promise<string | undefined> =>
  client<{ data: { release: string }[] }>("GET", `/api/v1/apis/${slug}/releases?limit=1`).then(
    ({ data }) => data[0]?.release,
    () => undefined,
  );

/** Publishes what is not the latest release already. Answers the releases by API. */
async function publishChanged(
  client: Client,
  found: readonly BuiltIn[],
  before: StillThere,
  say: Say,
): Promise<Map<string, string>> {
  const releases = new Map<string, string>();
  for (const one of found) {
    const there = before.get(one.slug);
    const isLatest = there?.api.builtIn?.hash === one.hash && there.api.builtIn.release === there.latest;
    releases.set(one.slug, isLatest ? there.latest : await publishBuiltIn(client, one));
    say(`  ${one.slug.padEnd(12)} ${one.operations} operations`);
  }
  return releases;
}

/** The demo partner's sandbox of an API, with its addresses and keys; made where there is none. */
async function open(
  client: Client,
  baseUrl: string,
  { slug, isHosted, before }: { slug: string; isHosted: boolean; before: LocalApi | undefined },
): Promise<LocalApi> {
  const { active } = await client<{ active: boolean }>("GET", `${LIFECYCLE_PATH}/status?api=${slug}`);
  const known = active ? before : undefined;
  const testKey =
    known?.testKey ??
    (await client<Activated>("POST", `${LIFECYCLE_PATH}/activate?api=${slug}`, {})).testApiKey.rawKey;
  const [{ sandboxPath }, liveKey] = await Promise.all([
    client<{ sandboxPath: string }>("GET", `/api/v1/sandboxes/default/${slug}`),
    isHosted
      ? (known?.liveKey ??
        client<{ rawKey: string }>("POST", `/api/v1/live/${slug}/keys`, {}).then(({ rawKey }) => rawKey))
      : undefined,
  ]);
  return {
    ...addressesOf(baseUrl, slug, sandboxPath),
    testKey,
    ...(liveKey === undefined ? {} : { liveKey }),
  };
}
