// What a compiled document changes for the clients of the API that is published, found before it is published.
import { type Change, type Side, diff } from "#blueprint/diff.ts";
import { type Blueprint, BlueprintIndex, DetailsChunk, SchemaChunk } from "#blueprint/format/blueprint.ts";
import type { Details } from "#blueprint/format/operation.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import { type Client, Refusal } from "#client/client.ts";
import { paint } from "../shell/output.ts";
import type { Shell } from "../shell/shell.ts";

/** Against a release of the API; undefined where nothing is published under its name yet. */
export async function changesAgainst(
  client: Client,
  slug: string,
  release: string,
  blueprint: Blueprint,
): Promise<Change[] | undefined> {
  const path = `/api/v1/apis/${encodeURIComponent(slug)}/releases/${encodeURIComponent(release)}/blueprint`;
  const lines = await client<Line[]>("GET", path).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === "api_unknown") return undefined;
    throw error;
  });
  if (!lines) return undefined;
  const parts = new Map(lines.map(({ part, value }) => [part, value]));
  const of = (kind: string): unknown[] =>
    [...parts].flatMap(([part, value]) => (part.startsWith(kind) ? [value] : []));
  const before = sideOf({
    index: BlueprintIndex.parse(parts.get("index")),
    details: of("details-").map((one) => DetailsChunk.parse(one)),
    schemas: of("schemas-").map((one) => SchemaChunk.parse(one)),
  });
  return diff(before, sideOf(blueprint));
}

type Line = { part: string; value: unknown };

function sideOf({ index, details, schemas }: Pick<Blueprint, "index" | "details" | "schemas">): Side {
  const byName = new Map<string, Schema>(schemas.flatMap((chunk) => Object.entries(chunk)));
  const byOperation = new Map<string, Details>(details.flatMap((chunk) => Object.entries(chunk)));
  return { index, details: byOperation, schema: (name) => byName.get(name) };
}

const MOST_LINES = 40;

export function changeLines(shell: Shell, changes: readonly Change[]): string[] {
  const lines = changes
    .slice(0, MOST_LINES)
    .map((one) =>
      one.breaking
        ? paint(shell, "red", `  ! ${one.at} ${one.what}`)
        : paint(shell, "green", `  + ${one.at} ${one.what}`),
    );
  const more = changes.length - MOST_LINES;
  return more > 0 ? [...lines, `  … and ${more} more (--json shows all)`] : lines;
}

export const countBreaking = (changes: readonly Change[]): number =>
  changes.filter((one) => one.breaking).length;

/** Changes in a sentence. */
export function summaryOf(changes: readonly Change[]): string {
  const breaking = countBreaking(changes);
  if (changes.length === 0) return "Nothing changes for its clients.";
  return `${changes.length} ${changes.length === 1 ? "change" : "changes"}, ${breaking === 0 ? "none" : breaking} of them breaking.`;
}
