// A copy of the project to change: below .sandbar, so that it finds the project's node_modules, and never the tree itself.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Mutant, mutated } from "./mutant.ts";

const COPIED = ["src", "test", "seeds", "migrations", "package.json", "tsconfig.json", "wrangler.toml"];

export class Scratch {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async of(project: string): Promise<Scratch> {
    await mkdir(path.join(project, ".sandbar"), { recursive: true });
    const folder = await mkdtemp(path.join(project, ".sandbar/mutants-"));
    for (const name of COPIED)
      await cp(path.join(project, name), path.join(folder, name), { recursive: true });
    return new Scratch(folder);
  }

  /** Runs something while one file has another text; "stale" when the mutant's text is not there exactly once. */
  async with<T>(mutant: Mutant, act: () => Promise<T>): Promise<T | "stale"> {
    const file = path.join(this.folder, "src", mutant.file);
    const before = await readFile(file, "utf8").catch(() => "");
    const after = mutated(before, mutant);
    if (after === undefined) return "stale";
    await writeFile(file, after);
    try {
      return await act();
    } finally {
      await writeFile(file, before);
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
