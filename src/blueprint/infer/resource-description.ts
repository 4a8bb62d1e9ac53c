// From what was found to the resources of the blueprint: identity, parents, references, times, lifecycle,
// with the sandbox file's word over every inferred one (R53).
import type { JsonObject } from "#lib/json.ts";
import { flat } from "#lib/words.ts";
import type { ClassifiedOperation } from "./classify.ts";
import type { SchemaNormaliser } from "../read/schema-normaliser.ts";
import type { Diagnostics } from "../format/diagnostics.ts";
import type { Resource } from "../format/resource.ts";
import type { Schema } from "../format/schema.ts";
import { type ParameterNames, describeKey, offeredBy, parameterNames } from "./resource-key.ts";
import type { ResourceOverride, SandboxFile } from "../format/sandbox-file.ts";
import { lifecycleOf } from "../read/sandbox-file.ts";
import { readLifecycle } from "./lifecycle.ts";
import { foreignKeysOf, principalFields, referencesOf } from "./references.ts";
import type { ResourceCandidate } from "./resources.ts";
import { expandables } from "./field-selection.ts";
import { timeFields } from "../runtime/time-format.ts";
import { bodyOf } from "./single-view.ts";

export function describeResources(
  table: SchemaNormaliser,
  found: readonly ResourceCandidate[],
  classified: readonly ClassifiedOperation[],
  examples: Record<string, JsonObject[]>,
  file: SandboxFile,
  me: ResourceCandidate | undefined,
  diagnostics: Diagnostics,
): Record<string, Resource> {
  const resources: Record<string, Resource> = {};
  const called = parameterNames(classified);
  for (const one of found) {
    const mine = classified.filter(({ role }) => role.resource === one);
    resources[one.name] = describe(
      table,
      one,
      found,
      mine,
      examples[one.name] ?? [],
      file.resources?.[one.name] ?? {},
      called,
      me,
    );
  }
  for (const name of Object.keys(file.resources ?? {}))
    if (!resources[name])
      diagnostics.error(
        `sandbox.yaml#/resources/${name}`,
        `The document has no resource ${name}.`,
        `Resources found: ${Object.keys(resources).join(", ")}.`,
      );
  return resources;
}

function describe(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  all: readonly ResourceCandidate[],
  mine: readonly ClassifiedOperation[],
  examples: readonly JsonObject[],
  override: ResourceOverride,
  called: ParameterNames,
  me: ResourceCandidate | undefined,
): Resource {
  const births = mine.filter(({ role }) => role.kind === "create").map(({ operation }) => operation);
  const { identity, aliases } = describeKey(table, found, mine, examples, override, called);
  const foreignKeys = foreignKeysOf(table, found, all);
  const parent = all.find(
    (one) => one !== found && found.parentShape !== undefined && one.collections.includes(found.parentShape),
  );
  const actions = mine.filter(({ role }) => role.kind === "action").map(({ role }) => role.action ?? "");
  const stateField = override.lifecycle?.field;
  const states = (
    stateField === undefined ? [] : (table.resolve(found.object.properties?.[stateField] ?? {}).enum ?? [])
  ).filter((value) => typeof value === "string");
  const lifecycle = override.lifecycle
    ? lifecycleOf(override.lifecycle, states)
    : readLifecycle(table, found.object, {
        actions,
        examples: examples.flatMap((record) => Object.values(record)),
        offered: offeredBy(table, mine),
        listed: listedValues(table, mine),
        accepted: mine.some(
          ({ role, operation }) => role.kind === "create" && operation.success.status === 202,
        ),
      });
  return {
    name: found.name,
    schema: found.forms ?? found.schema,
    identity,
    foreignKeys,
    ...(parent ? { parent: parent.name } : {}),
    ...pathOf(mine),
    principal: principalFields(table, found, me, offeredBy(table, mine)),
    expands: expandables(table, found, all, foreignKeys),
    references: referencesOf(table, found, all, births, override),
    times: timeFields(table, found.object),
    ...(lifecycle ? { lifecycle } : {}),
    unique: override.unique ?? uniqueMembers(table, mine),
    // Newest first where the list says so, else in the order they were made (R17).
    newestFirst:
      override.newest_first ??
      mine.some(
        ({ role, operation }) =>
          role.kind === "list" &&
          /newest|most recent(ly)?|reverse chronological|latest/i.test(operation.text),
      ),
    maps: override.maps ?? mapsOf(table, found.object),
    self: selfOf(table, found, mine),
    stub: mine.some(
      ({ role, operation }) => role.kind === "read" && showsStub(table, operation.success.schema),
    ),
    derived: { ...aliases, ...override.derived },
    singleton: found.singleton,
    ...(found.member === undefined ? {} : { member: found.member }),
    ...subscriptionOf(found, override),
    ...(parent && isSubscription(parent.name) && /(^|_)(delivery|attempt)$/.test(found.name)
      ? { deliveries: true }
      : {}),
    ...(override.credential ? { credential: override.credential } : {}),
    scope: override.scope ?? found.scope,
  };
}

