// The command line in this process, with streams and an environment of its own.
import { PassThrough } from "node:stream";
import { runSandbar } from "#cli/application.ts";
import { shellOf } from "#cli/shell/shell.ts";

export type Ran = { code: number; stdout: string; stderr: string; json: any };

/** Runs one command. The state folder is the process's own: set SANDBAR_STATE before the command line is loaded. */
export async function sandbar(
  args: readonly string[],
  { env = {}, stdin, signal }: { env?: Record<string, string>; stdin?: string; signal?: AbortSignal } = {},
): Promise<Ran> {
  const [input, output, messages] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end(stdin);
  const read = { stdout: "", stderr: "" };
  output.on("data", (chunk: Buffer) => (read.stdout += chunk.toString()));
  messages.on("data", (chunk: Buffer) => (read.stderr += chunk.toString()));
  const shell = shellOf({
    args,
    env,
    input,
    output,
    messages,
    signal: signal ?? new AbortController().signal,
  });
  const code = await runSandbar(args, shell);
  await new Promise((resolve) => setImmediate(resolve));
  return {
    code,
    ...read,
    get json() {
      return JSON.parse(read.stdout) as unknown;
    },
  };
}
