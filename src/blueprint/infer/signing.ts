// How an API's webhooks are written and signed (R51): as `events.signing` of the sandbox file says, else Standard Webhooks. A file
// or release of before could name a scheme instead; those names are data beside the built-in APIs and stay readable.
import { z } from "zod";
import former from "../../../seeds/former-signing-schemes.json" with { type: "json" };
import type { Diagnostic } from "../format/diagnostics.ts";
import type { SandboxFile } from "../format/sandbox-file.ts";
import { PayloadFormat, STANDARD_WEBHOOKS, Signing } from "../format/signing.ts";

const Declared = z.object({ format: PayloadFormat, signing: Signing });
type Declared = z.infer<typeof Declared>;

const FORMER = z.record(z.string(), Declared).parse(former);

/** What a scheme's name stood for; an unknown name signed by Standard Webhooks. */
export const formerScheme = (name: string): Declared =>
  (Object.hasOwn(FORMER, name) ? FORMER[name] : undefined) ?? { format: "json", signing: STANDARD_WEBHOOKS };

/** The scheme that a file declares, or the one it names. */
export function signingOf({ events = {} }: SandboxFile): Declared {
  const named = formerScheme(events.scheme ?? "standard-webhooks");
  return { format: events.format ?? named.format, signing: events.signing ?? named.signing };
}

/** What a file says in words of before, and how it is said now. */
export function formerWords({ events = {} }: SandboxFile): Diagnostic[] {
  const { scheme, signing } = events;
  if (scheme === undefined) return [];
  const message =
    signing !== undefined
      ? "events.signing declares the scheme: its name is not read."
      : Object.hasOwn(FORMER, scheme)
        ? `The signing scheme is named ('${scheme}'); a scheme is declared now.`
        : `There is no signing scheme '${scheme}': webhooks are signed by Standard Webhooks.`;
  const declared = JSON.stringify(signing ?? formerScheme(scheme).signing);
  return [
    {
      level: "warning",
      at: "sandbox.yaml#/events/scheme",
      message,
      hint: `Write events.signing instead: ${declared}.`,
    },
  ];
}
