// `sandbar diff`: what changes for clients between two releases, or between a release and a document.
import { buildCommand } from "@stricli/core";
import type { Change } from "#blueprint/diff.ts";
import { changeLines, changesAgainst, countBreaking, summaryOf } from "../../publishing/changes.ts";
import { SOURCES, type SourceFlags, compileDocument } from "../../publishing/read-sources.ts";
import { connect } from "../../shell/connection.ts";
import { EXIT, Failure } from "../../shell/failures.ts";
import {
  API,
  CONNECTION,
  type ConnectionFlags,
  switchFlag,
  textFlag,
  withExamples,
} from "../../shell/flags.ts";
import { print } from "../../shell/output.ts";
import type { Shell } from "../../shell/shell.ts";

const { name: _slug, ...BESIDE } = SOURCES;
type Flags = ConnectionFlags &
  Omit<SourceFlags, "name"> & { from: string; to?: string; document?: string; exitCode: boolean };

export const diff = buildCommand({
  docs: {
    brief: "What changes for clients; what breaks one comes first",
    fullDescription: withExamples(
      "Between two releases, or between a release of your API and a document that is not published yet.",
      "sandbar diff your-api --from latest --to next",
      "sandbar diff your-api --document openapi.yaml --exit-code",
    ),
  },
  parameters: {
    flags: {
      ...CONNECTION,
      ...BESIDE,
      from: {
        kind: "parsed",
        parse: (input: string): string => input,
        default: "latest",
        placeholder: "release",
        brief: "A release, or a name that points at one",
      },
      to: textFlag("release", "Another one"),
      document: textFlag("file", "Or a document: a file or a URL"),
      exitCode: switchFlag("Exit with 1 where a client breaks"),
    },
    positional: { kind: "tuple", parameters: [API] },
  },
  async func(this: Shell, flags: Flags, api: string) {
    const { document, to, from } = flags;
    if ((document === undefined) === (to === undefined))
      throw new Failure(EXIT.usage, "Say what to compare with: one of --to and --document.");
    const { client } = await connect(this, flags);
    const slug = encodeURIComponent(api);
    const changes =
      document === undefined
        ? (
            await client<{ data: Change[] }>(
              "GET",
              `/api/v1/apis/${slug}/diff?${new URLSearchParams({ from, to: to ?? "" }).toString()}`,
            )
          ).data
        : await changesAgainst(
            client,
            api,
            from,
            (await compileDocument(this, document, { ...flags, name: api })).blueprint,
          );
    if (changes === undefined)
      throw new Failure(
        EXIT.notFound,
        `There is no API '${api}' here.`,
        "sandbar list shows those that are there.",
      );
    const breaking = countBreaking(changes);
    print(this, { breaking, data: changes }, () => [...changeLines(this, changes), summaryOf(changes)]);
    if (flags.exitCode && breaking > 0) return new Failure(EXIT.failed, "A client breaks.");
  },
});
