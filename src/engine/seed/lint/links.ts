// Records that do not hold together: ids of records that are not there, two with one key, two with a value that only one may have.
import type { Resource } from "#blueprint/format/resource.ts";
import { own, textOf } from "#lib/json.ts";
import { type Finding, pointer, shown } from "./finding.ts";
import type { LintedRecord } from "./finding.ts";

export function lintLinks(
  resources: Readonly<Record<string, Resource>>,
  records: readonly LintedRecord[],
): Finding[] {
  const known = new Map<string, Set<string>>();
  const findings: Finding[] = [];
  const keys = new Set<string>();
  for (const { resource, parent, id, doc } of records) {
    const ids = known.get(resource) ?? new Set();
    known.set(resource, ids);
    ids.add(id);
    for (const lookup of resources[resource]?.identity.lookups ?? []) ids.add(textOf(own(doc, lookup)));
    const key = JSON.stringify([resource, parent, id]);
    if (keys.has(key))
      findings.push({ rule: "duplicate", at: pointer(resource, id), message: "is there twice" });
    keys.add(key);
  }
  for (const record of records) {
    const resource = resources[record.resource];
    if (resource)
      findings.push(...dangling(resource, record, known, resources), ...taken(resource, record, keys));
  }
  return findings;
}

function dangling(
  resource: Resource,
  { id, doc }: LintedRecord,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  resources: Readonly<Record<string, Resource>>,
): Finding[] {
  const targets = [
    ...Object.entries(resource.foreignKeys),
    ...resource.references
      .filter((one) => !one.known?.includes(textOf(own(doc, one.property))))
      .map((one) => [one.resource, one.property] as const),
  ];
  const once = targets.filter(
    ([, property], i) => targets.findIndex(([, other]) => other === property) === i,
  );
  return once.flatMap(([target, property]): Finding[] => {
    const value = own(doc, property);
    // Records that nobody makes are there when they are first met.
    if ((typeof value !== "string" && typeof value !== "number") || value === "" || resources[target]?.unmade)
      return [];
    if (property === resource.identity.property || known.get(target)?.has(textOf(value))) return [];
    const message = `is ${shown(value)}, but there is no such ${target}`;
    return [{ rule: "reference", at: pointer(resource.name, id, property), message }];
  });
}

/** `seen` remembers the values of members that may stand once only. */
function taken(resource: Resource, { id, doc }: LintedRecord, seen: Set<string>): Finding[] {
  return resource.unique.flatMap((property): Finding[] => {
    const value = own(doc, property);
    if ((typeof value !== "string" && typeof value !== "number") || value === "") return [];
    const key = JSON.stringify([resource.name, property, "=", value]);
    const isTaken = seen.has(key);
    seen.add(key);
    const message = `is ${shown(value)}, which another ${resource.name} has as well`;
    return isTaken ? [{ rule: "duplicate", at: pointer(resource.name, id, property), message }] : [];
  });
}
