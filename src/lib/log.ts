// The one way to write to the log: an event by name with a few facts, as one JSON object on one line. Never a body, a header or a
// credential: the facts are ids and counts, and what an error says is cleaned of anything in the form of a key.
import { KEY_GRAMMAR } from "./key.ts";

export type LogLevel = "info" | "warn" | "error";

export type LogFacts = {
  requestId?: string | undefined;
  /** The tenant's name: sandbox or partner, and API. */
  tenant?: string | undefined;
  mode?: "test" | "live" | undefined;
  /** What was thrown, or said to be wrong. */
  cause?: unknown;
} & { readonly [fact: string]: unknown };

const MOST_CHARS = 600;
const MOST_FRAMES = 12;
const MOST_CAUSES = 4;

export function log(level: LogLevel, event: string, facts: LogFacts = {}): void {
  const { requestId, tenant, mode, cause, ...rest } = facts;
  const entry: Record<string, unknown> = { level, event, requestId, tenant, mode };
  // Only plain facts: an object could hold anything.
  for (const [name, value] of Object.entries(rest))
    if (typeof value === "string") entry[name] = cleaned(value);
    else if (typeof value === "number" || typeof value === "boolean") entry[name] = value;
  if (cause !== undefined) Object.assign(entry, causeOf(cause));
  console[level](JSON.stringify(entry));
}

/** What is logged of an error: its message and those it was caused by; where it was thrown. */
function causeOf(thrown: unknown): { cause: string; stack?: string } {
  const said: string[] = [];
  let one = thrown;
  for (let depth = 0; one !== undefined && depth < MOST_CAUSES; depth++) {
    said.push(
      one instanceof Error ? `${one.name}: ${one.message}` : typeof one === "string" ? one : typeof one,
    );
    one = one instanceof Error ? one.cause : undefined;
  }
  const frames = thrown instanceof Error ? (thrown.stack ?? "").split("\n").filter(isFrame) : [];
  return {
    cause: said.map(cleaned).join("; caused by "),
    ...(frames.length === 0 ? {} : { stack: frames.slice(0, MOST_FRAMES).map(cleaned).join("\n") }),
  };
}

const isFrame = (line: string): boolean => /^\s+at /.test(line);

const SECRETS: readonly [RegExp, string][] = [
  // A failed query names its parameters: hashes, addresses, names.
  [/\bparams:[\s\S]*$/, "params: …"],
  [new RegExp(KEY_GRAMMAR.source, "g"), "$1_$2_…"],
  [/\bwhsec_[\w+/=-]+/g, "whsec_…"],
  [/\b(Bearer|Basic)\s+[\w.~+/=%-]+/gi, "$1 …"],
  [/\b(claim|tick)_\w{16,}/g, "$1_…"],
  [/:\/\/[^\s/@]+@/g, "://…@"],
];

function cleaned(text: string): string {
  const plain = SECRETS.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
  return plain.length > MOST_CHARS ? `${plain.slice(0, MOST_CHARS)}…` : plain;
}
