// What `sandbar generate` has to say to a person.
import type { Live } from "#blueprint/format/blueprint.ts";
import type { Diagnostic } from "#blueprint/format/diagnostics.ts";
import type { Report } from "#blueprint/format/report.ts";
import type { Finding } from "#engine/seed/lint/finding.ts";
import { credentialFlag } from "../../publishing/credential-flag.ts";
import type { Sample } from "../../publishing/release.ts";

type Generated = {
  api: string;
  operations: number;
  resources: readonly string[];
  fidelity: Readonly<Record<string, number>>;
  diagnostics: readonly Diagnostic[];
  findings: readonly Finding[];
  live: Live;
  pathUrl: string;
  baseUrl: string;
  testKey: string;
  sandbox: string;
  scenarios: string;
  report: Report;
  sample: Sample;
  isReported: boolean;
};

const MOST_WARNINGS = 10;
const MOST_FINDINGS = 5;

export function generatedLines(made: Generated): string[] {
  const { fidelity, sample } = made;
  const tiers = Object.entries(fidelity).map(([tier, n]) => `${n} ${tier}`);
  const warnings = made.diagnostics.filter((one) => one.level === "warning");
  return [
    `✓ ${made.api}: ${made.operations} operations, ${made.resources.length} resources`,
    `  fidelity  ${tiers.join(", ")}`,
    ...(made.isReported ? reportLines(made.report) : []),
    ...(!made.isReported && (fidelity["stateful"] ?? 0) < made.operations
      ? ["            --report says of each operation what it does and why no better"]
      : []),
    ...warnings
      .slice(0, MOST_WARNINGS)
      .flatMap((one) => [`  warning   ${one.at}`, `            ${one.message} ${one.hint}`]),
    ...(warnings.length > MOST_WARNINGS
      ? [`            … and ${warnings.length - MOST_WARNINGS} more (--json shows all)`]
      : []),
    ...findingLines(made.findings),
    ...productionOf(made.live),
    `  path      ${made.pathUrl}`,
    ...(made.baseUrl === made.pathUrl ? [] : [`  host      ${made.baseUrl}`]),
    `  sandbox   ${made.sandbox}`,
    `  test key  ${made.testKey}`,
    `  failures  ${made.scenarios}`,
    "",
    "Try it:",
    `  curl ${made.pathUrl}${sample.path} ${credentialFlag(sample.scheme, made.testKey)}`,
  ];
}

/** Values that a reader of the sandbox would not believe. */
function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const values = findings.length === 1 ? "One value" : `${findings.length} values`;
  const verb = findings.length === 1 ? "is" : "are";
  const more = findings.length - MOST_FINDINGS;
  return [
    `  warning   ${values} in the sandbox's records ${verb} impossible; change the document's examples or records.yaml:`,
    ...findings.slice(0, MOST_FINDINGS).map((one) => `            ${one.at} ${one.message}`),
    ...(more > 0 ? [`            … and ${more} more (--json shows all)`] : []),
  ];
}

/** Whether partners can get to production, and how that is chosen. */
function productionOf(live: Live): string[] {
  if (live === "none")
    return [
      "  live      none – partners cannot submit for review, and no live key can be made;",
      "            --live hosted or --live upstream=https://… chooses what production is",
    ];
  if (live === "hosted")
    return ["  live      hosted – live keys call the same API over live records kept here"];
  return [
    `  live      upstream – live calls go to ${live.upstream},`,
    "            with a credential given at each partner's approval",
  ];
}

const MARKS: Readonly<Record<string, string>> = {
  stateful: "●",
  partial: "◐",
  sampled: "○",
  unsupported: "✗",
};

function reportLines(report: Report): string[] {
  const lines = ["", "  ● stateful  ◐ partial  ○ sampled  ✗ unsupported", ""];
  for (const one of report.operations) {
    const what = one.resource === undefined ? one.kind : `${one.kind} ${one.resource}`;
    lines.push(`  ${MARKS[one.tier] ?? "?"} ${one.method.padEnd(6)} ${one.path}  ${what}`);
    for (const reason of one.reasons) lines.push(`             ${reason}`);
  }
  return [...lines, ""];
}
