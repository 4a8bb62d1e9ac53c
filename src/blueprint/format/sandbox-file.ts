// sandbox.yaml (R53): what a document does not say about its API's behaviour. One zod schema, checked strictly, so that
// a misspelt word is a diagnostic and is not ignored.
import { z } from "zod";
import { type Json, mergePatch } from "#lib/json.ts";
import { pointerOf } from "#lib/pointer.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import type { Diagnostic } from "./diagnostics.ts";
import { parseText } from "../read/document.ts";
import { Scenario } from "./scenarios.ts";
import { Lifecycle, Progress, Transition } from "./resource.ts";
import { ErrorModel, OperationKind, Scheme } from "./operation.ts";
import {
  AnswerHeader,
  Case,
  DeclaredFunction,
  DeclaredOperation,
  EffectRule,
  MagicKeys,
  MemberRule,
  Table,
} from "./behaviour.ts";
import { PayloadFormat, Signing } from "./signing.ts";
import { PlatformBody } from "./blueprint.ts";

const Any = z.custom<Json>(() => true);

const ResourceOverride = z.strictObject({
  id: z
    .strictObject({
      property: z.string().optional(),
      prefix: z.string().max(64).optional(),
      length: z.number().int().min(1).max(128).optional(),
      alphabet: z.string().min(1).max(96).optional(),
      md5_of: z.string().optional(),
      client_chosen: z.boolean().optional(),
    })
    .optional(),
  lifecycle: z
    .strictObject({
      field: z.string(),
      initial: z.string().optional(),
      transitions: z
        .array(z.strictObject({ ...Case.shape, ...Transition.shape, to: z.string().optional() }))
        .default([]),
      progress: z.array(z.strictObject({ ...Case.shape, ...Progress.shape })).default([]),
    })
    .optional(),
  /** Cases beside the lifecycle: what else happens when a record is made, changed or deleted. */
  on: z
    .strictObject({
      create: z.array(Case).optional(),
      update: z.array(Case).optional(),
      delete: z.array(Case).optional(),
    })
    .optional(),
  members: z.record(z.string(), MemberRule).optional(),
  /** Further keys a record is found by, as expressions over `next`. */
  lookup_by: z.array(z.string()).optional(),
  /** What `row` is in its cases, as an expression. */
  row: z.string().optional(),
  /** Keys that are rows of a table: the call that names one makes a record of it. */
  magic_keys: MagicKeys.optional(),
  unique: z.array(z.string()).optional(),
  newest_first: z.boolean().optional(),
  references: z.record(z.string(), z.string()).optional(),
  maps: z.array(z.string()).optional(),
  derived: z.record(z.string(), z.string()).optional(),
  subscription: z
    .strictObject({
      url: z.string(),
      events: z.string().optional(),
      secret: z.string().optional(),
      active: z.string().optional(),
      topic: z.string().optional(),
    })
    .optional(),
  scope: z.string().optional(),
  /** Any well-formed key names a record, which is made when it is first met. */
  on_first_access: z.boolean().optional(),
  seed: z.number().int().min(0).max(10_000).optional(),
});

const OperationOverride = z.strictObject({
  ...DeclaredOperation.shape,
  /** What it does to which resource, where that is not what its path says. */
  does: OperationKind.exclude(["sampled", "unsupported", "declared"]).optional(),
  resource: z.string().optional(),
  action: z.string().optional(),
  answer: Any.optional(),
  status: z.number().int().optional(),
});

/** What this compiler reads; a file without a version is of this one. */
const SANDBOX_FILE_VERSION = 1;

export const SandboxFile = z.strictObject({
  version: z
    .literal(SANDBOX_FILE_VERSION, {
      error: `This compiler reads version ${SANDBOX_FILE_VERSION} of sandbox.yaml. Update it, or leave the version out.`,
    })
    .optional(),
  key: z
    .strictObject({ prefix: z.string().regex(/^[a-z][a-z0-9]{0,15}$/), places: z.array(Scheme).optional() })
    .optional(),
  errors: ErrorModel.partial().strict().optional(),
  platform: z.record(z.string(), PlatformBody.strict()).optional(),
  live: z
    .union([
      z.enum(["none", "hosted"]),
      z.strictObject({ upstream: z.url(), idempotency_header: z.string().default("Idempotency-Key") }),
    ])
    .optional(),
  limits: z
    .strictObject({
      per_minute: z.number().int().positive().optional(),
      per_minute_in_all: z.number().int().positive().optional(),
      max_records: z.number().int().positive().optional(),
      max_megabytes: z.number().int().positive().max(8192).optional(),
      max_uploads: z.number().int().positive().optional(),
    })
    .optional(),
  scenarios: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,59}$/), Scenario).optional(),
  idempotency: z
    .strictObject({ header: z.string().optional(), per: z.enum(["key", "account"]).optional() })
    .optional(),
  rate_headers: z
    .strictObject({
      limit: z.string(),
      remaining: z.string(),
      reset: z.string(),
      /** The reset is a moment (seconds since 1970), not so many seconds from now. */
      moment: z.boolean().optional(),
    })
    .optional(),
  resources: z.record(z.string(), ResourceOverride).optional(),
  operations: z.record(z.string(), OperationOverride).optional(),
  /** Changes of other records, by the names that cases refer to. */
  effects: z.record(z.string(), EffectRule).optional(),
  /** Magic values: which member of a body names a row, and what each row says. */
  tables: z.record(z.string(), Table).optional(),
  /** What expressions may call by name. */
  functions: z.record(z.string().regex(/^[a-z]\w{0,59}$/), DeclaredFunction).optional(),
  /** Headers that every answer carries. */
  headers: z.record(z.string(), AnswerHeader).optional(),
  events: z
    .strictObject({
      /** A scheme by name, as files of before have it; `signing` declares one now. */
      scheme: z.string().optional(),
      signing: Signing.strict().optional(),
      format: PayloadFormat.optional(),
      /** Seconds between the attempts of a delivery. */
      retries: z.array(z.number().positive().max(604_800)).min(1).max(50).optional(),
      names: z.record(z.string(), z.string()).optional(),
      payload: Any.optional(),
      /** The resource whose records are the events that happened. */
      resource: z.string().optional(),
      /** Payloads of their own, by the event's name or else its resource. */
      payloads: z.record(z.string(), Any).optional(),
      /** The same as templates of expressions, which see the record as its readers do (`item`) and as it is stored (`next`). */
      bodies: z.record(z.string(), Any).optional(),
      /** What an event belongs to, as an expression: a subscription may ask for the events of one topic. */
      topic: z.string().optional(),
    })
    .optional(),
});
export type SandboxFile = z.infer<typeof SandboxFile>;
export type ResourceOverride = z.infer<typeof ResourceOverride>;
export type OperationOverride = z.infer<typeof OperationOverride>;

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
  const hint = "The JSON Schema of sandbox.yaml says what may stand there: sandbar schema.";
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
