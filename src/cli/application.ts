// The command line as a whole: its commands, how its errors read, its exit codes.
import {
  type Application,
  buildApplication,
  buildRouteMap,
  help,
  proposeCompletions,
  run,
  text_en,
  version,
} from "@stricli/core";
import metadata from "../../package.json" with { type: "json" };
import { login } from "./commands/account/login.ts";
import { logout } from "./commands/account/logout.ts";
import { profiles } from "./commands/account/profiles.ts";
import { tokens } from "./commands/account/tokens.ts";
import { whoami } from "./commands/account/whoami.ts";
import { diff } from "./commands/apis/diff.ts";
import { generate } from "./commands/apis/generate.ts";
import { list } from "./commands/apis/list.ts";
import { open } from "./commands/apis/open.ts";
import { publish } from "./commands/apis/publish.ts";
import { schema } from "./commands/apis/schema.ts";
import { unpublish } from "./commands/apis/unpublish.ts";
import { PROPOSE, completion } from "./commands/completion.ts";
import { doctor } from "./commands/doctor.ts";
import { backup } from "./commands/installation/backup.ts";
import { mcp } from "./commands/mcp.ts";
import { reviews } from "./commands/review/reviews.ts";
import { submit } from "./commands/review/submit.ts";
import { activate } from "./commands/sandbox/activate.ts";
import { clock } from "./commands/sandbox/clock.ts";
import { deactivate } from "./commands/sandbox/deactivate.ts";
import { keys } from "./commands/sandbox/keys.ts";
import { reset } from "./commands/sandbox/reset.ts";
import { sandboxes } from "./commands/sandbox/sandboxes.ts";
import { snapshot } from "./commands/sandbox/snapshot.ts";
import { status } from "./commands/sandbox/status.ts";
import { undo } from "./commands/sandbox/undo.ts";
import { start, stop } from "./commands/start.ts";
import { fault } from "./commands/testing/fault.ts";
import { receipts } from "./commands/testing/receipts.ts";
import { requests } from "./commands/testing/requests.ts";
import { run as runWorkflows } from "./commands/testing/run.ts";
import { scenarios } from "./commands/testing/scenarios.ts";
import { webhooks } from "./commands/testing/webhooks.ts";
import { workflows } from "./commands/testing/workflows.ts";
import { EXIT, Failure, errorView, exitCodeOf, textOf } from "./shell/failures.ts";
import { paint } from "./shell/output.ts";
import type { Shell } from "./shell/shell.ts";

const routes = {
  start,
  stop,
  generate,
  publish,
  diff,
  list,
  open,
  unpublish,
  schema,
  activate,
  status,
  reset,
  undo,
  deactivate,
  sandboxes,
  keys,
  scenarios,
  fault,
  clock,
  snapshot,
  requests,
  webhooks,
  run: runWorkflows,
  workflows,
  receipts,
  submit,
  reviews,
  login,
  logout,
  whoami,
  profiles,
  tokens,
  backup,
  doctor,
  mcp,
  completion,
};

const root = buildRouteMap<keyof typeof routes, Shell>({
  routes,
  docs: {
    brief: "Stateful sandboxes of any API with an OpenAPI document",
    fullDescription: `Stateful sandboxes of any API with an OpenAPI document.

Without flags it works on the local server that sandbar start runs. sandbar login opens a profile for another one.
Environment: SANDBAR_SERVER, SANDBAR_TOKEN, SANDBAR_PROFILE, NO_COLOR.
Exit codes: 0 done, 1 failed, 2 wrong use, 3 not allowed, 4 not found, 5 refused, 6 server unreachable.`,
  },
});

const FORMATTING = {
  caseStyle: "convert-camel-to-kebab",
  useAliasInUsageLine: false,
  onlyRequiredInUsageLine: true,
} as const;

function applicationFor(shell: Shell): Application<Shell> {
  const say = (error: unknown): string =>
    shell.json ? JSON.stringify(errorView(error)) : paint(shell, "red", textOf(error));
  const usage = (message: string): string =>
    say(new Failure(EXIT.usage, message, "sandbar <command> --help says how it is used."));
  return buildApplication(
    root,
    {
      name: "sandbar",
      scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
      documentation: { ...FORMATTING, disableAnsiColor: !shell.colour },
      determineExitCode: exitCodeOf,
      localization: {
        text: {
          ...text_en,
          exceptionWhileParsingArguments: (error) =>
            usage(error instanceof Error ? error.message : String(error)),
          exceptionWhileRunningCommand: (error) =>
            shell.process.env["SANDBAR_DEBUG"] && error instanceof Error
              ? `${say(error)}\n${error.stack ?? ""}`
              : say(error),
          commandErrorResult: say,
          noCommandRegisteredForInput: ({ input, corrections }) =>
            usage(`There is no command '${input}'.${orRather(corrections)}`),
        },
      },
    },
    {
      help: help({ brief: "Print help", formatting: FORMATTING }),
      version: version({ brief: "Print the version", info: { currentVersion: metadata.version } }),
    },
  );
}

/** The library's corrections come in backticks. */
const orRather = (corrections: readonly string[]): string =>
  corrections.length === 0
    ? ""
    : ` Did you mean ${corrections.map((one) => `'${one.replaceAll("`", "")}'`).join(" or ")}?`;

/** Runs one command line; answers the exit code. */
export async function runSandbar(args: readonly string[], shell: Shell): Promise<number> {
  const application = applicationFor(shell);
  if (args[0] === PROPOSE) {
    const proposed = await proposeCompletions(application, args.slice(1), shell);
    for (const one of proposed) shell.process.stdout.write(`${one.completion}\n`);
    return EXIT.done;
  }
  // `sandbar help generate` is `sandbar generate --help`, and nothing at all asks for help.
  const inputs = args.length === 0 || args[0] === "help" ? [...args.slice(1), "--help"] : args;
  await run(application, inputs, shell);
  const code = Number(shell.process.exitCode ?? EXIT.done);
  // The library's own codes, for what it could not parse or find, are negative.
  return code < 0 ? EXIT.usage : code;
}
