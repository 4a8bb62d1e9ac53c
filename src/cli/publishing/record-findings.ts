// What cannot be in the records of a sandbox (`engine/seed/lint/`): seed records come from the document's own examples and from
// records.yaml, too, which nobody else checks.
import type { Blueprint } from "#blueprint/format/blueprint.ts";
import type { Schema } from "#blueprint/format/schema.ts";
import type { Client } from "#client/client.ts";
import { sandboxPathOf } from "#client/sandbox.ts";
import type { ClockView, RecordsFile } from "#contract/views.ts";
import type { Finding } from "#engine/seed/lint/finding.ts";
import { lintSeed } from "#engine/seed/lint/lint.ts";
import { own, textOf } from "#lib/json.ts";
import type { z } from "zod";

export async function recordFindings(
  client: Client,
  sandbox: string,
  api: string,
  { index, schemas }: Blueprint,
): Promise<Finding[]> {
  const at = sandboxPathOf(sandbox, api);
  const [{ records }, { now }] = await Promise.all([
    client<RecordsFile>("GET", `${at}/records`),
    client<z.infer<typeof ClockView>>("GET", `${at}/clock`),
  ]);
  const all: Record<string, Schema> = Object.assign({}, ...schemas);
  const linted = Object.entries(records).flatMap(([resource, rows]) => {
    const property = index.resources[resource]?.identity.property ?? "";
    return rows.map(({ doc, parent = "" }) => ({ resource, parent, id: textOf(own(doc, property)), doc }));
  });
  return lintSeed(index.resources, { get: (name) => own(all, name) }, linted, Date.parse(now));
}
