// `npm run mutants`: changes src in a copy, one small change at a time, runs the tests that should notice, and says which
// changes none noticed. Exit code 1 when one survived, is stale or cannot be loaded.
import path from "node:path";
import { parseArgs } from "node:util";
import { type Verdict, failingTests, judge } from "./judge.ts";
import { type Named, namedOf } from "./mutant.ts";
import { endRuns } from "./run-tests.ts";
import { ROOMS } from "./rooms.ts";
import { Scratch } from "./scratch.ts";

const USAGE = `npm run mutants -- [options]
  --only <text>     only mutants whose name or file contains it; may be given more than once
  --list            name them and change nothing
  --all-tests       run the whole suite against each, not only the tests that should notice
  --timeout <s>     how long the tests of one mutant may take (600); longer counts as noticed`;

const options = {
  only: { type: "string", multiple: true, default: [] as string[] },
  list: { type: "boolean", default: false },
  "all-tests": { type: "boolean", default: false },
  timeout: { type: "string", default: "600" },
  help: { type: "boolean", default: false },
} as const;

async function main(args: string[]): Promise<number> {
  let values;
  try {
    ({ values } = parseArgs({ args, options }));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return 2;
  }
  const seconds = Number(values.timeout);
  if (values.help || !(seconds > 0)) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const wanted = namedOf(ROOMS).filter(
    ({ name, file }) =>
      values.only.length === 0 || values.only.some((part) => name.includes(part) || file.includes(part)),
  );
  if (wanted.length === 0) {
    console.error(`No mutant is called ${values.only.join(" or ")}. --list names them.`);
    return 2;
  }
  if (values.list) {
    for (const { name, file } of wanted) console.log(`${name.padEnd(60)} ${file}`);
    return 0;
  }
  return judgeAll(wanted, values["all-tests"], seconds * 1000);
}

async function judgeAll(wanted: readonly Named[], everything: boolean, timeout: number): Promise<number> {
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  const scratch = await Scratch.of(path.resolve(import.meta.dirname, "../.."));
  process.once("SIGINT", () => {
    endRuns();
    void scratch.remove().finally(() => process.exit(130));
  });
  const verdicts: { mutant: Named; verdict: Verdict }[] = [];
  try {
    const testsOf = (mutant: Named): readonly string[] => (everything ? [] : mutant.tests);
    console.log("Running the tests without a change …");
    const red = await failingTests(scratch, [...new Set(wanted.flatMap(testsOf))]);
    for (const one of red) console.log(`  red without a change: ${one}`);
    for (const mutant of wanted) {
      const begun = Date.now();
      const verdict = await judge(scratch, mutant, testsOf(mutant), { red, timeout });
      verdicts.push({ mutant, verdict });
      const place = `${String(verdicts.length).padStart(3)}/${wanted.length}`;
      console.log(
        `${place} ${verdict.kind.padEnd(9)} ${mutant.name} (${Math.round((Date.now() - begun) / 1000)} s)${detailOf(verdict)}`,
      );
    }
  } finally {
    await scratch.remove();
  }
  return summary(verdicts);
}

const detailOf = (verdict: Verdict): string =>
  verdict.kind === "noticed"
    ? `\n        ${verdict.by}`
    : verdict.kind === "broken"
      ? `\n${verdict.why}`
      : "";

function summary(verdicts: readonly { mutant: Named; verdict: Verdict }[]): number {
  const of = (...kinds: Verdict["kind"][]) => verdicts.filter(({ verdict }) => kinds.includes(verdict.kind));
  console.log(
    `\n${verdicts.length} changes: ${of("noticed", "timed out").length} noticed, ${of("survived").length} survived, ${of("stale").length} stale, ${of("broken").length} broken`,
  );
  for (const { mutant, verdict } of of("survived", "stale", "broken"))
    console.log(
      `  ${verdict.kind.padEnd(8)} ${mutant.name}\n           src/${mutant.file}: ${firstLine(mutant)}`,
    );
  return of("survived", "stale", "broken").length === 0 ? 0 : 1;
}

const firstLine = ({ find, replace }: Named): string =>
  `${find.trim().split("\n")[0] ?? ""} → ${replace.trim().split("\n")[0] ?? ""}`;

process.exitCode = await main(process.argv.slice(2));
