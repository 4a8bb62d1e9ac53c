// `sandbar publish`: a release of an API, after its changes were seen.
import { buildCommand } from "@stricli/core";
import { type SourceFlags, DOCUMENT, SOURCES, compileDocument } from "../../publishing/read-sources.ts";
import { publishCompiled } from "../../publishing/publish.ts";
import { reviewChanges } from "../../publishing/review-changes.ts";
import { connect } from "../../shell/connection.ts";
import { CONNECTION, type ConnectionFlags, YES, textFlag, withExamples } from "../../shell/flags.ts";
import { print } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";
import { progressOf } from "../../shell/waiting.ts";

const VISIBILITIES = ["public", "unlisted", "private"] as const;
type Flags = ConnectionFlags &
  SourceFlags & { alias?: string; visibility?: (typeof VISIBILITIES)[number]; yes: boolean };

export const publish = buildCommand({
  docs: {
    brief: "Publish a release of an API; shows what changes, and asks before it breaks a client",
    fullDescription: withExamples(
      "New sandboxes get it; those in use stay on their release until they are moved. Under another name than latest nobody gets it unasked.",
      "sandbar publish openapi.yaml --name your-api --visibility public",
      "sandbar publish openapi.yaml --name your-api --alias next",
      "SANDBAR_TOKEN=… sandbar publish openapi.yaml --name your-api --server https://sandbox.example.com --yes",
    ),
  },
  parameters: {
    flags: {
      ...CONNECTION,
      ...SOURCES,
      alias: textFlag("name", "The name that is to point at it; latest if nothing is said"),
      visibility: {
        kind: "enum",
        values: VISIBILITIES,
        optional: true,
        brief: "Who finds it; as it was, or unlisted at first",
      },
      yes: YES,
    },
    positional: { kind: "tuple", parameters: [DOCUMENT] },
  },
  async func(this: Shell, flags: Flags, source: string) {
    const { client } = await connect(this, flags);
    const described = await compileDocument(this, source, flags);
    const isAside = flags.alias !== undefined && flags.alias !== "latest";
    const changes = await reviewChanges(this, client, described, flags.yes || isAside);
    const progress = progressOf(this);
    const published = await publishCompiled(
      client,
      described.slug,
      described,
      {
        ...(flags.visibility === undefined ? {} : { visibility: flags.visibility }),
        ...(flags.alias === undefined ? {} : { alias: flags.alias }),
      },
      progress.tell,
    ).finally(() => progress.end());
    const { api, release, title, operations, fidelity, resources, diagnostics } = published;
    const alias = flags.alias ?? "latest";
    print(
      this,
      { api, release, alias, title, operations, fidelity, resources, diagnostics, changes: changes ?? null },
      () => [`✓ ${api}@${alias} is ${release}: ${operations} operations, ${resources.length} resources`],
    );
  },
});
