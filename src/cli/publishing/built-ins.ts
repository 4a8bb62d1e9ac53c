// The built-in APIs: every folder of seeds/ with a document. What the compiler makes of one is kept under the hash of both; the
// package brings it along.
import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Live } from "#blueprint/format/blueprint.ts";
import type { Sources } from "#blueprint/compile-sources.ts";
import { hashOf, isKept, keptBuild } from "../kept-build.ts";
import { BUILT_APIS, IS_BUILT, ROOT, SEEDS } from "../local/paths.ts";
import type { Compiled } from "./compile-sources.ts";
import type { Sample } from "./release.ts";

/** What compiled documents are made of, besides the documents. */
const COMPILER = ["src/blueprint", "src/lib", "package-lock.json"];
const FACTS = "facts.json";
const COMPILED = "compiled.json";

/** What is told of a built-in API without reading all of it. `hash` is another one whenever its release is another one. */
export type BuiltIn = { slug: string; hash: string; live: Live; sample: Sample; operations: number };

export const builtInNames = (): string[] =>
  readdirSync(SEEDS)
    .filter((name) => existsSync(path.join(SEEDS, name, "openapi.yaml")))
    .sort();

/** Compiles those that are not compiled yet. */
export async function builtIns(names: readonly string[]): Promise<BuiltIn[]> {
  const compiler = await hashOfCompiler();
  const found: BuiltIn[] = [];
  for (const slug of names) found.push(await builtIn(slug, compiler));
  return found;
}

/** Compiles it, where it is not compiled yet. */
export async function builtIn(slug: string, compiler: string): Promise<BuiltIn> {
  const hash = IS_BUILT ? "" : await hashWith(compiler, slug);
  const folder = IS_BUILT
    ? path.join(BUILT_APIS, slug)
    : await keptBuild(kindOf(slug), hash, (to) => compileInto(to, slug, hash));
  return JSON.parse(await readFile(path.join(folder, FACTS), "utf8")) as BuiltIn;
}

export const isCompiled = async (slug: string, compiler: string): Promise<boolean> =>
  IS_BUILT || isKept(kindOf(slug), await hashWith(compiler, slug));

/** The package has no compiler that could change. */
export const hashOfCompiler = async (): Promise<string> => (IS_BUILT ? "" : hashOf(COMPILER));

export async function compiledBuiltIn({ slug, hash }: BuiltIn): Promise<Compiled> {
  const folder = IS_BUILT ? path.join(BUILT_APIS, slug) : path.join(ROOT, ".sandbar", kindOf(slug), hash);
  const compiled = JSON.parse(await readFile(path.join(folder, COMPILED), "utf8")) as Omit<
    Compiled,
    "sources"
  >;
  return { ...compiled, sources: await readSources(slug) };
}

/** Puts all of them into a folder, as the package has them. */
export async function compileBuiltInsInto(folder: string): Promise<void> {
  const compiler = await hashOfCompiler();
  for (const slug of builtInNames())
    await compileInto(path.join(folder, slug), slug, await hashWith(compiler, slug));
}

const kindOf = (slug: string): string => `built-ins/${slug}`;

const hashWith = async (compiler: string, slug: string): Promise<string> =>
  hashOf([path.join("seeds", slug)], compiler);

async function compileInto(folder: string, slug: string, hash: string): Promise<void> {
  const { compileHere } = await import("./compile-sources.ts");
  const compiled = await compileHere(await readSources(slug));
  if (!compiled.ok)
    throw new Error(
      `seeds/${slug} does not compile: ${compiled.failure.map((one) => `${one.at} ${one.message}`).join("; ")}`,
    );
  const { sources: _sources, ...made } = compiled.value;
  const { live, operations } = made.blueprint.index;
  const facts: BuiltIn = { slug, hash, live, sample: made.sample, operations: operations.length };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, COMPILED), JSON.stringify(made));
  await writeFile(path.join(folder, FACTS), JSON.stringify(facts));
}

async function readSources(slug: string): Promise<Sources> {
  const file = async (name: string): Promise<string | undefined> => {
    const place = path.join(SEEDS, slug, name);
    return existsSync(place) ? readFile(place, "utf8") : undefined;
  };
  return {
    document: (await file("openapi.yaml")) ?? "",
    sandboxFile: await file("sandbox.yaml"),
    records: await file("records.yaml"),
    workflows: await file("workflows.yaml"),
  };
}

if (process.argv[1] === import.meta.filename) await builtIns(builtInNames());
