// What sandbox.yaml says an operation does, in place of what its path and its answer say.
import { nearest } from "#lib/nearest.ts";
import { escapeToken } from "#lib/pointer.ts";
import type { DeclaredOperation } from "../format/behaviour.ts";
import type { Diagnostics } from "../format/diagnostics.ts";
import type { Paging } from "../format/operation.ts";
import type { OperationOverride, SandboxFile } from "../format/sandbox-file.ts";
import type { RawOperation } from "../read/operations.ts";
import { shapeOf } from "../runtime/routes.ts";
import type { Classification, Lookup } from "./classify.ts";
import type { ResourceCandidate } from "./resources.ts";

export const overrideOf = (file: SandboxFile, operation: RawOperation): OperationOverride | undefined =>
  file.operations?.[`${operation.method} ${operation.path}`];

export function overrideRole(
  role: Classification,
  operation: RawOperation,
  override: OperationOverride | undefined,
  lookup: Lookup,
): Classification {
  if (override === undefined) return role;
  if (override.answer !== undefined)
    return { kind: "sampled", tier: "stateful", reasons: ["answered as the sandbox file says"] };
  const said = override.resource === undefined ? undefined : resourceCalled(lookup, override.resource);
  if ((override.cases && override.does !== "list") || override.returns)
    return {
      kind: "declared",
      ...(said ? { resource: said } : {}),
      tier: "stateful",
      reasons: ["acts as the sandbox file says"],
    };
  const named = said ?? (override.resource === undefined ? role.resource : undefined);
  if (override.does !== undefined && named)
    return { kind: override.does, resource: named, tier: "stateful", reasons: [] };
  if (override.action === undefined) return role;
  const owner = named ?? ownerOf(operation, lookup);
  return owner
    ? { kind: "action", resource: owner, action: override.action, tier: "stateful", reasons: [] }
    : role;
}

/** The record that the path last names: of `/orders/{id}/actions/ship`, the order. */
function ownerOf({ segments }: RawOperation, lookup: Lookup): ResourceCandidate | undefined {
  const last = segments.findLastIndex((segment) => "parameter" in segment);
  return lookup.byItem.get(shapeOf(segments.slice(0, last + 1)));
}

export const resourceCalled = (lookup: Lookup, name: string): ResourceCandidate | undefined =>
  [...lookup.byItem.values(), ...lookup.byCollection.values()].find((one) => one.name === name);

/** What the call itself needs to know of it. */
export function declaredPart(override: OperationOverride | undefined): DeclaredOperation | undefined {
  const { cases, returns, responds, where, optional } = override ?? {};
  if ((cases ?? returns ?? where ?? optional) === undefined) return undefined;
  return {
    ...(cases === undefined ? {} : { cases }),
    ...(returns === undefined ? {} : { returns }),
    ...(responds === undefined ? {} : { responds }),
    ...(where === undefined ? {} : { where }),
    ...(optional === undefined ? {} : { optional }),
  };
}

/** A filter, a search or a cursor that the rows' own expression asks for is that expression's to apply. */
export function withoutNamed({ search, after, before, ...paging }: Paging, where = ""): Paging {
  const named = new Set([...where.matchAll(/\bquery\.(\w+)/g)].map(([, name]) => name));
  const isNamed = (name: string): boolean => named.has(name);
  const filters = Object.entries(paging.filters).filter(([name]) => !isNamed(name));
  return {
    ...paging,
    filters: Object.fromEntries(filters),
    ...(search === undefined || isNamed(search) ? {} : { search }),
    ...(after === undefined || isNamed(after.name) ? {} : { after }),
    ...(before === undefined || isNamed(before.name) ? {} : { before }),
  };
}

/** Every operation that the file speaks of is one of the document, and so is every resource it names there. */
export function checkOverrides(
  file: SandboxFile,
  operations: readonly RawOperation[],
  lookup: Lookup,
  diagnostics: Diagnostics,
): void {
  const known = operations.map((one) => `${one.method} ${one.path}`);
  for (const [name, override] of Object.entries(file.operations ?? {})) {
    const at = `sandbox.yaml#/operations/${escapeToken(name)}`;
    if (!known.includes(name)) {
      const near = nearest(name, known);
      diagnostics.warning(
        at,
        `The document has no operation '${name}'.`,
        near === undefined ? "Nothing is done with it." : `Perhaps '${near}' is meant.`,
      );
    }
    if (override.resource !== undefined && !resourceCalled(lookup, override.resource))
      diagnostics.error(
        `${at}/resource`,
        `There is no resource '${override.resource}'.`,
        "The report of a release lists them.",
      );
  }
}
