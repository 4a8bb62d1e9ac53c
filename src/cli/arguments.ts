// Reading a command's flags. What is not one of them is refused in a sentence, with the nearest one there is.
import { type ParseArgsConfig, parseArgs } from "node:util";
import { didYouMean } from "#lib/nearest.ts";
import { type Result, fail, succeed } from "#lib/result.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Wrong use of a command: the exit code that shells know it by. */
export const USAGE_ERROR = 2;

export function readArguments<const O extends Options>(
  args: string[],
  options: O,
  positionals: { most: number; hint?: string },
): Result<ReturnType<typeof parse<O>>, string> {
  const flags = Object.keys(options).map((name) => `--${name}`);
  const unknown = args
    .slice(0, args.includes("--") ? args.indexOf("--") : undefined)
    .find((one) => /^-./.test(one) && !flags.includes(one.split("=")[0] ?? ""));
  if (unknown !== undefined) {
    const name = unknown.split("=")[0] ?? "";
    return fail(`There is no flag '${name}'.${didYouMean(name, flags)}`);
  }
  try {
    const read = parse(args, options);
    const extra = read.positionals[positionals.most];
    if (extra !== undefined)
      return fail(
        `'${extra}' is one word too many.${positionals.hint === undefined ? "" : ` ${positionals.hint}`}`,
      );
    return succeed(read);
  } catch (error) {
    // Its first sentence says what is wrong; what follows is advice on quoting.
    return fail(`${(error instanceof Error ? error.message : String(error)).split(/\. |\n/)[0] ?? ""}.`);
  }
}

const parse = <const O extends Options>(args: string[], options: O) =>
  parseArgs({ args, options, allowPositionals: true, strict: true });
