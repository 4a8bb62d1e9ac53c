// Publishing in parts, for documents that no single request should carry: parts are streamed to the blob store, each under its
// own digest, and the manifest makes a release of them. One file of the blueprint is parsed and checked at a time; the index is
// stored last, so that an unfinished release is never visible. Parts that no manifest used are deleted after a day.
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import {
  BlueprintIndex,
  COMPILER,
  DetailsChunk,
  SchemaChunk,
  SeedFile,
} from "#blueprint/format/blueprint.ts";
import { Report } from "#blueprint/format/report.ts";
import { blueprintKey, documentKey, loadIndex, uploadsOf, workflowsKey } from "#contract/blobs.ts";
import type { Published } from "#contract/account-views.ts";
import { MAX_BLUEPRINT_FILES, MAX_PART_BYTES, type Part, type UploadManifest } from "#contract/uploads.ts";
import { sha256Hex } from "#lib/hash.ts";
import { Problem } from "#lib/problem.ts";
import { requireOwnName } from "./apis.ts";
import type { Actor, Control } from "../context.ts";
import { otherBlueprint, requireCompiler, requireWorkflows } from "./publish.ts";
import { recordRelease, storingRelease } from "./record-release.ts";
import { releases } from "../schema.ts";

/** What one provider may have lying here unfinished. */
const MAX_PENDING_BYTES = 256 * 1024 * 1024;

const placeOf = (actor: Actor, sha256: string): string =>
  `${uploadsOf(actor.partner ?? "platform")}${sha256}`;

/** Streams one part into the blob store; a body with another digest is refused and leaves nothing. */
export async function putPart(
  control: Control,
  actor: Actor,
  slug: string,
  sha256: string,
  body: { stream: ReadableStream | null; bytes: number | undefined },
): Promise<Part> {
  await requireOwnName(control, actor, slug);
  const { stream, bytes } = body;
  if (stream === null || bytes === undefined || bytes === 0)
    throw new Problem("invalid_request", "Send the part as the body, with its Content-Length.");
  if (bytes > MAX_PART_BYTES)
    throw new Problem("body_too_large", `A part has at most ${MAX_PART_BYTES / 1_048_576} MB.`);
  const { objects, truncated } = await control.blobs.list({ prefix: uploadsOf(actor.partner ?? "platform") });
  const pending = objects.reduce((sum, one) => sum + one.size, 0);
  if (truncated || pending + bytes > MAX_PENDING_BYTES)
    throw new Problem(
      "quota_exceeded",
      `Your unfinished uploads have more than ${MAX_PENDING_BYTES / 1_048_576} MB, or a thousand parts. Finish one, or wait: they are forgotten a day after they were sent.`,
    );
  try {
    // The store wants to know the length, which a stream that is counted on its way no longer tells.
    const { readable, writable } = new FixedLengthStream(bytes);
    await Promise.all([
      stream.pipeTo(writable),
      control.blobs.put(placeOf(actor, sha256), readable, { sha256 }),
    ]);
  } catch (error) {
    if (/checksum|SHA-256/i.test(String(error)))
      throw new Problem("invalid_request", `What arrived does not have the digest ${sha256}. Send it again.`);
    throw error;
  }
  return { sha256, bytes };
}

/** Makes a release of parts that are here; names the ones that are not, and changes nothing then. */
export async function publishUploaded(
  control: Control,
  actor: Actor,
  slug: string,
  manifest: UploadManifest,
): Promise<Published | { missing: string[] }> {
  const known = await requireOwnName(control, actor, slug);
  const release = await releaseOf(manifest);
  if (!known || !(await isPublished(control, known.id, release))) {
    const parts = [...manifest.document, ...manifest.blueprint];
    const missing = await missingOf(control, actor, parts);
    if (missing.length > 0) return { missing };
    if (!(await control.blobs.head(blueprintKey(release, "index"))))
      await storingRelease(control, release, () => store(control, actor, release, manifest));
    await control.blobs.delete([...new Set(parts.map((one) => placeOf(actor, one.sha256)))]);
  }
  const { value: index } = await loadIndex(control.blobs, release);
  const naming = { slug, visibility: manifest.visibility, alias: manifest.alias };
  return { ...(await recordRelease(control, actor, naming, known, release, index)), diagnostics: [] };
}

/** Digests of everything a release is made of: nobody can store another one under its name. */
const releaseOf = async ({ document, blueprint, sources, workflows }: UploadManifest): Promise<string> =>
  (
    await sha256Hex(
      JSON.stringify([
        COMPILER,
        document.map((one) => one.sha256),
        sources,
        blueprint.map((one) => one.sha256),
        ...(workflows === undefined ? [] : [workflows]),
      ]),
    )
  ).slice(0, 40);

/** Published as a release of this very API: then nothing has to be sent again. */
async function isPublished(control: Control, api: string, release: string): Promise<boolean> {
  const [row] = await control.db
    .select({ hash: releases.hash })
    .from(releases)
    .where(and(eq(releases.api, api), eq(releases.hash, release)))
    .limit(1);
  return row !== undefined && (await control.blobs.head(blueprintKey(release, "index"))) !== null;
}

