// What a deployment is to be: from flags, from what is remembered, and from answers of a person. What cannot be is refused.
import { multiselect } from "@clack/prompts";
import { refusePortalHost } from "#lib/host-name.ts";
import { didYouMean } from "#lib/nearest.ts";
import { EXIT, Failure } from "../shell/failures.ts";
import type { Shell } from "../shell/shell.ts";
import type { Flags } from "./flags.ts";
import type { Memory } from "./installation.ts";

export type Wishes = {
  domain: string | undefined;
  wildcard: boolean;
  apiHosts: readonly string[];
  portal: string | undefined;
  mail: boolean;
  apis: readonly string[];
};

export async function wishesOf(
  shell: Pick<Shell, "isInteractive" | "input" | "messages">,
  flags: Flags,
  known: Memory,
  builtIns: readonly string[],
): Promise<Wishes> {
  const domain = (flags.domain ?? known.domain)?.toLowerCase();
  const portal = (flags.portal ?? known.portal)?.toLowerCase();
  const wildcard = flags.wildcard ?? known.wildcard ?? false;
  const apiHosts = listed(flags["api-hosts"]) ?? known.apiHosts ?? [];
  const mail = flags.mail ?? known.mail ?? false;
  const refused = portal === undefined ? undefined : refusePortalHost(portal, domain ?? "workers.dev");
  if (refused !== undefined) throw new Failure(EXIT.usage, `--portal: ${refused}.`);
  // The same word on what a host name is.
  if (domain !== undefined && refusePortalHost(domain, "workers.dev") !== undefined)
    throw new Failure(
      EXIT.usage,
      `--domain: '${domain}' is no host name.`,
      "Give one such as sandbox.example.com",
    );
  for (const [flag, given] of [
    ["--wildcard", wildcard],
    ["--api-hosts", apiHosts.length > 0],
    ["--mail", mail],
  ] as const)
    if (given && domain === undefined)
      throw new Failure(
        EXIT.usage,
        `${flag} needs a domain of your account.`,
        "Add --domain sandbox.example.com",
      );
  const apis = chosen(flags.apis, builtIns) ?? known.apis ?? (await askFor(shell, builtIns));
  return { domain, wildcard, apiHosts, portal, mail, apis };
}

const listed = (text: string | undefined): string[] | undefined =>
  text
    ?.split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

function chosen(text: string | undefined, builtIns: readonly string[]): readonly string[] | undefined {
  if (text === "all") return builtIns;
  if (text === "none") return [];
  const names = listed(text);
  const unknown = names?.find((one) => !builtIns.includes(one));
  if (unknown !== undefined)
    throw new Failure(
      EXIT.usage,
      `There is no built-in API '${unknown}'.${didYouMean(unknown, builtIns)}`,
      `There are ${builtIns.join(", ")}; or say all, or none.`,
    );
  return names;
}

async function askFor(
  { isInteractive, input, messages }: Pick<Shell, "isInteractive" | "input" | "messages">,
  builtIns: readonly string[],
): Promise<readonly string[]> {
  if (!isInteractive)
    throw new Failure(
      EXIT.usage,
      "Which built-in APIs are to be published, for everybody to see? Nobody is here to answer.",
      `Answer with --apis all, --apis none, or names: --apis ${builtIns.slice(0, 2).join(",")}`,
    );
  const said = await multiselect({
    message: "Which built-in APIs are to be published, for everybody to see?",
    options: builtIns.map((value) => ({ value })),
    required: false,
    input,
    output: messages,
  });
  if (!Array.isArray(said)) throw new Failure(EXIT.failed, "Nothing was changed.");
  return said;
}
