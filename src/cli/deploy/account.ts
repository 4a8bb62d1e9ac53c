// What a Cloudflare account has of an installation, as wrangler tells it; and making what is missing.
import { z } from "zod";
import { EXIT, Failure } from "../shell/failures.ts";
import type { Installation } from "./installation.ts";
import type { AccountParts } from "./plan.ts";
import { STEPS } from "./steps.ts";
import { type Ran, wrangler } from "./wrangler.ts";

const Databases = z.array(z.object({ name: z.string(), uuid: z.string() }));
const SecretList = z.array(z.object({ name: z.string() }));

export async function requireSignedIn(): Promise<void> {
  if ((await wrangler(STEPS.whoAmI(), { quiet: true })).code !== 0)
    throw new Failure(
      EXIT.notAllowed,
      "You are not signed in to Cloudflare.",
      "npx wrangler login, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.",
    );
}

/** Reads alone. */
export async function findParts(installation: Installation): Promise<AccountParts> {
  const isThere = async (step: readonly string[]): Promise<boolean> =>
    (await wrangler(step, { quiet: true })).code === 0;
  return {
    databaseId: await findDatabase(installation.name),
    bucket: await isThere(STEPS.findBucket(installation.bucket)),
    queues: [
      await isThere(STEPS.findQueue(installation.queues[0])),
      await isThere(STEPS.findQueue(installation.queues[1])),
    ],
    secrets: await presentSecrets(installation),
  };
}

async function findDatabase(name: string): Promise<string | undefined> {
  const listed = must(
    await wrangler(STEPS.listDatabases(), { quiet: true }),
    "the databases could not be listed",
  );
  return Databases.parse(JSON.parse(arrayIn(listed.output) ?? "[]")).find((one) => one.name === name)?.uuid;
}

/** The names of the secrets that the Worker has; none before it is there. */
async function presentSecrets(installation: Installation): Promise<string[]> {
  const listed = await wrangler(STEPS.listSecrets(installation), { quiet: true });
  const text = arrayIn(listed.output);
  if (listed.code !== 0 || text === undefined) return [];
  return SecretList.parse(JSON.parse(text)).map((one) => one.name);
}

/** Makes what was not found; answers the database's id. */
export async function makeParts(
  { name, bucket, queues }: Installation,
  found: AccountParts,
): Promise<string> {
  if (found.databaseId === undefined)
    must(await wrangler(STEPS.createDatabase(name)), "the database could not be made");
  if (!found.bucket) must(await wrangler(STEPS.createBucket(bucket)), "the bucket could not be made");
  for (const [i, queue] of queues.entries())
    if (found.queues[i] !== true)
      must(await wrangler(STEPS.createQueue(queue)), `the queue ${queue} could not be made`);
  const databaseId = found.databaseId ?? (await findDatabase(name));
  if (databaseId === undefined) throw new Error("the database was made but is not listed");
  return databaseId;
}

export function must(ran: Ran, otherwise: string): Ran {
  if (ran.code !== 0)
    throw new Error(`${otherwise}.\n${ran.output.trim().split("\n").slice(-12).join("\n")}`);
  return ran;
}

/** The JSON list in what wrangler prints, which may say more around it. */
function arrayIn(output: string): string | undefined {
  const from = output.indexOf("[");
  return from < 0 ? undefined : output.slice(from, output.lastIndexOf("]") + 1);
}
