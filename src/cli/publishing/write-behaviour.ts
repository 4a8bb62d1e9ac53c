// `--write-behaviour`: a sandbox.yaml to begin with, as a file that is not there yet.
import { writeFile } from "node:fs/promises";
import { behaviourDraft } from "#blueprint/emit/behaviour-draft.ts";
import type { Report } from "#blueprint/format/report.ts";
import { EXIT, Failure } from "../shell/failures.ts";

export async function writeBehaviour(file: string, report: Report): Promise<void> {
  await writeFile(file, behaviourDraft(report), { flag: "wx" }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "EEXIST")
      throw new Failure(
        EXIT.usage,
        `${file} is there already, and nothing is written over it.`,
        "Name another file, or leave --write-behaviour out.",
      );
    throw new Failure(EXIT.failed, `${file} cannot be written: ${String(error)}`);
  });
}
