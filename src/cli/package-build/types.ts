// The declarations of `sandbar/testing`. They name nothing but themselves: the types of other rooms are not in the package.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../local/paths.ts";

const run = promisify(execFile);
/** Where imports lead from these is all that users see. */
const PUBLIC = ["index.d.ts", "server.d.ts", "types.d.ts"];

export async function writeTypes(folder: string): Promise<void> {
  const made = await mkdtemp(path.join(tmpdir(), "sandbar-types-"));
  const tsc = path.join(ROOT, "node_modules/.bin/tsc");
  try {
    await mkdir(folder, { recursive: true });
    await run(tsc, ["-p", path.join(ROOT, "src/testing"), "--outDir", made]);
    for (const name of PUBLIC) {
      const text = await readFile(path.join(made, "testing", name), "utf8");
      const outside = /from "((?!\.\/)[^"]+)"/.exec(text)?.[1];
      if (outside !== undefined) throw new Error(`The types of sandbar/testing lead to ${outside}.`);
      // Beside a declaration stands the JavaScript that it describes.
      await writeFile(path.join(folder, name), text.replaceAll(/(from "\.\/[^"]+)\.ts"/g, '$1.js"'));
    }
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}
