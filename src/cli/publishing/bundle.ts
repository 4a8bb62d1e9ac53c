// A document of several files as one: every file a `$ref` leads to is placed under `x-bundled`, and references point
// there. Files come from beside the first one, or from the origin of its URL; nothing else is fetched.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseText } from "#blueprint/read/document.ts";
import { type Json, type JsonObject, isObject, put } from "#lib/json.ts";
import { escapeToken } from "#lib/pointer.ts";

const MAX_FILES = 500;
const MAX_BYTES = 32 * 1024 * 1024;
const BUNDLED = "x-bundled";

/** The text of a document; of several files, one JSON text. */
export async function readBundled(source: string): Promise<string> {
  const text = await readText(source);
  const parsed = parseText(text);
  if (!parsed.ok || !isObject(parsed.value)) return text; // the compiler says what is wrong with it
  const bundle: Bundle = { root: source, files: new Map(), bytes: text.length };
  const document = await pointInward(bundle, source, parsed.value);
  if (bundle.files.size === 0) return text;
  const held: JsonObject = {};
  for (const [name, file] of bundle.files) put(held, name, file);
  return JSON.stringify({ ...(isObject(document) ? document : {}), [BUNDLED]: held });
}

type Bundle = { root: string; files: Map<string, Json>; bytes: number };

const isUrl = (source: string): boolean => /^https?:\/\//.test(source);

async function readText(source: string): Promise<string> {
  if (!isUrl(source)) return readFile(source, "utf8");
  const response = await fetch(source, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`${source} answered ${response.status}`);
  if (Number(response.headers.get("content-length") ?? 0) > MAX_BYTES)
    throw new Error("it has more than 32 MB");
  return response.text();
}

/** The value with its outward references turned inward, and their files taken in. */
async function pointInward(bundle: Bundle, file: string, value: Json): Promise<Json> {
  if (Array.isArray(value)) {
    const made: Json[] = [];
    for (const item of value) made.push(await pointInward(bundle, file, item));
    return made;
  }
  if (!isObject(value)) return value;
  const made: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const isReference = key === "$ref" && typeof member === "string";
    put(
      made,
      key,
      isReference ? await inward(bundle, file, member) : await pointInward(bundle, file, member),
    );
  }
  return made;
}

async function inward(bundle: Bundle, from: string, ref: string): Promise<string> {
  const [where = "", fragment = ""] = ref.split("#");
  const pointer = fragment === "" || fragment.startsWith("/") ? fragment : `/${fragment}`;
  if (where === "")
    return from === bundle.root ? ref : `#/${BUNDLED}/${escapeToken(nameOf(bundle, from))}${pointer}`;
  const file = isUrl(from) ? new URL(where, from).href : path.resolve(path.dirname(from), where);
  if (isUrl(where) || isUrl(file)) {
    // Another origin is somebody else's server: the reference stays, and the compiler reports it.
    if (!isUrl(bundle.root) || new URL(file).origin !== new URL(bundle.root).origin) return ref;
  }
  if (file === path.resolve(bundle.root) || file === bundle.root) return `#${pointer}`;
  const name = nameOf(bundle, file);
  if (!bundle.files.has(name)) {
    if (bundle.files.size >= MAX_FILES) throw new Error(`the document has more than ${MAX_FILES} files`);
    const text = await readText(file).catch(() => undefined);
    if (text === undefined) return ref;
    bundle.bytes += text.length;
    if (bundle.bytes > MAX_BYTES) throw new Error("its files have more than 32 MB");
    bundle.files.set(name, null);
    const parsed = parseText(text);
    if (!parsed.ok) throw new Error(`${file}: ${parsed.failure[0]?.message ?? "it cannot be read"}`);
    bundle.files.set(name, await pointInward(bundle, file, parsed.value));
  }
  return `#/${BUNDLED}/${escapeToken(name)}${pointer}`;
}

/** A file's name within the bundle: its path from the first file's folder. */
function nameOf(bundle: Bundle, file: string): string {
  if (isUrl(file)) return new URL(file).pathname.slice(1);
  return path
    .relative(path.dirname(path.resolve(bundle.root)), file)
    .split(path.sep)
    .join("/");
}
