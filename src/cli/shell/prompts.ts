// Questions to a person, on stderr. Where nobody can answer, the flag that answers is named instead.
import { EXIT, Failure } from "./failures.ts";
import type { Shell } from "./shell.ts";

/** Goes on after a yes, or where --yes was given. */
export async function requireYes(shell: Shell, question: string, isGiven: boolean): Promise<void> {
  if (isGiven) return;
  requirePerson(shell, question, "--yes");
  const { confirm } = await prompts();
  const said = await confirm({ message: question, initialValue: false, ...streams(shell) });
  if (said !== true) throw new Failure(EXIT.failed, "Nothing was changed.");
}

export async function askText(shell: Shell, message: string, flag: string): Promise<string> {
  requirePerson(shell, message, flag);
  return answered(await (await prompts()).text({ message, ...streams(shell) }));
}

export async function askSecret(shell: Shell, message: string, flag: string): Promise<string> {
  requirePerson(shell, message, flag);
  return answered(await (await prompts()).password({ message, ...streams(shell) }));
}

/** Loaded only where somebody is asked. */
const prompts = () => import("@clack/prompts");

const streams = ({ input, messages, signal }: Shell) => ({ input, output: messages, signal });

function requirePerson(shell: Shell, question: string, flag: string): void {
  if (!shell.isInteractive)
    throw new Failure(EXIT.usage, `${question} Nobody is here to answer.`, `Answer with ${flag}.`);
}

/** Of a question that was ended by Ctrl-C the answer is a symbol. */
function answered(said: string | symbol | undefined): string {
  if (typeof said !== "string") throw new Failure(EXIT.failed, "Nothing was changed.");
  return said;
}