async function missingOf(control: Control, actor: Actor, parts: readonly Part[]): Promise<string[]> {
  const hashes = [...new Set(parts.map((one) => one.sha256))];
  const found = await Promise.all(hashes.map((sha256) => control.blobs.head(placeOf(actor, sha256))));
  return hashes.filter((_, i) => !found[i]);
}

async function store(
  control: Control,
  actor: Actor,
  release: string,
  { document, blueprint, workflows }: UploadManifest,
): Promise<void> {
  const stored = new Set<string>();
  const last = blueprint.at(-1);
  for (const pack of blueprint.slice(0, -1)) await storePack(control, actor, release, pack, stored);
  const text = await read(control, actor, last ?? { sha256: "" });
  const [line, ...others] = text.split("\n").filter((one) => one !== "");
  const { part, value } = parseLine(line ?? "");
  if (part !== "index" || others.length > 0)
    throw new Problem("document_invalid", "The last pack of a blueprint is its index alone.");
  const index = checked(BlueprintIndex, value);
  requireCompiler(index);
  requireWhole(index, stored);
  requireWorkflows(workflows, index);
  if (workflows !== undefined) await control.blobs.put(workflowsKey(release), workflows);
  await join(control, actor, document, documentKey(release));
  await control.blobs.put(blueprintKey(release, "index"), JSON.stringify(index));
}

/** The files of one pack, parsed and checked one by one. */
async function storePack(
  control: Control,
  actor: Actor,
  release: string,
  pack: Part,
  stored: Set<string>,
): Promise<void> {
  for (const line of (await read(control, actor, pack)).split("\n")) {
    if (line === "") continue;
    const { part, value } = parseLine(line);
    const shape = SHAPES.find(({ name }) => name.test(part))?.shape;
    if (!shape || stored.has(part) || stored.size >= MAX_BLUEPRINT_FILES)
      throw new Problem(
        "document_invalid",
        `The blueprint has the file '${part.slice(0, 40)}' twice, or has no such file, or has more than ${MAX_BLUEPRINT_FILES} of them.`,
      );
    stored.add(part);
    await control.blobs.put(blueprintKey(release, part), JSON.stringify(checked(shape, value)));
  }
}

const SHAPES: readonly { name: RegExp; shape: z.ZodType }[] = [
  { name: /^details-\d{1,4}$/, shape: DetailsChunk },
  { name: /^schemas-\d{1,4}$/, shape: SchemaChunk },
  { name: /^seed$/, shape: SeedFile },
  { name: /^report$/, shape: Report },
];

const Line = z.strictObject({ part: z.string(), value: z.unknown() });

function parseLine(line: string): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(line));
  } catch {
    throw new Problem("document_invalid", "A pack of the blueprint has a line that is no file in JSON.");
  }
}

function checked<T extends z.ZodType>(shape: T, value: unknown): z.infer<T> {
  const result = shape.safeParse(value);
  if (!result.success) throw otherBlueprint(result.error);
  return result.data;
}

/** A call loads what the index names: all of it must be there, and nothing else. */
function requireWhole({ chunks, operations, schemaChunk }: BlueprintIndex, stored: Set<string>): void {
  const expected = new Set(["seed", "report"]);
  // Bounded before it is looped over: the numbers come from outside.
  if (chunks.details + chunks.schemas <= MAX_BLUEPRINT_FILES) {
    for (let i = 0; i < chunks.details; i++) expected.add(`details-${i}`);
    for (let i = 0; i < chunks.schemas; i++) expected.add(`schemas-${i}`);
  }
  const isWhole =
    expected.size === stored.size &&
    [...expected].every((part) => stored.has(part)) &&
    operations.every(
      (one) =>
        expected.has(`details-${one.details}`) && one.schemas.every((n) => expected.has(`schemas-${n}`)),
    ) &&
    Object.values(schemaChunk).every((n) => expected.has(`schemas-${n}`));
  if (!isWhole)
    throw new Problem("document_invalid", "The blueprint lacks files that its index names, or has others.");
}

async function read(control: Control, actor: Actor, { sha256 }: { sha256: string }): Promise<string> {
  const blob = await control.blobs.get(placeOf(actor, sha256));
  if (!blob) throw gone(sha256);
  return blob.text();
}

const gone = (sha256: string): Problem =>
  new Problem(
    "conflict",
    `The part ${sha256} is gone meanwhile. Publish again: what is missing is sent again.`,
  );

/** Parts as one object, piped through without being held. */
async function join(control: Control, actor: Actor, parts: readonly Part[], key: string): Promise<void> {
  const sizes = await Promise.all(
    parts.map(async ({ sha256 }) => (await control.blobs.head(placeOf(actor, sha256)))?.size ?? 0),
  );
  const { readable, writable } = new FixedLengthStream(sizes.reduce((sum, size) => sum + size, 0));
  const pump = async (): Promise<void> => {
    for (const { sha256 } of parts) {
      const blob = await control.blobs.get(placeOf(actor, sha256));
      if (!blob) {
        await writable.abort(gone(sha256));
        throw gone(sha256);
      }
      await blob.body.pipeTo(writable, { preventClose: true });
    }
    await writable.close();
  };
  await Promise.all([pump(), control.blobs.put(key, readable)]);
}
