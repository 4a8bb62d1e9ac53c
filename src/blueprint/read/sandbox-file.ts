// Reads sandbox.yaml, and what a publisher says beside it.
import type { z } from "zod";
import { type Json, mergePatch } from "#lib/json.ts";
import { pointerOf } from "#lib/pointer.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Diagnostic } from "../format/diagnostics.ts";
import type { Lifecycle } from "../format/resource.ts";
import { type ResourceOverride, SandboxFile } from "../format/sandbox-file.ts";
import { parseText } from "./document.ts";

/** What a publisher may choose of production beside the files: `none`, `hosted`, or the provider's own API. */
export type LiveChoice = "none" | "hosted" | { upstream: string };

/** Reads `none`, `hosted` or `upstream=<url>`; what is wrong is said in a sentence. */
export function readLiveChoice(text: string): Result<LiveChoice, string> {
  if (text === "none" || text === "hosted") return succeed(text);
  const upstream = /^upstream=(.*)$/s.exec(text)?.[1];
  if (upstream === undefined)
    return fail(`'${text}' is no way to production: it is none, hosted or upstream=<url>.`);
  const url = URL.canParse(upstream) ? new URL(upstream) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "" || url.hash !== "")
    return fail(
      `'${upstream}' is no address that live calls can be forwarded to: give an https:// URL without credentials, query or fragment.`,
    );
  return succeed({ upstream });
}

/** The file with another word on production; an upstream keeps the idempotency header that the file names. */
export function withLive(file: SandboxFile, live: LiveChoice): SandboxFile {
  if (typeof live === "string") return { ...file, live };
  const header = typeof file.live === "object" ? file.live.idempotency_header : "Idempotency-Key";
  return { ...file, live: { upstream: live.upstream, idempotency_header: header } };
}

/** Places in sandbox.yaml begin with it; a JSON Pointer follows. */
export const SANDBOX_FILE = "sandbox.yaml#";

/** Reads sandbox.yaml; every fault is named with its place in the file. */
export function readSandboxFile(text: string): Result<SandboxFile, Diagnostic[]> {
  const parsed = parseText(text);
  if (!parsed.ok) return fail(parsed.failure.map((one) => ({ ...one, at: SANDBOX_FILE })));
  return checkSandboxFile(parsed.value ?? {}, SANDBOX_FILE);
}

/** The document's own `x-sandbox`, with what sandbox.yaml says over it, word by word. */
export function mergeSandboxFiles(inside: SandboxFile, given: SandboxFile): SandboxFile {
  // A merge takes null as a deletion; alone in its file, a null is the value that a template sets.
  if (Object.keys(inside).length === 0) return given;
  // Both are files of this schema, and so is what has the members of both.
  return mergePatch(inside as unknown as Json, given as unknown as Json) as unknown as SandboxFile;
}

/** Holds parsed data against the schema of sandbox.yaml. */
export function checkSandboxFile(value: Json, place: string): Result<SandboxFile, Diagnostic[]> {
  const read = SandboxFile.safeParse(value);
  if (read.success) return succeed(read.data);
  return fail(read.error.issues.flatMap((issue) => diagnosticsOf(issue, place)));
}

/** A key that is not known is named by its own place, so that an editor can mark its line. */
function diagnosticsOf(issue: z.core.$ZodIssue, place: string): Diagnostic[] {
  const hint =
    "docs/sandbox-yaml-reference.md says what may stand there, and so does the schema: sandbar schema.";
  const at = (...path: PropertyKey[]): string => `${place}${pointerOf(...path.map(String))}`;
  if (issue.code !== "unrecognized_keys")
    return [{ level: "error", at: at(...issue.path), message: issue.message, hint }];
  return issue.keys.map((key) => ({
    level: "error",
    at: at(...issue.path, key),
    message: `There is no '${key}' here.`,
    hint,
  }));
}

export const lifecycleOf = (
  override: NonNullable<ResourceOverride["lifecycle"]>,
  states: readonly string[],
): Lifecycle => ({
  field: override.field,
  ...(override.initial === undefined ? {} : { initial: override.initial }),
  states:
    states.length > 0
      ? [...states]
      : [
          ...new Set(
            override.transitions.flatMap((one) => [
              ...(one.to === undefined ? [] : [one.to]),
              ...(one.from ?? []),
            ]),
          ),
        ],
  // A case that leads to no other state is no move; what else it says is among the resource's cases.
  transitions: override.transitions.flatMap(({ action, from, to, stamp, event }) =>
    to === undefined ? [] : [plain({ action, from, to, stamp, event })],
  ),
  progress: override.progress.map(({ from, to, after, at, stamp, event }) =>
    plain({ from, to, after, at, stamp, event }),
  ),
});

/** Without the members that are undefined. */
const plain = <T extends object>(step: T): T =>
  Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined)) as T;
