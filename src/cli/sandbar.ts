#!/usr/bin/env node
// The command line. A command is data and a handler; this file only finds it.
import { didYouMean } from "#lib/nearest.ts";
import { USAGE_ERROR } from "./arguments.ts";
import { generate } from "./generate.ts";
import { schema } from "./schema.ts";
import type { Command } from "./command.ts";

const COMMANDS: Command[] = [generate, schema];

export const [name, ...args] = process.argv.slice(2);
const isHelp = name === undefined || ["--help", "-h", "help"].includes(name);
// `sandbar help generate` is `sandbar generate --help`.
const wanted = name === "help" ? args[0] : isHelp ? undefined : name;
const command = COMMANDS.find((one) => one.name === wanted);
if (command) process.exitCode = await command.run(name === "help" ? ["--help"] : args);
else {
  const known = COMMANDS.map((one) => `  ${one.usage}\n      ${one.summary}`).join("\n");
  const usage = `Usage:\n${known}\n\nsandbar <command> --help says more. The server is started with npm start.`;
  if (wanted === undefined) console.log(usage);
  else {
    const names = COMMANDS.map((one) => one.name);
    console.error(`There is no command '${wanted}'.${didYouMean(wanted, names)}\n\n${usage}`);
    process.exitCode = USAGE_ERROR;
  }
}
