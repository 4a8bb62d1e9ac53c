#!/usr/bin/env node
// The command line. A command is data and a handler; this file only finds it.
import { generate } from "./generate.ts";
import { schema } from "./schema.ts";

export type Command = { name: string; summary: string; usage: string; run(args: string[]): Promise<number> };

const COMMANDS: Command[] = [generate, schema];

const [name, ...args] = process.argv.slice(2);
const command = COMMANDS.find((one) => one.name === name);
if (command) process.exitCode = await command.run(args);
else {
  const known = COMMANDS.map((one) => `  ${one.usage}\n      ${one.summary}`).join("\n");
  const asked = name === undefined || name === "--help" || name === "-h" || name === "help";
  (asked ? console.log : console.error)(
    `${asked ? "" : `There is no command '${name}'.\n\n`}Usage:\n${known}`,
  );
  process.exitCode = asked ? 0 : 2;
}
