// A command of the command line: data and a handler. `run` answers the exit code.
export type Command = { name: string; summary: string; usage: string; run(args: string[]): Promise<number> };
