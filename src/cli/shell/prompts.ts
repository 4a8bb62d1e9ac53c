// Questions to a person, on stderr. Where nobody can answer, the flag that answers is named instead.
import { confirm, isCancel, password, text } from "@clack/prompts";
import { EXIT, Failure } from "./failures.ts";
import type { Shell } from "./shell.ts";

/** Goes on after a yes, or where --yes was given. */
export async function requireYes(shell: Shell, question: string, isGiven: boolean): Promise<void> {
  if (isGiven) return;
  requirePerson(shell, question, "--yes");
  const said = await confirm({ message: question, initialValue: false, ...streams(shell) });
  if (said !== true) throw new Failure(EXIT.failed, "Nothing was changed.");
}

export async function askText(shell: Shell, message: string, flag: string): Promise<string> {
  requirePerson(shell, message, flag);
  return answered(await text({ message, ...streams(shell) }));
}

export async function askSecret(shell: Shell, message: string, flag: string): Promise<string> {
  requirePerson(shell, message, flag);
  return answered(await password({ message, ...streams(shell) }));
}

const streams = ({ input, messages, signal }: Shell) => ({ input, output: messages, signal });

function requirePerson(shell: Shell, question: string, flag: string): void {
  if (!shell.isInteractive)
    throw new Failure(EXIT.usage, `${question} Nobody is here to answer.`, `Answer with ${flag}.`);
}

function answered(said: string | symbol | undefined): string {
  if (typeof said !== "string" || isCancel(said)) throw new Failure(EXIT.failed, "Nothing was changed.");
  return said;
}
