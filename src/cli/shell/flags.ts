// Flags and arguments that many commands share, with their words for help.
import type { Shell } from "./shell.ts";

const text = (input: string): string => input;

export type ConnectionFlags = { server?: string; profile?: string; json: boolean };

export const CONNECTION = {
  server: {
    kind: "parsed",
    parse: text,
    optional: true,
    placeholder: "url",
    brief: "Another server than the profile's",
  },
  profile: {
    kind: "parsed",
    parse: text,
    optional: true,
    placeholder: "name",
    brief: "A profile that sandbar login made; `local` is the local server",
  },
  json: { kind: "boolean", default: false, withNegated: false, brief: "Print JSON" },
} as const;

export type SandboxFlags = ConnectionFlags & { sandbox: string };

export const IN_SANDBOX = {
  ...CONNECTION,
  sandbox: {
    kind: "parsed",
    parse: text,
    default: "default",
    placeholder: "name",
    brief: "The sandbox, by name or id",
  },
} as const;

export const YES = {
  kind: "boolean",
  default: false,
  withNegated: false,
  brief: "Do not ask",
} as const;

export const API = {
  brief: "The API's name, as sandbar list shows it",
  placeholder: "api",
  parse: text,
} as const;

/** An argument that is a text. */
export const word = <const P extends string>(placeholder: P, brief: string) =>
  ({ brief, placeholder, parse: text }) as const;

/** A flag that is a text, and may be left out. */
export const textFlag = (placeholder: string, brief: string) =>
  ({ kind: "parsed", parse: text, optional: true, placeholder, brief }) as const;

/** A flag that may be given again. */
export const manyFlag = (placeholder: string, brief: string) =>
  ({ kind: "parsed", parse: text, optional: true, variadic: true, placeholder, brief }) as const;

export const numberFlag = (placeholder: string, brief: string) =>
  ({ kind: "parsed", parse: wholeNumber, optional: true, placeholder, brief }) as const;

export const switchFlag = (brief: string) =>
  ({ kind: "boolean", default: false, withNegated: false, brief }) as const;

function wholeNumber(this: Shell, input: string): number {
  if (!/^\d{1,12}$/.test(input)) throw new Error(`'${input}' is no whole number`);
  return Number(input);
}

/** A command's examples, as the end of its help. */
export const withExamples = (description: string, ...examples: string[]): string =>
  `${description}\n\nExamples:\n${examples.map((one) => `  ${one}`).join("\n")}`;
