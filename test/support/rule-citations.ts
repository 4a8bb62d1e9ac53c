// Where the source and the tests cite rules of inference: `R26`, and `R12-R14` for all of a range.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const project = path.resolve(import.meta.dirname, "../..");

export const readText = (file: string): string => readFileSync(path.join(project, file), "utf8");

/** The files of a folder, with the folders below it, as paths below that folder. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(path.join(project, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(project, folder), path.join(entry.parentPath, entry.name)))
    .sort();

export function citedIn(text: string): Set<string> {
  const ids = new Set<string>();
  for (const [, first = "", last = first] of text.matchAll(/\bR(\d{1,2})(?:-R(\d{1,2}))?\b/g))
    for (let n = Number(first); n <= Number(last); n++) ids.add(`R${n}`);
  return ids;
}

export const commentsOf = (source: string): string =>
  [...source.matchAll(/\/\/.*|\/\*[\s\S]*?\*\//g)].map(([comment]) => comment).join("\n");

const TITLE =
  /(?:\b(?:describe|it|test)(?:\.\w+)*\(|\.each\(\w+\)\(|\]\)\()\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;

/** The titles of a test file's `describe`, `it` and `test`. */
export const titlesOf = (test: string): string =>
  [...test.matchAll(TITLE)].map(([, plain, template]) => plain ?? template ?? "").join("\n");
