// A random draw of documents from a folder: by seed, of a size worth playing.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { readDocument } from "#blueprint/read/document.ts";
import type { JsonObject } from "#lib/json.ts";
import { seededRandom } from "#lib/random.ts";
import { openDocument } from "./document.ts";
import { roundsOf } from "./rounds.ts";

const LEAST_OPERATIONS = 20;
const MOST_OPERATIONS = 200;
const LEAST_ROUNDS = 3;

export type Drawn = { name: string; text: string; root: JsonObject };

/**
 * `count` documents in the seed's order, with 20–200 operations and three collections that can be created and read;
 * or just those that are named.
 */
export async function* draw(
  folder: string,
  count: number,
  seed: string,
  named: readonly string[],
): AsyncGenerator<Drawn> {
  if (named.length > 0) {
    for (const name of named) {
      const text = await readFile(path.join(folder, name), "utf8");
      const document = readDocument(text);
      if (document.ok) yield { name, text, root: document.value };
    }
    return;
  }
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => /\.(json|ya?ml)$/.test(file) && !file.endsWith("package.json"))
    .sort();
  const random = seededRandom(seed);
  let found = 0;
  while (files.length > 0 && found < count) {
    const [file = ""] = files.splice(random.integer(0, files.length - 1), 1);
    const text = await readFile(path.join(folder, file), "utf8");
    const document = readDocument(text);
    if (!document.ok) continue;
    const opened = openDocument(document.value);
    const { calls } = opened;
    if (calls.length < LEAST_OPERATIONS || calls.length > MOST_OPERATIONS) continue;
    if (roundsOf(opened).length < LEAST_ROUNDS) continue;
    found++;
    yield { name: file, text, root: document.value };
  }
}
