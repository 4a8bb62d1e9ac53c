// `sandbar generate <file-or-url>`: a document becomes a published API with a sandbox and a key of its own.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseText } from "#blueprint/read/document.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import type { Report } from "#blueprint/format/report.ts";
import { asObject, asString } from "#lib/json.ts";
import { slugify } from "#lib/words.ts";
import type { Live } from "#blueprint/format/blueprint.ts";
import { readLiveChoice } from "#blueprint/format/sandbox-file.ts";
import { credentialFlag } from "./credential-flag.ts";
import { USAGE_ERROR, readArguments } from "./arguments.ts";
import { Refusal, clientOf, reasonOf } from "./client.ts";
import { readBundled } from "./bundle.ts";
import { addLocalApi, addressesOf, findServer } from "./local/local-file.ts";
import { progressOn, silent } from "./progress.ts";
import { type Sample } from "./release.ts";
import { publishSources } from "./publish.ts";
import type { Command } from "./command.ts";
const USAGE =
  "sandbar generate <file-or-url> [--name <slug>] [--live none|hosted|upstream=<url>] [--overlay <file>]… [--behaviour <sandbox.yaml>] [--records <file>] [--report] [--json]";

const HELP = `Usage: ${USAGE}

  --name       the API's name in URLs; else the file's name without -openapi, else info.title
  --live       production: none, hosted (Sandbar keeps the records), or upstream=<url> (live calls go to the API itself);
               stands over what sandbox.yaml says
  --overlay    an OpenAPI Overlay to apply first; may be given again
  --behaviour  a sandbox.yaml that says what the document cannot
  --records    a records.yaml: the provider's own seed records by resource
  --report     lists every operation with what it does and why no better
  --json       one JSON object instead of text; with --report, the whole report in it

A document of several files is bundled: references may lead to files beside it.`;

