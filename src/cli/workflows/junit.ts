// Runs as JUnit XML (a test suite a workflow, a test case a step), and as a summary in Markdown for a CI's page. Pure.
import { type RunResult, type StepResult, failuresOf } from "#client/workflows/results.ts";

export function junitOf(api: string, runs: readonly RunResult[]): string {
  const suites = runs.map((run) => {
    const cases = run.steps.map((step) => caseOf(`${api}.${run.workflow}`, step));
    const failed = run.steps.filter(isFailed).length;
    // A run that ended for no step's sake is a failure all the same.
    const broken =
      run.problem === undefined
        ? []
        : [
            `    <testcase classname="${escaped(`${api}.${run.workflow}`)}" name="the workflow" time="0"><failure message="${escaped(run.problem)}"/></testcase>`,
          ];
    return [
      `  <testsuite name="${escaped(`${api} ${run.workflow}`)}" tests="${cases.length + broken.length}" failures="${failed + broken.length}" errors="0" skipped="0" time="${seconds(run.milliseconds)}">`,
      ...cases,
      ...broken,
      "  </testsuite>",
    ].join("\n");
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sandbar run ${escaped(api)}">`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

const isFailed = (step: StepResult): boolean => !step.passed && step.handled === undefined;

function caseOf(classname: string, step: StepResult): string {
  const begin = `    <testcase classname="${escaped(classname)}" name="${escaped(step.title)}" time="${seconds(step.milliseconds)}"`;
  if (!isFailed(step)) return `${begin}/>`;
  const failures = failuresOf(step);
  return `${begin}><failure message="${escaped(failures[0] ?? "failed")}">${escaped(failures.join("\n"))}</failure></testcase>`;
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "&#10;",
};
/** Control characters stand in no XML at all. */
const escaped = (text: string): string =>
  text.replaceAll(/[^\P{Cc}\n\t]/gu, "").replaceAll(/[&<>"\n]/g, (one) => ESCAPES[one] ?? one);

export function summaryOf(api: string, runs: readonly RunResult[], drift: readonly string[]): string {
  const passed = runs.filter((one) => one.passed).length;
  return [
    `### sandbar run ${api}: ${passed} of ${runs.length} workflows passed`,
    "",
    "| workflow | steps | result |",
    "| --- | --- | --- |",
    ...runs.map((run) => {
      const failed = run.steps.filter(isFailed);
      const why =
        run.problem ?? failed.map((step) => `${step.title}: ${failuresOf(step).join("; ")}`).join("; ");
      return `| ${cell(run.workflow)} | ${run.steps.length} | ${run.passed ? "✓ passed" : `✗ ${cell(why)}`} |`;
    }),
    ...(drift.length === 0 ? [] : ["", "Drift:", "", ...drift.map((one) => `- ${one}`)]),
    "",
  ].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
