// Why a command did not do what was asked: a sentence, what to do next, and an exit code that scripts can tell apart.
import { Refusal, Unreachable, reasonOf } from "#client/client.ts";

export const EXIT = {
  done: 0,
  /** What was checked does not hold, or something broke. */
  failed: 1,
  usage: 2,
  /** Not signed in, or not allowed. */
  notAllowed: 3,
  notFound: 4,
  /** The server refused: the state of things, a limit, an invalid value. */
  refused: 5,
  unreachable: 6,
} as const;
type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An expected failure; `next` says what to do about it. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly next: string | undefined;

  constructor(exitCode: ExitCode, message: string, next?: string) {
    super(message);
    this.exitCode = exitCode;
    this.next = next;
  }
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Failure) return error.exitCode;
  if (error instanceof Unreachable) return EXIT.unreachable;
  if (!(error instanceof Refusal)) return EXIT.failed;
  if (error.status === 401 || error.status === 403) return EXIT.notAllowed;
  if (error.status === 404) return EXIT.notFound;
  return error.status >= 500 ? EXIT.failed : EXIT.refused;
}

/** The error as people read it; never a stack. */
export function textOf(error: unknown): string {
  const next = nextOf(error);
  return `${messageOf(error)}${next === undefined ? "" : `\n${next}`}`;
}

/** The error as programs read it. */
export const errorView = (error: unknown): object => ({
  error: {
    message: messageOf(error),
    next: nextOf(error) ?? null,
    exitCode: exitCodeOf(error),
    ...(error instanceof Refusal
      ? { status: error.status, code: error.code ?? null, details: error.details }
      : {}),
  },
});

function messageOf(error: unknown): string {
  if (error instanceof Failure || error instanceof Refusal || error instanceof Unreachable)
    return error.message;
  return `The command line failed: ${reasonOf(error)}.`;
}

function nextOf(error: unknown): string | undefined {
  if (error instanceof Failure) return error.next;
  if (error instanceof Unreachable)
    return "Start the local server with npm start, or name another one with --server or --profile. sandbar doctor looks closer.";
  if (error instanceof Refusal) {
    if (error.status === 401) return "Sign in again with sandbar login, or set SANDBAR_TOKEN.";
    if (error.code === "api_unknown") return "sandbar list shows the APIs that are there.";
    if (error.code === "sandbox_not_active") return "Open it with sandbar activate <api>.";
    return undefined;
  }
  return "Set SANDBAR_DEBUG=1 to see where.";
}
