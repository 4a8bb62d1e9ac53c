// OpenAPI document (+ sandbox file) → blueprint. Pure: no clock, no network; the same input gives the same bytes.
// normalise → routes → resources → identity → envelopes → lifecycles → errors → events → seed plan.
import { type Json, type JsonObject, asObject, asString, isObject, textOf } from "#lib/json.ts";
import { type Result, fail, succeed } from "#lib/result.ts";
import { readSchemes, tokenPathOf } from "./infer/auth.ts";
import {
  type ClassifiedOperation,
  type Classification,
  type Lookup,
  classify,
  lookupOf,
} from "./infer/classify.ts";
import { SchemaNormaliser } from "./read/schema-normaliser.ts";
import {
  checkOverrides,
  declaredPart,
  overrideOf,
  overrideRole,
  withoutNamed,
} from "./infer/declared-role.ts";
import { describeResources, isSubscription } from "./infer/resource-description.ts";
import { identityMap } from "./infer/resource-key.ts";
import { type Diagnostic, Diagnostics } from "./format/diagnostics.ts";
import { envelopeOf, tellsRecord } from "./infer/envelopes.ts";
import { learnErrors } from "./runtime/error-model.ts";
import { callbackOf, readEvents } from "./infer/events.ts";
import { exampleRecords } from "./infer/examples.ts";
import { type PathParameter } from "./format/resource.ts";
import { type Answer, type Details, type Envelope, type Operation } from "./format/operation.ts";
import { type Blueprint, type BlueprintIndex, COMPILER, FORMAT } from "./format/blueprint.ts";
import { type RawOperation, readBasePaths, readOperations } from "./read/operations.ts";
import { addBehaviour, eventsAnnounced, madeByEffects, onFirstAccess, tablesOf } from "./emit/behaviour.ts";
import { chunkBlueprint } from "./emit/chunks.ts";
import { findMemberships } from "./infer/memberships.ts";
import { readPaging, withTextPages } from "./infer/paging.ts";
import { findKnown, nameConstants, pathParameters } from "./infer/path-parameters.ts";
import { findPrincipalPaths } from "./infer/principal.ts";
import { findResources, groupPaths } from "./infer/resources.ts";
import { readRateHeaders } from "./infer/rate-headers.ts";
import { reportOf } from "./emit/report.ts";
import { addRoute } from "./runtime/routes.ts";
import type { SandboxFile } from "./format/sandbox-file.ts";
import { checkSandboxFile, mergeSandboxFiles } from "./read/sandbox-file.ts";
import { formerWords, signingOf } from "./infer/signing.ts";
import { seedOrder } from "./infer/seed-plan.ts";
import { markUnmade } from "./infer/unmade.ts";
import { readFieldSelection } from "./infer/field-selection.ts";
import { requestWrapper } from "./infer/single-view.ts";
import { Source } from "./read/source.ts";
import { readRpcPaths } from "./infer/rpc-paths.ts";

const DEFAULT_PER_MINUTE = 6000;
const DEFAULT_MAX_RECORDS = 100_000;
const DEFAULT_MAX_MEGABYTES = 512;
const DEFAULT_MAX_UPLOADS = 1000;

export type Compiled = { blueprint: Blueprint; diagnostics: Diagnostic[] };