const OPTIONS = {
  name: { type: "string" },
  live: { type: "string" },
  overlay: { type: "string", multiple: true },
  behaviour: { type: "string" },
  records: { type: "string" },
  report: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

type Generated = {
  api: string;
  release: string;
  operations: number;
  baseUrl: string;
  pathUrl: string;
  testKey: string;
  /** The page of everything that can be made to go wrong. */
  scenarios: string;
  /** What the release says of production. */
  live: Live;
  fidelity: Record<string, number>;
  resources: string[];
  diagnostics: Diagnostic[];
  report: Report;
};

export const generate: Command = {
  name: "generate",
  summary: "publishes an OpenAPI document to the running server and gives back a sandbox with its key",
  usage: USAGE,
  run,
};

async function run(args: string[]): Promise<number> {
  const read = readArguments(args, OPTIONS, { most: 1, hint: "generate takes one document." });
  if (!read.ok) return complain(`${read.failure}\n\nUsage: ${USAGE}`, USAGE_ERROR);
  const { values, positionals } = read.value;
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const source = positionals[0];
  if (source === undefined) return complain(`Name a document.\n\nUsage: ${USAGE}`, USAGE_ERROR);
  const live = values.live === undefined ? undefined : readLiveChoice(values.live);
  if (live && !live.ok) return complain(`--live: ${live.failure}`, USAGE_ERROR);
  const server = await findServer();
  if (!server.ok) return complain(server.failure, 1);
  const local = server.value;
  const document = await readBundled(source).catch((error: unknown) => error as Error);
  if (document instanceof Error) return complain(`${source} cannot be read: ${document.message}`, 1);
  const overlays: string[] = [];
  const beside: { behaviour?: string; records?: string } = {};
  try {
    for (const file of values.overlay ?? []) overlays.push(await readFile(file, "utf8"));
    for (const name of ["behaviour", "records"] as const) {
      const file = values[name];
      if (file !== undefined) beside[name] = await readFile(file, "utf8");
    }
  } catch (error) {
    return complain(`A file cannot be read: ${error instanceof Error ? error.message : String(error)}`, 1);
  }
  const slug = values.name ?? nameOf(source, document);
  const client = clientOf(local.baseUrl, local.sessionToken);
  const progress = progressOn(process.stderr);
  try {
    if (!values.json) console.log(`Compiling ${source} …`);
    const published = await publishSources(
      client,
      slug,
      { document, overlays, sandboxFile: beside.behaviour, records: beside.records, live: live?.value },
      "unlisted",
      values.json ? silent : progress.tell,
    );
    progress.end();
    if (!published.ok) return report(published.failure, values.json);
    const release = published.value;
    if (!values.json) console.log(`Opening a sandbox of ${slug} …`);
    const key = await client<{ rawKey: string; sandboxPath: string }>(
      "POST",
      "/api/v1/sandboxes/default/keys",
      { api: slug, name: "generate", ownSandbox: true },
    );
    const addresses = addressesOf(local.baseUrl, slug, `${key.sandboxPath}/${slug}`);
    await addLocalApi(slug, { ...addresses, testKey: key.rawKey });
    show(
      {
        api: slug,
        release: release.release,
        operations: release.operations,
        baseUrl: addresses.baseUrl,
        pathUrl: addresses.pathUrl,
        testKey: key.rawKey,
        scenarios: `${local.baseUrl}/docs/${slug}/scenarios`,
        live: release.live,
        fidelity: release.fidelity,
        resources: release.resources,
        diagnostics: release.diagnostics,
        report: release.report,
      },
      release.sample,
      values,
    );
    return 0;
  } catch (error) {
    progress.end();
    if (error instanceof Refusal) return complain(error.message, 1);
    return complain(
      `${slug} could not be published: ${reasonOf(error)}. What was sent is kept for a day; run it again to go on.`,
      1,
    );
  }
}

/** `your-api-openapi.yaml` and `your-api.openapi.json` are `your-api`; `openapi.yaml` takes the document's title. */
function nameOf(source: string, document: string): string {
  const file = path
    .basename(/^https?:/.test(source) ? new URL(source).pathname : source)
    .replace(/\.(json|ya?ml)$/i, "");
  const slug = slugify(file.replace(/[-._]?(openapi|swagger)$/i, ""));
  if (slug !== "") return slug;
  const parsed = parseText(document);
  return slugify(asString(asObject(asObject(parsed.ok ? parsed.value : {})["info"])["title"]) ?? "") || "api";
}

function show(made: Generated, sample: Sample, how: { json: boolean; report: boolean }): void {
  if (how.json) {
    const { report: full, ...rest } = made;
    console.log(JSON.stringify(how.report ? { ...rest, report: full } : rest, null, 2));
    return;
  }
  const { fidelity } = made;
  console.log(`\n✓ ${made.api}: ${made.operations} operations, ${made.resources.length} resources`);
  console.log(
    `  fidelity  ${Object.entries(fidelity)
      .map(([tier, n]) => `${n} ${tier}`)
      .join(", ")}`,
  );
  if (how.report) showReport(made.report);
  else if ((fidelity["stateful"] ?? 0) < made.operations)
    console.log("            --report says of each operation what it does and why no better");
  const warnings = made.diagnostics.filter((one) => one.level === "warning");
  for (const one of warnings.slice(0, 10))
    console.log(`  warning   ${one.at}\n            ${one.message} ${one.hint}`);
  if (warnings.length > 10) console.log(`            … and ${warnings.length - 10} more (--json shows all)`);
  console.log(`  production  ${productionOf(made.live)}`);
  console.log(
    `  host      ${made.baseUrl}\n  path      ${made.pathUrl}\n  test key  ${made.testKey}\n  failures  ${made.scenarios}`,
  );
  console.log(
    `\nTry it:\n  curl ${made.pathUrl}${sample.path} ${credentialFlag(sample.scheme, made.testKey)}`,
  );
}

/** Whether partners can get to production, and how that is chosen. */
function productionOf(live: Live): string {
  if (live === "none")
    return "none – partners cannot submit for review and no live key can be made; choose with --live hosted | --live upstream=https://…";
  if (live === "hosted") return "hosted – live keys call the same API over live records kept here";
  return `upstream – live calls go to ${live.upstream}, with a credential given at each partner's approval`;
}

const MARKS: Record<string, string> = { stateful: "●", partial: "◐", sampled: "○", unsupported: "✗" };

function showReport(report: Report): void {
  console.log("\n  ● stateful  ◐ partial  ○ sampled  ✗ unsupported\n");
  for (const one of report.operations) {
    const what = one.resource === undefined ? one.kind : `${one.kind} ${one.resource}`;
    console.log(`  ${MARKS[one.tier] ?? "?"} ${one.method.padEnd(6)} ${one.path}  ${what}`);
    for (const reason of one.reasons) console.log(`             ${reason}`);
  }
  console.log();
}

function report(diagnostics: Diagnostic[], json: boolean): number {
  if (json) console.log(JSON.stringify({ diagnostics }, null, 2));
  else
    for (const one of diagnostics)
      console.error(`${one.level}: ${one.at === "" ? "the document" : one.at}\n  ${one.message} ${one.hint}`);
  return 1;
}

function complain(message: string, code: number): number {
  console.error(message);
  return code;
}
