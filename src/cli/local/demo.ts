// The demo partner of a local installation: an account, the built-in APIs, an active sandbox of each, and keys.
import { type Client, clientOf, signIn } from "#client/client.ts";
import { LIFECYCLE_PATH } from "#contract/gateway-config.ts";
import type { BuiltIn } from "../publishing/built-ins.ts";
import { publishBuiltIn } from "../publishing/publish-built-in.ts";
import { type Before, whatIsThere } from "./already-there.ts";
import { type LocalApi, type LocalFile, addressesOf } from "./local-file.ts";
import type { Secrets } from "./secrets.ts";

type Activated = { sandboxOrgId: string; testApiKey: { rawKey: string } };

/** `builtIns` may still be compiled: each is published as soon as it is, while the next one still is not. */
export async function setUpDemo(
  baseUrl: string,
  secrets: Secrets,
  known: LocalFile | undefined,
  { builtIns, say }: { builtIns: readonly Promise<BuiltIn>[]; say: (line: string) => void },
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
  const before = await whatIsThere(client, known?.apis ?? {});
  const apis: LocalFile["apis"] = {};
  // What was generated has a sandbox and a key of its own: only the port may be another one now.
  for (const [slug, { api }] of before)
    apis[slug] = { ...api, ...addressesOf(baseUrl, slug, new URL(api.sandboxUrl).pathname) };
  if (builtIns.length > 0) say("Publishing the built-in APIs …");
  const opening: Promise<readonly [string, LocalApi]>[] = [];
  let first: BuiltIn | undefined;
  let firstHosted: string | undefined;
  for (const compiling of builtIns) {
    const one = await compiling;
    const { slug, hash } = one;
    first ??= one;
    const there = before.get(slug);
    const release = isPublished(there, one) ? there.latest : await publishBuiltIn(client, one);
    // Production that is hosted here needs nothing from a provider: the demo partner has it.
    const isHosted = one.live === "hosted";
    if (isHosted) {
      firstHosted ??= slug;
      await admin("POST", `/api/v1/live/${slug}/approvals`, { partner, defaultApi: slug === firstHosted });
    }
    say(`  ${slug.padEnd(12)} ${one.operations} operations`);
    const open = openSandbox(client, baseUrl, { slug, isHosted, there });
    // Waited for below; until then its failure is nobody's.
    open.catch(() => undefined);
    opening.push(open.then((api) => [slug, { ...api, builtIn: { hash, release } }]));
  }
  Object.assign(apis, Object.fromEntries(await Promise.all(opening)));
  return { local: { baseUrl, sessionToken, apis }, first };
}

const isPublished = (there: Before | undefined, { hash }: BuiltIn): there is Before =>
  there?.api.builtIn?.hash === hash && there.api.builtIn.release === there.latest;

/** The demo partner's sandbox of an API, with its addresses and keys; made where there is none. */
async function openSandbox(
  client: Client,
  baseUrl: string,
  { slug, isHosted, there }: { slug: string; isHosted: boolean; there: Before | undefined },
): Promise<LocalApi> {
  const known = there?.isOpen ? there.api : undefined;
  const testKey =
    known?.testKey ??
    (await client<Activated>("POST", `${LIFECYCLE_PATH}/activate?api=${slug}`, {})).testApiKey.rawKey;
  const [sandboxPath, liveKey] = await Promise.all([
    known
      ? new URL(known.sandboxUrl).pathname
      : client<{ sandboxPath: string }>("GET", `/api/v1/sandboxes/default/${slug}`).then(
          (sandbox) => sandbox.sandboxPath,
        ),
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
