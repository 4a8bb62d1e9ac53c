// The fidelity report (R53): what each operation does and why no better, and for every fact about a resource where it
// was read and how sure that is. Stored with the release, shown by `generate` and over the API.
import type { JsonObject } from "#lib/json.ts";
import type { ClassifiedOperation } from "../infer/classify.ts";
import type { Diagnostic } from "../format/diagnostics.ts";
import { type Resource } from "../format/resource.ts";
import type { ResourceCandidate } from "../infer/resources.ts";
import type { RuleId } from "../infer/rules.ts";
import type { SandboxFile } from "../format/sandbox-file.ts";
import { Fact, Report } from "../format/report.ts";
import { settlingFact, settlingOperation } from "./settling.ts";

export function reportOf(
  classified: readonly ClassifiedOperation[],
  found: readonly ResourceCandidate[],
  resources: Readonly<Record<string, Resource>>,
  examples: Readonly<Record<string, JsonObject[]>>,
  file: SandboxFile,
  notices: readonly Diagnostic[],
): Report {
  return {
    operations: classified.map((one) => {
      const { operation, role } = one;
      return {
        method: operation.method,
        path: operation.path,
        kind: role.kind,
        ...(role.resource ? { resource: role.resource.name } : {}),
        tier: role.tier,
        reasons: role.reasons,
        from: operation.at,
        ...settled(settlingOperation(one)),
      };
    }),
    notices: notices.map(({ at, message, hint }) => ({ at, message, hint })),
    resources: Object.fromEntries(
      found.flatMap((one) => {
        const resource = resources[one.name];
        const mine = classified.filter(({ role }) => role.resource === one);
        return resource ? [[one.name, factsOf(one, resource, mine, examples[one.name] ?? [], file)]] : [];
      }),
    ),
  };
}

const settled = (settle: string | undefined): { settle?: string } => (settle === undefined ? {} : { settle });

function factsOf(
  found: ResourceCandidate,
  resource: Resource,
  mine: readonly ClassifiedOperation[],
  examples: readonly JsonObject[],
  file: SandboxFile,
): Fact[] {
  const facts: Fact[] = [];
  const said = file.resources?.[found.name] ?? {};
  const at = (kinds: readonly string[]): string =>
    (kinds.map((kind) => mine.find(({ role }) => role.kind === kind)).find((one) => one) ?? mine[0])
      ?.operation.at ?? "";
  const read = at(["read", "list", "singleton-read"]);
  const create = at(["create", "replace", "join"]);
  const add = (
    fact: string,
    rule: RuleId,
    value: string,
    key: string,
    sure: Fact["sure"],
    from = read,
  ): void => {
    const declared =
      Object.hasOwn(said, key) ||
      (key.startsWith("id.") && said.id !== undefined && Object.hasOwn(said.id, key.slice(3))) ||
      (key.startsWith("references.") && said.references !== undefined);
    facts.push(
      declared
        ? {
            fact,
            value,
            rule,
            sure: "declared",
            from: `sandbox.yaml#/resources/${found.name}/${key.replace(".", "/")}`,
          }
        : { fact, value, rule, sure, from, ...settled(settlingFact(resource, key, sure)) },
    );
  };
  const { property, generator } = resource.identity;
  const held = found.object.properties?.[property];
  add("key", "R19", property, "id.property", held ? "inferred" : "assumed");
  const learnt =
    held?.pattern !== undefined || held?.format !== undefined
      ? "stated"
      : examples.length > 0
        ? "inferred"
        : "assumed";
  add("new keys", "R20", describeGenerator(generator), "id.prefix", learnt);
  if (resource.identity.clientChosen)
    add("the client may choose the key", "R21", property, "id.client_chosen", "inferred", create);
  if (resource.parent !== undefined) add("parent", "R9", resource.parent, "parent", "inferred");
  if (resource.member !== undefined) add("puts in records of", "R11", resource.member, "member", "inferred");
  for (const [name, by] of Object.entries(resource.foreignKeys))
    add(`${by} names`, "R29", name, `references.${by}`, "inferred");
  for (const { property: by, resource: name } of resource.references)
    add(`${by} must exist`, "R29", name, `references.${by}`, "inferred", create);
  for (const time of resource.times)
    add(`time ${time.role}`, "R44", `${time.property} as ${time.form}`, "times", "inferred");
  const life = resource.lifecycle;
  if (life) {
    add("state", "R32", `${life.field}, first ${life.initial ?? "as given"}`, "lifecycle", "inferred");
    for (const step of life.transitions)
      add(
        "move",
        "R33",
        `${step.action}: ${step.from?.join(" or ") ?? "any"} → ${step.to}`,
        "lifecycle",
        "inferred",
      );
    for (const step of life.progress)
      add("by itself", "R36", `${step.from} → ${step.to}`, "lifecycle", "inferred");
  }
  if (resource.unmade)
    add(
      "no operation makes it",
      "R9",
      resource.unmade.listed
        ? "its records are seeded, and made below a record when its list is first read"
        : "any well-formed id names one",
      "unmade",
      "inferred",
    );
  if (resource.newestFirst) add("order", "R17", "newest first", "newest_first", "stated", at(["list"]));
  if (resource.principal.length > 0)
    add(
      "speaks of the caller",
      "R55",
      resource.principal.map((one) => one.property).join(", "),
      "principal",
      "inferred",
    );
  if (resource.subscription)
    add("starts deliveries", "R50", resource.subscription.url, "subscription", "inferred", create);
  return facts;
}

function describeGenerator(generator: Resource["identity"]["generator"]): string {
  switch (generator.kind) {
    case "integer":
      return `whole numbers from ${generator.start}`;
    case "uuid":
      return "UUIDs";
    case "text":
      return `${generator.prefix === "" ? "" : `${generator.prefix} and `}${generator.length} characters`;
    case "pattern":
      return `texts like ${generator.pattern}`;
    case "md5":
      return `MD5 of ${generator.of}`;
    case "ip":
      return "IPv4 addresses";
    case "moment":
      return "moments";
  }
}
