// What is published, from files and flags: the document, bundled into one, and what stands beside it.
import { readFile } from "node:fs/promises";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import { EXIT, Failure } from "../shell/failures.ts";
import { manyFlag, textFlag } from "../shell/flags.ts";
import type { Shell } from "../shell/shell.ts";
import { patiently } from "../shell/waiting.ts";
import type { Compiled } from "./compile-sources.ts";

export type SourceFlags = {
  name?: string;
  live?: string;
  overlay?: readonly string[];
  behaviour?: string;
  records?: string;
  workflows?: string;
};

export const SOURCES = {
  name: textFlag("slug", "The API's name in URLs; else the file's name without -openapi, else info.title"),
  live: textFlag("choice", "Production: none, hosted, or upstream=<url>; stands over sandbox.yaml"),
  overlay: manyFlag("file", "An OpenAPI Overlay to apply first; may be given again"),
  behaviour: textFlag("file", "A sandbox.yaml that says what the document cannot"),
  records: textFlag("file", "A records.yaml: the provider's own seed records"),
  workflows: textFlag("file", "A workflows.yaml: an Arazzo document; sandbar run runs what is in it"),
} as const;

export const DOCUMENT = {
  brief: "An OpenAPI document: a file or a URL; references to files beside it are bundled",
  placeholder: "document",
  parse: (input: string): string => input,
} as const;

export type Described = Compiled & { slug: string };

/** Reads and compiles; a document that does not compile is a failure with its diagnostics. */
export async function compileDocument(shell: Shell, source: string, flags: SourceFlags): Promise<Described> {
  // Only those who compile load what compiles.
  const [{ readLiveChoice }, { apiName }, { readBundled }, { compileHere }] = await Promise.all([
    import("#blueprint/read/sandbox-file.ts"),
    import("./api-name.ts"),
    import("./bundle.ts"),
    import("./compile-sources.ts"),
  ]);
  const live = flags.live === undefined ? undefined : readLiveChoice(flags.live);
  if (live && !live.ok) throw new Failure(EXIT.usage, `--live: ${live.failure}`);
  const document = await patiently(shell, `Reading ${source}`, readBundled(source)).catch(
    (error: unknown) => {
      throw new Failure(EXIT.failed, `${source} cannot be read: ${messageOf(error)}`);
    },
  );
  const text = async (file: string | undefined): Promise<string | undefined> =>
    file === undefined
      ? undefined
      : readFile(file, "utf8").catch((error: unknown) => {
          throw new Failure(EXIT.failed, `${file} cannot be read: ${messageOf(error)}`);
        });
  const overlays: string[] = [];
  for (const file of flags.overlay ?? []) overlays.push((await text(file)) ?? "");
  const [sandboxFile, records] = [await text(flags.behaviour), await text(flags.records)];
  const workflows = await text(flags.workflows);
  const compiled = await compileHere({
    document,
    overlays,
    sandboxFile,
    records,
    workflows,
    live: live?.value,
  });
  if (!compiled.ok) throw new Failure(EXIT.failed, diagnosticsText(compiled.failure));
  return { ...compiled.value, slug: flags.name ?? apiName(source, document) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const diagnosticsText = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics
    .map((one) => `${one.level}: ${one.at === "" ? "the document" : one.at}\n  ${one.message} ${one.hint}`)
    .join("\n");
