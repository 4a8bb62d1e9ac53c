// What a deployment finds and would do, said before it does anything. Pure.
import type { Installation } from "./installation.ts";
import { costLines } from "./costs.ts";
import type { Wishes } from "./wishes.ts";

/** What the account has already. */
export type AccountParts = {
  databaseId: string | undefined;
  bucket: boolean;
  queues: readonly boolean[];
  secrets: readonly string[];
};

export function planLines(
  { name, bucket, queues }: Pick<Installation, "name" | "bucket" | "queues">,
  found: AccountParts,
  wishes: Wishes,
  { newSecrets, calls }: { newSecrets: readonly string[]; calls: number },
): string[] {
  const part = (isThere: boolean, what: string): string => `  ${isThere ? "use  " : "make "} ${what}`;
  const replacesToken = newSecrets.includes("ADMIN_TOKEN") && found.secrets.includes("ADMIN_TOKEN");
  return [
    `The installation '${name}':`,
    part(found.databaseId !== undefined, `the database ${name}`),
    part(found.bucket, `the bucket ${bucket}`),
    ...queues.map((queue, i) => part(found.queues[i] ?? false, `the queue ${queue}`)),
    part(newSecrets.length === 0, `the secrets${newSecrets.length === 0 ? "" : ` ${newSecrets.join(", ")}`}`),
    `  apply migrations, and upload the Worker ${name}`,
    ...hostLines(wishes),
    wishes.apis.length === 0
      ? "  publish no built-in API"
      : `  publish, for everybody to see: ${wishes.apis.join(", ")}`,
    "",
    ...(replacesToken
      ? [
          "! The administrator's token is replaced: this machine does not know the one that is there. Set SANDBAR_ADMIN_TOKEN to keep one.",
        ]
      : []),
    ...(wishes.mail
      ? ["  Mail goes out by Cloudflare's Email Service: the domain has to be set up for sending there."]
      : [
          "! No mail leaves: invitations, confirmations and new passwords stay where only the administrator reads them (GET /api/v1/mails). --mail sends them.",
        ]),
    "! The Workers Free plan is not enough: a sign-in takes about 85 ms of CPU, and that plan ends a request after 10.",
    ...costLines(calls).map((line) => `  ${line}`),
  ];
}

function hostLines({ domain, wildcard, apiHosts, portal }: Wishes): string[] {
  const place = domain ?? "workers.dev";
  return [
    `  serve ${domain === undefined ? "on workers.dev" : `at https://${domain}, as a custom domain`}; APIs at /sandbox/{api}`,
    ...apiHosts.map((api) => `  serve ${api} at https://${api}.${place} as well`),
    ...(portal === undefined ? [] : [`  serve pages and accounts at https://${portal}`]),
    ...(domain !== undefined && domain.split(".").length === 2
      ? [
          `! ${domain} is a whole zone: whatever is there now is served no more. A host below it (sandbox.${domain}) leaves it alone.`,
        ]
      : []),
    ...(wildcard
      ? [
          `! Every host below ${place} comes here. Before that you need a proxied DNS record *.${place}, and a certificate for *.${place}: the free one covers`,
          "  one level below a zone, deeper ones take Cloudflare's Advanced Certificate Manager.",
        ]
      : []),
  ];
}

/** What going back to an earlier version leaves as it is. */
export const NOT_UNDONE = [
  "A rollback serves the code of an earlier version, and nothing else is undone:",
  "  the database keeps its newest migrations, and what was written since",
  "  objects keep what newer code wrote into them; their migrations are not reversed, and a version of before a class was added is refused",
  "  published releases, the portal's files, secrets, queues and hosts stay as they are",
];
