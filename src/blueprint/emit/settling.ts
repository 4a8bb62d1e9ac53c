// What to write in sandbox.yaml about an operation that is not fully played, or a fact that was inferred or assumed. `…` stands
// for what only the provider knows.
import type { ClassifiedOperation } from "../infer/classify.ts";
import type { Fact } from "../format/report.ts";

/** The lines that settle what an operation does; undefined where nothing is open. */
export function settlingOperation({ operation, role }: ClassifiedOperation): string | undefined {
  if (role.tier === "stateful") return undefined;
  const { resource, kind } = role;
  if (kind === "action" && resource)
    return lines(
      ["resources", resource.name, "lifecycle"],
      `{ field: …, transitions: [{ action: ${role.action ?? "…"}, from: [ … ], to: … }] }`,
    );
  const said = resource ? `{ does: ${kind}, resource: ${resource.name} }` : "{ status: 200, answer: … }";
  return lines(["operations", `${operation.method} ${operation.path}`], said);
}

/** The line that declares a fact; undefined where the file has no word for it. */
export function settlingFact(resource: string, key: string, sure: Fact["sure"]): string | undefined {
  const value = VALUES[key];
  if (sure === "declared" || sure === "stated" || value === undefined) return undefined;
  return lines(["resources", resource, ...key.split(".")], value);
}

/** What each key takes. */
const VALUES: Readonly<Record<string, string>> = {
  "id.property": "…",
  "id.prefix": "…",
  "id.client_chosen": "true",
  references: "{ …_id: … }",
  lifecycle: "{ field: …, initial: …, transitions: [{ action: …, from: [ … ], to: … }] }",
  newest_first: "true",
  subscription: "{ url: … }",
};

const lines = (path: readonly string[], value: string): string =>
  path
    .map((key, depth) => `${"  ".repeat(depth)}${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)}:`)
    .join("\n")
    .concat(` ${value}`);