/** Compiles a parsed document (see `readDocument`). `records` are the provider's own seed records by resource. */
export function compile(
  document: JsonObject,
  given: SandboxFile = {},
  records: Json = {},
): Result<Compiled, Diagnostic[]> {
  const inside =
    document["x-sandbox"] === undefined ? succeed({}) : checkSandboxFile(document["x-sandbox"], "/x-sandbox");
  if (!inside.ok) return inside;
  const file = mergeSandboxFiles(inside.value, given);
  const diagnostics = new Diagnostics();
  const notices = formerWords(file);
  for (const { at, message, hint } of notices) diagnostics.warning(at, message, hint);
  const source = new Source(document, diagnostics);
  const table = new SchemaNormaliser(document, diagnostics);
  const raw = readOperations(source, table, diagnostics);
  if (raw.length === 0 && isObject(document["webhooks"]))
    diagnostics.warning(
      "/paths",
      "The document has webhooks and no operations.",
      "Nothing can be called here.",
    );
  else if (raw.length === 0)
    diagnostics.error("/paths", "The document has no operations.", "Add at least one path with a method.");
  const verbs = readRpcPaths(table, raw);
  const nodes = groupPaths(raw.filter((operation) => !verbs.roles.has(operation)));
  const all = [...findMemberships(table, nodes, findResources(table, nodes, verbs.found)), ...verbs.found];
  const me = findPrincipalPaths(all, (shape) => nodes.get(shape)?.segments ?? []);
  // A "me" that is a record of another resource is no resource of its own.
  const found = all.filter(
    (one) => !me || one === me.resource || !one.singleton || !one.collections.includes(me.shape),
  );
  const lookup = lookupOf(found, me, nodes);
  findKnown(raw, lookup);
  checkOverrides(file, raw, lookup, diagnostics);
  const classified = raw.map((operation): ClassifiedOperation => {
    const node = nodes.get(operation.shape) ?? {
      shape: operation.shape,
      segments: operation.segments,
      operations: new Map(),
    };
    const read = verbs.roles.get(operation)?.role ?? classify(table, operation, node, lookup);
    const role = overrideRole(read, operation, overrideOf(file, operation), lookup);
    return { operation, role, path: pathOf(envelopeOf(table, operation, role)) };
  });
  const examples = exampleRecords(classified, identityMap(table, found, classified, file));
  const resources = describeResources(table, found, classified, examples, file, me?.resource, diagnostics);
  addBehaviour(resources, file, diagnostics);
  for (const { role } of classified) {
    const steps = resources[role.resource?.name ?? ""]?.lifecycle?.transitions ?? [];
    // An action whose move is known is all that it can be.
    if (role.kind === "action" && steps.some((step) => step.action === role.action))
      Object.assign(role, { tier: "stateful", reasons: [] });
  }
  markUnmade(table, resources, classified, {
    lookup,
    principal: me?.resource.name,
    madeByEffects: madeByEffects(file),
    onFirstAccess: onFirstAccess(file),
  });
  const schemes = placesOf(file) ?? readSchemes(source, table, raw);
  const tokenPath = tokenPathOf(source);
  const learnt = learnErrors(table, raw);
  const events = readEvents(source, table, found);
  const operations: Operation[] = [];
  const details: Details[] = [];
  const routes = {};
  classified.forEach(({ operation, role }, i) => {
    const rpcPaths = verbs.roles.get(operation)?.parameters;
    operations.push(describeOperation(operation, role, lookup, schemes, rpcPaths));
    details.push(describeDetails(table, operation, role, file, learnt.own(operation)));
    addRoute(routes, operation.template, operation.method, i);
  });
  nameConstants(operations);
  if (diagnostics.failed) return fail(diagnostics.list);
  reportTiers(classified, diagnostics);
  const info = asObject(document["info"]);
  const index: Omit<BlueprintIndex, "chunks" | "schemaChunk"> = {
    format: FORMAT,
    compiler: COMPILER,
    title: asString(info["title"]) ?? "Untitled API",
    version: textOf(info["version"]),
    basePaths: readBasePaths(source),
    keyPrefix: file.key?.prefix ?? "sandbox",
    schemes,
    ...(tokenPath === undefined ? {} : { tokenPath }),
    errors: {
      ...learnt.usual,
      ...withoutUndefined(file.errors ?? {}),
      cases: { ...learnt.usual.cases, ...file.errors?.cases },
    },
    platform: file.platform ?? {},
    resources,
    operations,
    routes,
    events: {
      ...events,
      names: { ...events.names, ...file.events?.names },
      declared: [...new Set([...events.declared, ...eventsAnnounced(file)])],
      ...signingOf(file),
      ...(file.events?.retries === undefined ? {} : { retries: file.events.retries }),
      ...(file.events?.payload === undefined ? {} : { payload: file.events.payload }),
      ...(file.events?.resource === undefined ? {} : { resource: file.events.resource }),
      payloads: file.events?.payloads ?? {},
      bodies: file.events?.bodies ?? {},
      ...(file.events?.topic === undefined ? {} : { topic: file.events.topic }),
    },
    idempotency: {
      header: file.idempotency?.header ?? "Idempotency-Key",
      everywhere: true,
      per: file.idempotency?.per ?? "key",
    },
    rateHeaders: {
      limit: "RateLimit-Limit",
      remaining: "RateLimit-Remaining",
      reset: "RateLimit-Reset",
      ...readRateHeaders(source, raw),
      ...file.rate_headers,
    },
    live: liveOf(file),
    effects: file.effects ?? {},
    tables: tablesOf(file),
    functions: file.functions ?? {},
    headers: file.headers ?? {},
    scenarios: file.scenarios ?? {},
    ...(me ? { principal: me.resource.name } : {}),
    limits: {
      perMinute: file.limits?.per_minute ?? DEFAULT_PER_MINUTE,
      ...(file.limits?.per_minute_in_all === undefined
        ? {}
        : { perMinuteInAll: file.limits.per_minute_in_all }),
      maxRecords: file.limits?.max_records ?? DEFAULT_MAX_RECORDS,
      maxBytes: (file.limits?.max_megabytes ?? DEFAULT_MAX_MEGABYTES) * 1024 * 1024,
      maxUploads: file.limits?.max_uploads ?? DEFAULT_MAX_UPLOADS,
    },
    seed: { order: seedOrder(resources, me?.resource.name), counts: countsOf(file) },
  };
  const seed = { examples, records: recordsOf(records) };
  const report = reportOf(classified, found, resources, examples, file, notices);
  return succeed({
    blueprint: chunkBlueprint(index, details, table, seed, report),
    diagnostics: diagnostics.list,
  });
}

