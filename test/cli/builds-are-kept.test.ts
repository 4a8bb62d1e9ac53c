import { mkdir, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashOf, keptBuild } from "#cli/kept-build.ts";
import { ROOT } from "#cli/local/paths.ts";

/** In the repository's own folder for what is built, as `keptBuild` looks nowhere else. */
const KIND = `kept-${process.pid}`;
const SOURCES = path.join(".sandbar", `${KIND}-sources`);
const builds = path.join(ROOT, ".sandbar", KIND);

let made = 0;
const build = async (): Promise<string> =>
  keptBuild(KIND, await hashOf([SOURCES]), async (folder) => {
    made++;
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, "out"), await readFile(path.join(ROOT, SOURCES, "a.txt")));
  });
const change = (text: string): Promise<void> => writeFile(path.join(ROOT, SOURCES, "a.txt"), text);
const outOf = (folder: string): Promise<string> => readFile(path.join(folder, "out"), "utf8");

describe("a build", () => {
  beforeAll(() => mkdir(path.join(ROOT, SOURCES), { recursive: true }));
  afterAll(async () => {
    for (const folder of [builds, path.join(ROOT, SOURCES)])
      await rm(folder, { recursive: true, force: true });
  });

  it("is made once for each state of its sources, file names included", async () => {
    await change("one");
    const first = await build();
    expect([await build(), made, await outOf(first)]).toEqual([first, 1, "one"]);
    await change("two");
    const second = await build();
    expect([made, await outOf(second), await outOf(first)]).toEqual([2, "two", "one"]);
    await writeFile(path.join(ROOT, SOURCES, "b.txt"), "");
    expect(await build()).not.toBe(second);
  });

  it("is one where several are asked for at the same time, and nothing unfinished stays", async () => {
    await change("together");
    const folders = await Promise.all([build(), build()]);
    expect(folders[0]).toBe(folders[1]);
    expect(await outOf(folders[0])).toBe("together");
    expect((await readdir(builds)).filter((name) => name.startsWith("unfinished"))).toEqual([]);
  });

  it("is forgotten once five newer ones are there", async () => {
    await change("old");
    const old = await build();
    await utimes(old, new Date(0), new Date(0));
    for (let i = 0; i < 5; i++) {
      await change(`new ${i}`);
      await build();
    }
    expect(await readdir(builds)).toHaveLength(5);
    await expect(outOf(old)).rejects.toThrow();
  });
});
