// READMEs under src name files that exist, and every room's file table names all of the room's files.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const SRC = path.join(import.meta.dirname, "../../src");
const ROOMS = readdirSync(SRC, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const quoted = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "").filter((one) => pattern.test(one));

/** Files and folders in a README's text that are neither in its own folder, nor in src, nor in the project's. */
const missing = (folder: string): string[] =>
  quoted(readFileSync(path.join(folder, "README.md"), "utf8"), /^[\w./-]+(\.tsx?|\/)$/)
    .filter((one) => !one.startsWith("/"))
    .filter((one) => ![folder, SRC, path.dirname(SRC)].some((base) => existsSync(path.join(base, one))));

/** The first cells of the first table, which is the file table. */
const fileTable = (folder: string): string[] => {
  const lines = readFileSync(path.join(folder, "README.md"), "utf8").split("\n");
  const start = lines.findIndex((line) => line.startsWith("| file |"));
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  return lines
    .slice(start, start + length)
    .flatMap((line) => quoted(line.split("|")[1] ?? "", /^[\w./-]+(\.tsx?|\/)$/));
};

describe("src/README.md", () => {
  it("names files that exist", () => {
    expect(missing(SRC)).toEqual([]);
  });

  it("lists every room", () => {
    const text = readFileSync(path.join(SRC, "README.md"), "utf8");
    expect(ROOMS.filter((room) => !text.includes(`(${room}/README.md)`))).toEqual([]);
  });
});

describe.each(ROOMS)("src/%s/README.md", (room) => {
  const folder = path.join(SRC, room);

  it("names files that exist", () => {
    expect(missing(folder)).toEqual([]);
  });

  it("has every file of the room in its table, or the folder it is in", () => {
    const listed = fileTable(folder);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
      /\.tsx?$/.test(file),
    );
    expect(files.length).toBeGreaterThan(0);
    const unlisted = files.filter(
      (file) => !listed.some((one) => one === file || (one.endsWith("/") && file.startsWith(one))),
    );
    expect(unlisted).toEqual([]);
    expect(listed.filter((one) => !existsSync(path.join(folder, one)))).toEqual([]);
  });
});
