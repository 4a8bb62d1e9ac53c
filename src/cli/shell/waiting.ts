// What is said on stderr to people who wait for more than a second. Nothing is said under --json.
import { type Progress, progressOn, silent } from "../progress.ts";
import type { Shell } from "./shell.ts";

const QUIET_MS = 1000;

/** The same promise; while it takes longer, a line says what is waited for. */
export async function patiently<T>(shell: Shell, what: string, work: Promise<T>): Promise<T> {
  if (shell.json) return work;
  const { messages } = shell;
  let isShown = false;
  const timer = setTimeout(() => {
    isShown = true;
    messages.write(messages.isTTY ? `${what} …` : `${what} …\n`);
  }, QUIET_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (isShown && messages.isTTY) messages.write("\r\u001B[K");
  }
}

/** Progress of something with steps. */
export const progressOf = (shell: Shell): { tell: Progress; end(): void } =>
  shell.json ? { tell: silent, end: () => undefined } : progressOn(shell.messages);