/** The path records are read at; of several, the one that needs the fewest names. */
function pathOf(mine: readonly ClassifiedOperation[]): { path?: string } {
  const paths = mine
    .filter(({ role, operation }) => role.kind === "read" && operation.path.includes("{"))
    .map(({ operation }) => operation.path)
    .sort((a, b) => a.split("{").length - b.split("{").length);
  return paths[0] === undefined ? {} : { path: paths[0] };
}

/** What a create's 409 says must not come twice: "A user with this email already exists" (R30). */
function uniqueMembers(table: SchemaNormaliser, mine: readonly ClassifiedOperation[]): string[] {
  const names = new Set<string>();
  for (const { operation, role } of mine) {
    if (role.kind !== "create") continue;
    const said = operation.refusals.filter((one) => one.status === 409).map((one) => one.text);
    const text = said.filter((one) => /exist|taken|unique|duplicate|in use|already/i.test(one)).join(" ");
    const body = role.resource && bodyOf(table, operation, role.resource);
    for (const name of Object.keys(body?.properties ?? {}))
      if (text !== "" && new RegExp(`\\b${name.replace(/[^\w]/g, ".")}\\b`, "i").test(text)) names.add(name);
  }
  return [...names];
}

function mapsOf(table: SchemaNormaliser, object: Schema): string[] {
  return Object.entries(object.properties ?? {})
    .filter(([, schema]) => {
      const open = table.resolve(schema);
      return (
        typeof open.additionalProperties === "object" &&
        !open.properties &&
        table.resolve(open.additionalProperties).type?.includes("string")
      );
    })
    .map(([name]) => name);
}

/** Whether a resource is the API's own webhook subscription, by its name. */
export const isSubscription = (name: string | undefined): boolean =>
  /^((\w+_)?(webhook|hook)|webhook_endpoint|webhook_subscription|notification_endpoint)(_\d+)?$/.test(
    name ?? "",
  );

/** The API's own webhook subscriptions (R50): a resource called so, with a URL in it. */
function subscriptionOf(
  found: ResourceCandidate,
  override: ResourceOverride,
): Pick<Resource, "subscription"> | undefined {
  if (override.subscription) return { subscription: override.subscription };
  if (!isSubscription(found.name)) return undefined;
  const names = Object.keys(found.object.properties ?? {});
  const url = names.find((name) => /^(url|endpoint|endpointurl|callbackurl|targeturl)$/.test(flat(name)));
  if (url === undefined) return undefined;
  const pick = (pattern: RegExp): string | undefined => names.find((name) => pattern.test(flat(name)));
  const events = pick(/^(events|enabledevents|eventtypes|topics)$/);
  const secret = pick(/^(secret|signingsecret)$/);
  const active = pick(/^(active|enabled)$/) ?? pick(/^status$/);
  return {
    subscription: {
      url,
      ...(events ? { events } : {}),
      ...(secret ? { secret } : {}),
      ...(active ? { active } : {}),
    },
  };
}

/** A read that may answer `{ id, deleted: true }` instead of the record (R27). */
function showsStub(table: SchemaNormaliser, schema: Schema | undefined): boolean {
  const open = table.resolve(schema ?? {});
  return [...(open.anyOf ?? []), ...(open.oneOf ?? [])].some((branch) => {
    const deleted = table.resolve(branch).properties?.["deleted"];
    const only = deleted && (table.resolve(deleted).const ?? table.resolve(deleted).enum?.[0]);
    return only === true && (table.resolve(branch).required?.includes("deleted") ?? false);
  });
}

/** Closed lists of values that bodies of writes and filters of lists have, by member; `all` and its like are no value. */
function listedValues(
  table: SchemaNormaliser,
  mine: readonly ClassifiedOperation[],
): Record<string, string[]> {
  const listed: Record<string, string[]> = {};
  const add = (name: string, schema: Schema): void => {
    const values = (table.resolve(schema).enum ?? []).filter((value) => typeof value === "string");
    const real = values.filter((value) => !/^(all|any|\*)$/i.test(value));
    if (real.length > (listed[name]?.length ?? 1)) listed[name] = real;
  };
  for (const { operation, role } of mine) {
    if (role.kind === "list")
      for (const one of operation.parameters) if (one.in === "query") add(one.name, one.schema);
    const body = role.resource && bodyOf(table, operation, role.resource);
    if (role.kind !== "list")
      for (const [name, schema] of Object.entries(body?.properties ?? {})) add(name, schema);
  }
  return listed;
}

/** `url`, `href` and the like that no body takes: where the record itself is. */
function selfOf(
  table: SchemaNormaliser,
  found: ResourceCandidate,
  mine: readonly ClassifiedOperation[],
): string[] {
  const offered = offeredBy(table, mine);
  return ["url", "uri", "href", "self"].filter((name) => {
    const schema = found.object.properties?.[name];
    return schema && !offered.includes(name) && table.resolve(schema).type?.includes("string");
  });
}
