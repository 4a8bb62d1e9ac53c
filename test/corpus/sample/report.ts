// What a sample came to: a line a document, failures grouped by cause, totals.
import type { Failure, Outcome } from "./play.ts";

export type Row = { document: string; seconds: number; outcome?: Outcome; error?: string };

const EXAMPLES = 3;

const percent = (part: number, whole: number): string =>
  (whole === 0 ? "–" : `${((part / whole) * 100).toFixed(1)} %`).padStart(8);

export function printRow({ document, seconds, outcome, error }: Row, n: number): void {
  const name = document.replace(/\/(openapi|swagger)\.(json|ya?ml)$/, "").slice(-60);
  const figures = outcome
    ? `bodies ${percent(outcome.valid, outcome.bodies)}  accepted ${percent(outcome.accepted, outcome.operations)}  rounds ${String(outcome.whole).padStart(3)}/${String(outcome.rounds).padEnd(3)} aside ${String(outcome.aside).padEnd(3)}${outcome.serverErrors > 0 ? ` 5xx ${outcome.serverErrors}` : ""}`
    : (error ?? "");
  console.log(`${String(n).padStart(4)} ${name.padEnd(60)} ${seconds.toFixed(1).padStart(6)} s  ${figures}`);
}

export function printCauses(rows: readonly Row[]): void {
  const groups = new Map<string, { failures: (Failure & { document: string })[]; documents: Set<string> }>();
  for (const { document, outcome } of rows)
    for (const one of outcome?.failures ?? []) {
      const key = `${one.what}: ${one.cause}`;
      const group = groups.get(key) ?? { failures: [], documents: new Set() };
      group.failures.push({ ...one, document });
      group.documents.add(document);
      groups.set(key, group);
    }
  console.log("\nFailures by cause (how many, in how many documents):");
  for (const [key, { failures, documents }] of [...groups].sort(
    (a, b) => b[1].failures.length - a[1].failures.length,
  )) {
    console.log(`${String(failures.length).padStart(5)} ${String(documents.size).padStart(4)}  ${key}`);
    for (const one of failures.slice(0, EXAMPLES))
      console.log(`            ${one.document.slice(-50)} ${one.operation}: ${one.detail.slice(0, 160)}`);
  }
}

export function printTotals(rows: readonly Row[], seed: string, seconds: number): void {
  const outcomes = rows.flatMap((one) => (one.outcome ? [one.outcome] : []));
  const sum = (name: Exclude<keyof Outcome, "failures">): number =>
    outcomes.reduce((total, one) => total + one[name], 0);
  const share = (
    part: Exclude<keyof Outcome, "failures">,
    whole: Exclude<keyof Outcome, "failures">,
  ): string => `${sum(part)}/${sum(whole)} = ${percent(sum(part), sum(whole)).trim()}`;
  console.log(
    [
      "",
      `seed ${seed}: ${outcomes.length} documents played, ${rows.length - outcomes.length} not, ${Math.round(seconds)} s`,
      `bodies valid      ${share("valid", "bodies")}`,
      `requests accepted ${share("accepted", "operations")}`,
      `full round trips  ${share("whole", "rounds")} (${sum("aside")} set aside: a parent cannot be made)`,
      `5xx               ${sum("serverErrors")}`,
      `set aside         ${sum("impossible")} oneOfs that no value satisfies, read as anyOf (${
        rows
          .filter((one) => (one.outcome?.impossible ?? 0) > 0)
          .map((one) => one.document)
          .join(", ") || "none"
      })`,
    ].join("\n"),
  );
}
