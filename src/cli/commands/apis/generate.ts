// `sandbar generate`: a document becomes a published API with a sandbox and a key. Run again it publishes the next release, and
// moves the one sandbox that it works with.
import { buildCommand } from "@stricli/core";
import { type SourceFlags, DOCUMENT, SOURCES, compileDocument } from "../../publishing/read-sources.ts";
import { writeBehaviour } from "../../publishing/write-behaviour.ts";
import { openOwnSandbox } from "../../publishing/own-sandbox.ts";
import { publishCompiled } from "../../publishing/publish.ts";
import { reviewChanges } from "../../publishing/review-changes.ts";
import { connect } from "../../shell/connection.ts";
import { IN_SANDBOX, type SandboxFlags, YES, switchFlag, textFlag, withExamples } from "../../shell/flags.ts";
import { note, print } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";
import { progressOf } from "../../shell/waiting.ts";
import { generatedLines } from "./generated-lines.ts";

type Flags = SandboxFlags & SourceFlags & { report: boolean; writeBehaviour?: string; yes: boolean };

export const generate = buildCommand({
  docs: {
    brief: "Publish an OpenAPI document and get a sandbox of it with a key",
    fullDescription: withExamples(
      `Shows what changes against what is published, and asks before a client breaks. Partners' sandboxes stay on the release they have;
only --sandbox moves to the new one. Its records stay: sandbar reset seeds them anew.`,
      "sandbar generate ./your-api-openapi.yaml",
      "sandbar generate openapi.yaml --name your-api --behaviour sandbox.yaml --report",
      "sandbar generate openapi.yaml --name your-api --write-behaviour sandbox.yaml",
    ),
  },
  parameters: {
    flags: {
      ...IN_SANDBOX,
      ...SOURCES,
      report: switchFlag("List every operation with what it does and why no better"),
      writeBehaviour: textFlag(
        "file",
        "Write a sandbox.yaml to begin with: as comments, what would settle the report",
      ),
      yes: YES,
    },
    positional: { kind: "tuple", parameters: [DOCUMENT] },
  },
  async func(this: Shell, flags: Flags, source: string) {
    const connection = await connect(this, flags);
    const { client, server } = connection;
    note(this, `Compiling ${source} …`);
    const described = await compileDocument(this, source, flags);
    const { slug } = described;
    const changes = await reviewChanges(this, client, described, flags.yes);
    if (flags.writeBehaviour !== undefined) {
      await writeBehaviour(flags.writeBehaviour, described.blueprint.report);
      note(this, `Wrote ${flags.writeBehaviour}.`);
    }
    const progress = progressOf(this);
    const published = await publishCompiled(client, slug, described, {}, progress.tell).finally(() =>
      progress.end(),
    );
    const sandbox = await openOwnSandbox(this, connection, flags.sandbox, published);
    const { recordFindings } = await import("../../publishing/record-findings.ts");
    const findings = await recordFindings(client, flags.sandbox, slug, described.blueprint);
    const { report, sample, release, operations, fidelity, resources, diagnostics, live } = published;
    const made = {
      api: slug,
      release,
      operations,
      ...sandbox,
      scenarios: `${server}/docs/${slug}/scenarios`,
      live,
      fidelity,
      resources,
      diagnostics,
      findings,
      changes: changes ?? null,
    };
    print(this, flags.report ? { ...made, report } : made, () =>
      generatedLines({ ...made, report, sample, isReported: flags.report }),
    );
  },
});
