// `npm run deploy`: a Cloudflare account from nothing to a global HTTPS URL, and back. What exists is used, what is missing is made;
// what is going to happen is said before it does.
import { mkdir } from "node:fs/promises";
import { STATE } from "../local/paths.ts";
import { EXIT, Failure, exitCodeOf, textOf } from "../shell/failures.ts";
import { type Shell, shellOf } from "../shell/shell.ts";
import { requireSignedIn } from "./account.ts";
import { destroy } from "./destroy.ts";
import { HELP, readArguments } from "./flags.ts";
import { installationOf, recall } from "./installation.ts";
import { rollBack } from "./rollback.ts";
import { setUp } from "./set-up.ts";

process.exitCode = await main(
  shellOf({
    args: [],
    env: process.env,
    input: process.stdin,
    output: process.stdout,
    messages: process.stderr,
    signal: new AbortController().signal,
  }),
  process.argv.slice(2),
);

async function main(shell: Shell, args: readonly string[]): Promise<number> {
  try {
    const { word, flags } = readArguments(args);
    if (flags.help) {
      shell.process.stdout.write(`${HELP}\n`);
      return EXIT.done;
    }
    const installation = installationOf(flags);
    await mkdir(STATE, { recursive: true });
    const known = await recall(installation);
    await requireSignedIn();
    if (word === "rollback") await rollBack(shell, installation, known, flags);
    else if (word === "destroy") await destroy(shell, installation, flags);
    else await setUp(shell, installation, known, flags, { plansOnly: word === "plan" });
    return EXIT.done;
  } catch (error) {
    const text =
      error instanceof Failure
        ? textOf(error)
        : `The deployment stopped: ${error instanceof Error ? error.message : String(error)}\nNothing that was made is lost; run it again when that is mended.`;
    shell.process.stderr.write(`\n${text}\n`);
    return exitCodeOf(error);
  }
}
