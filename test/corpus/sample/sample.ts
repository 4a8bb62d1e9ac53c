// `npm run corpus -- --sample N --seed S --from DIR`: documents nobody tuned to, drawn at random, published without a
// sandbox file and played strictly. A line a document, totals, failures by cause.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { judgeOf, requestJudgeOf } from "../schemas.ts";
import { openDocument } from "./document.ts";
import { type Drawn, draw } from "./draw.ts";
import { play } from "./play.ts";
import { type Row, printCauses, printRow, printTotals } from "./report.ts";
import type { Stage } from "./stage.ts";

const USAGE = `Usage: npm run corpus -- --sample N --from DIR [options] [FILE …]

Draws N documents of DIR at random and plays each as a strict client; with FILEs (below DIR), those instead.

  --seed S       which documents are drawn, and what the client sends (1)
  --json FILE    writes every document's figures and failures there
  --in-process   compiles and answers in this process, on Node's SQLite: no Worker, no HTTP; same client, same judge
  --port N       where the Worker listens otherwise (8899)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "100" },
    seed: { type: "string", default: "1" },
    from: { type: "string" },
    json: { type: "string" },
    port: { type: "string", default: "8899" },
    "in-process": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help || values.from === undefined) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
// The Worker's server is loaded only where it is wanted.
const stage = values["in-process"]
  ? (await import("./in-process.ts")).inProcess()
  : await (await import("./over-http.ts")).overHttp(Number(values.port));
const rows: Row[] = [];
const documents = draw(values.from, Number(values.sample), values.seed, positionals);
const begun = Date.now();
await Promise.all(
  Array.from({ length: stage.lanes }, async (_, lane) => {
    for await (const drawn of documents) {
      const row = await playOne(stage, drawn, `sample-${lane}-${rows.length}`);
      rows.push(row);
      printRow(row, rows.length);
    }
  }),
);
await stage.close();
printCauses(rows);
printTotals(rows, values.seed, (Date.now() - begun) / 1000);
if (values.json !== undefined) await writeFile(values.json, JSON.stringify(rows, null, 1));

async function playOne(where: Stage, drawn: Drawn, slug: string): Promise<Row> {
  const from = Date.now();
  const seconds = (): number => (Date.now() - from) / 1000;
  try {
    const opened = await where.open(drawn, slug);
    if (!opened) return { document: drawn.name, seconds: seconds(), error: "was not published" };
    const outcome = await play({
      ...opened,
      document: openDocument(drawn.root),
      seed: `${values.seed} ${drawn.name}`,
      judge: judgeOf(drawn.root),
      requestJudge: requestJudgeOf(drawn.root),
    });
    return { document: drawn.name, seconds: seconds(), outcome };
  } catch (error) {
    return { document: drawn.name, seconds: seconds(), error: reasonOf(error) };
  }
}

/** A failed connection says why only in its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${String(error)}${cause}`.slice(0, 300);
}
