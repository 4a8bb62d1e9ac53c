// What a command works with besides its arguments: streams, environment, and what follows from them. Tests give their own.
import type { Readable, Writable } from "node:stream";
import envPaths from "env-paths";

type Stream = Writable & { isTTY?: boolean };

export type Shell = {
  /** In the shape that the command-line library takes it. */
  readonly process: {
    readonly stdout: { write(text: string): void };
    readonly stderr: { write(text: string): void };
    readonly env: Readonly<Partial<Record<string, string>>>;
    exitCode?: number | string | null;
  };
  readonly input: Readable;
  readonly messages: Stream;
  /** A person reads and answers: prompts are shown. */
  readonly isInteractive: boolean;
  readonly colour: boolean;
  /** `--json`: one JSON value on stdout, errors as JSON too. */
  readonly json: boolean;
  /** Where profiles are kept. */
  readonly folder: string;
  /** Ends what waits for more, such as a tail: Ctrl-C, or a test. */
  readonly signal: AbortSignal;
};

export function shellOf(given: {
  args: readonly string[];
  env: Readonly<Partial<Record<string, string>>>;
  input: Readable & { isTTY?: boolean };
  output: Stream;
  messages: Stream;
  signal: AbortSignal;
}): Shell {
  const { args, env, input, output, messages, signal } = given;
  const flags = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const json = flags.includes("--json");
  return {
    process: {
      stdout: { write: (text) => void output.write(text) },
      stderr: { write: (text) => void messages.write(text) },
      env,
    },
    input,
    messages,
    isInteractive: input.isTTY === true && messages.isTTY === true && !json && !env["CI"],
    // https://no-color.org: present and not empty, whatever it says.
    colour: output.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb" && !json,
    json,
    folder: env["SANDBAR_CONFIG"] ?? envPaths("sandbar", { suffix: "" }).config,
    signal,
  };
}
