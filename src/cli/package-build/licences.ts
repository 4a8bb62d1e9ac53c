// The licences of the packages whose code is in a bundle: their authors ask that they go with every copy.
import { existsSync } from "node:fs";
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Metafile } from "esbuild";
import { ROOT } from "../local/paths.ts";

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

export async function writeLicences(file: string, bundles: readonly Metafile[]): Promise<void> {
  const folders = new Set(
    bundles.flatMap(({ inputs }) => Object.keys(inputs).flatMap((input) => PACKAGE.exec(input)?.[1] ?? [])),
  );
  const texts = await Promise.all([...folders].sort().map((folder) => licenceOf(path.join(ROOT, folder))));
  await writeFile(file, texts.join(`\n${"-".repeat(80)}\n\n`));
}

async function licenceOf(folder: string): Promise<string> {
  const manifest = path.join(folder, "package.json");
  if (!existsSync(manifest)) throw new Error(`${folder} is bundled, and is no package.`);
  const { name, version, license } = JSON.parse(await readFile(manifest, "utf8")) as Record<string, string>;
  const files = (await readdir(folder)).filter((one) => /^(licen[cs]e|copying|notice)/i.test(one));
  const texts = await Promise.all(files.sort().map((one) => readFile(path.join(folder, one), "utf8")));
  return [`${name} ${version} (${license})\n`, ...texts].join("\n");
}
