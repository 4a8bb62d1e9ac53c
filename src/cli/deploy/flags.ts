// The words of `npm run deploy`.
import { parseArgs } from "node:util";
import { EXIT, Failure } from "../shell/failures.ts";

export const HELP = `Usage: npm run deploy -- [plan | rollback [<version>] | destroy] [flags]

  (no word)         say what is there and what would be made, ask, then make it; it can be run again at any time
  plan              the same, without making anything
  rollback          serve an earlier version of the Worker again; without its id, the one before
  destroy           delete the installation

  --name <name>     another installation in the same account (default sandbar)
  --env <name>      an environment of it: --env staging is the installation sandbar-staging
  --apis <names>    built-in APIs to publish, for everybody to see: names with commas, or all or none
  --domain <host>   a host in a zone of your account, as a custom domain: sandbox.example.com. APIs are reached by
                    path (/sandbox/{api}). Without it the Worker is served on workers.dev.
  --api-hosts <names>  APIs with a custom domain of their own as well: {api}.<domain>
  --wildcard        every host below the domain as well. Cloudflare makes neither the DNS record nor the certificate of
                    that: you need a proxied record *.<domain>, and a certificate that covers it (the free one covers
                    one level below a zone, so *.example.com but not *.sandbox.example.com)
  --portal <host>   a host of your account outside the domain, for pages, accounts and cookies alone
  --mail            send mail, by Cloudflare's Email Service, which has to know the domain
  --calls <number>  calls a month for the estimate of what it costs (default 1000000)
  --version <id>    the version that rollback goes to; npx wrangler versions list shows them
  --yes             do not ask
  --confirm <name>  with destroy: the installation's name, where nobody can be asked

All but the last four are remembered for the next time. Sign in with npx wrangler login, or set CLOUDFLARE_API_TOKEN and
CLOUDFLARE_ACCOUNT_ID. In CI also set SANDBAR_ADMIN_TOKEN (32 characters or more), so that the administrator's token stays the
same from one machine to the next.`;

const OPTIONS = {
  name: { type: "string" },
  env: { type: "string" },
  apis: { type: "string" },
  domain: { type: "string" },
  "api-hosts": { type: "string" },
  wildcard: { type: "boolean" },
  portal: { type: "string" },
  mail: { type: "boolean" },
  calls: { type: "string" },
  version: { type: "string" },
  yes: { type: "boolean", default: false },
  confirm: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const WORDS = ["plan", "rollback", "destroy"] as const;
export type Word = "deploy" | (typeof WORDS)[number];

export type Flags = ReturnType<typeof parse>["values"];

export function readArguments(args: readonly string[]): { word: Word; flags: Flags } {
  const { values, positionals } = parse(args);
  const [first, version, ...more] = positionals;
  const word = first === undefined ? "deploy" : WORDS.find((one) => one === first);
  if (!word || more.length > 0 || (version !== undefined && word !== "rollback"))
    throw new Failure(EXIT.usage, `'${positionals.join(" ")}' is no way to deploy.`, HELP);
  return { word, flags: { ...values, ...(version === undefined ? {} : { version }) } };
}

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new Failure(EXIT.usage, error instanceof Error ? error.message : String(error), HELP);
  }
};
