// `npm run deploy -- rollback`: an earlier version of the Worker. What that leaves as it is stands first.
import { requireYes } from "../shell/prompts.ts";
import type { Shell } from "../shell/shell.ts";
import { must } from "./account.ts";
import type { Flags } from "./flags.ts";
import type { Installation, Memory } from "./installation.ts";
import { NOT_UNDONE } from "./plan.ts";
import { waitFor } from "./smoke-test.ts";
import { STEPS } from "./steps.ts";
import { wrangler } from "./wrangler.ts";

export async function rollBack(
  shell: Shell,
  installation: Installation,
  { host }: Memory,
  { version, yes }: Flags,
): Promise<void> {
  const say = (line: string): void => shell.process.stdout.write(`${line}\n`);
  for (const line of NOT_UNDONE) say(line);
  say("");
  must(await wrangler(STEPS.listVersions(installation)), `'${installation.name}' has no versions`);
  await requireYes(shell, `Go back to ${version ?? "the version before"}?`, yes);
  must(await wrangler(STEPS.rollBack(installation, version)), "it could not be rolled back");
  if (host === undefined) return;
  say("• Waiting until it answers");
  await waitFor(`https://${host}/healthz`);
  say(`✓ https://${host} answers`);
}