function describeOperation(
  operation: RawOperation,
  role: Classification,
  lookup: Lookup,
  schemes: BlueprintIndex["schemes"],
  rpcPaths: PathParameter[] | undefined,
): Operation {
  const known = Object.keys(schemes);
  return {
    id: operation.id,
    method: operation.method,
    path: operation.path,
    kind: role.kind,
    ...(role.resource ? { resource: role.resource.name } : {}),
    ...(role.action === undefined ? {} : { action: role.action }),
    parameters: rpcPaths ?? pathParameters(operation, role, lookup),
    tier: role.tier,
    reasons: role.reasons,
    // A credential that is asked for as a parameter is one more way wherever the document names its ways.
    security: [
      ...operation.security.map((one) => one.filter((name) => known.includes(name))),
      ...(operation.security.some((one) => one.length > 0)
        ? known.filter((name) => name.startsWith("asked for in ")).map((name) => [name])
        : []),
    ],
    details: 0,
    schemas: [],
  };
}

function describeDetails(
  table: SchemaNormaliser,
  operation: RawOperation,
  role: Classification,
  file: SandboxFile,
  errors: Details["errors"],
): Details {
  const override = overrideOf(file, operation);
  const declared = declaredPart(override);
  const { success } = operation;
  const example = override?.answer ?? (role.kind === "sampled" ? success.examples[0] : undefined);
  const told = tellsRecord(operation, role) ? role.resource : undefined;
  const listed =
    role.kind === "list" || role.kind === "inner-list"
      ? withTextPages(
          withoutNamed(readPaging(table, operation.parameters, role.resource?.object), declared?.where),
          operation.parameters,
          envelopeOf(table, operation, role),
        )
      : undefined;
  const answer: Answer = {
    status: override?.status ?? success.status,
    ...(told ? { media: "application/json", schema: told.schema } : {}),
    ...(success.media === undefined ? {} : { media: success.media }),
    ...(success.schema === undefined ? {} : { schema: success.schema }),
    envelope: listed?.envelope ?? envelopeOf(table, operation, role),
    headers: success.headers.map((name) => name.toLowerCase()),
    also: success.also,
    ...(example === undefined ? {} : { example }),
  };
  const wrapper =
    role.resource && requestWrapper(table, Object.values(operation.body?.contents ?? {})[0], role.resource);
  const fieldSelection = readFieldSelection(table, operation);
  const callback =
    role.kind === "create" && !isSubscription(role.resource?.name) ? callbackOf(table, operation) : undefined;
  return {
    parameters: operation.parameters,
    ...(fieldSelection ? { fieldSelection } : {}),
    ...(callback ? { callback } : {}),
    ...(declared ? { declared } : {}),
    ...(operation.body
      ? {
          body: {
            required: operation.body.required,
            contents: operation.body.contents,
            ...(wrapper === undefined ? {} : { wrapper }),
          },
        }
      : {}),
    answer,
    ...(listed ? { paging: listed.paging } : {}),
    refusals: [...new Set(operation.refusals.map((refusal) => refusal.status))].filter(
      (status) => status > 0,
    ),
    // An API whose error body is declared in the sandbox file has that one everywhere.
    errors: file.errors?.template === undefined ? errors : {},
  };
}

const pathOf = (envelope: Envelope): string[] =>
  envelope.kind === "list" || envelope.kind === "wrapped" ? envelope.path : [];

const placesOf = (file: SandboxFile): BlueprintIndex["schemes"] | undefined =>
  file.key?.places && Object.fromEntries(file.key.places.map((place, i) => [`place${i}`, place]));

export const liveOf = (file: SandboxFile): BlueprintIndex["live"] =>
  typeof file.live === "object"
    ? { upstream: file.live.upstream, idempotencyHeader: file.live.idempotency_header }
    : (file.live ?? "none");

const countsOf = (file: SandboxFile): Record<string, number> =>
  Object.fromEntries(
    Object.entries(file.resources ?? {}).flatMap(([name, one]) =>
      one.seed === undefined ? [] : [[name, one.seed]],
    ),
  );

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const withoutUndefined = <T extends object>(object: T): Given<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Given<T>;

function recordsOf(records: Json): Record<string, JsonObject[]> {
  return Object.fromEntries(
    Object.entries(asObject(records)).map(([name, list]) => [
      name,
      Array.isArray(list) ? list.filter(isObject) : [],
    ]),
  );
}

/** What is not stateful says why (R53). */
function reportTiers(classified: readonly ClassifiedOperation[], diagnostics: Diagnostics): void {
  for (const { operation, role } of classified)
    if (role.tier !== "stateful" && role.reasons[0] !== undefined)
      diagnostics.note(
        operation.at,
        `${operation.method} ${operation.path}: ${role.reasons[0]}.`,
        "Declare its behaviour in sandbox.yaml where it matters.",
        "R53",
      );
}
