// Publishing: a document becomes an immutable release, its blueprint is stored, and the door gets its plate.
import { desc, eq } from "drizzle-orm";
import { compile } from "../blueprint/compile.ts";
import type { Diagnostic } from "../blueprint/diagnostics.ts";
import { MAX_WORKER_JSON_BYTES, MAX_WORKER_YAML_BYTES, parseText } from "../blueprint/document.ts";
import {
  type Blueprint,
  BlueprintIndex,
  COMPILER,
  DetailsChunk,
  SchemaChunk,
  SeedFile,
  type Tier,
} from "../blueprint/format.ts";
import { readWithOverlays } from "../blueprint/overlay.ts";
import { Report } from "../blueprint/report.ts";
import { matchRoute } from "../blueprint/routes.ts";
import { readSandboxFile } from "../blueprint/sandbox-file.ts";
import { z } from "zod";
import {
  blueprintKey,
  documentKey,
  doorplateByApiKey,
  doorplateKey,
  storeBlueprint,
} from "../contract/blobs.ts";
import { type Doorplate, LIFECYCLE_PATH, STEERING_PATH } from "../contract/doorplate.ts";
import { sha256Hex } from "../lib/hash.ts";
import { newApiId } from "../lib/ids.ts";
import { Problem } from "../lib/problem.ts";
import { noteAudit } from "./audit.ts";
import { renewDemos } from "./demo.ts";
import type { Actor, Control } from "./context.ts";
import { aliases, apis, releases } from "./schema.ts";

export type Publication = {
  slug: string;
  document: string;
  /** Overlays, to be applied in this order. */
  overlays?: string[];
  sandboxFile?: string;
  records?: string;
  blueprint?: string;
  visibility?: "public" | "unlisted" | "private";
  /** The name that is to point at the release; `latest` if nothing is said. */
  alias?: string;
};

export type Published = {
  api: string;
  release: string;
  title: string;
  operations: number;
  fidelity: Record<Tier, number>;
  resources: string[];
  diagnostics: Diagnostic[];
};

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const RESERVED = new Set([
  "www",
  "api",
  "app",
  "admin",
  "portal",
  "docs",
  "demo",
  "status",
  "sandbox",
  "s",
  "healthz",
  "mail",
  "auth",
]);

const UploadedBlueprint = z.object({
  index: BlueprintIndex,
  details: z.array(DetailsChunk),
  schemas: z.array(SchemaChunk),
  seed: SeedFile,
  report: Report,
});

export async function publish(control: Control, actor: Actor, publication: Publication): Promise<Published> {
  const { slug } = publication;
  if (!SLUG.test(slug) || RESERVED.has(slug))
    throw new Problem(
      "invalid_request",
      `'${slug}' cannot be the name of an API: use up to 40 small letters, digits and dashes, and no reserved word.`,
    );
  const known = await findApi(control, slug);
  if (known && known.owner !== actor.partner && actor.partner !== null)
    throw new Problem(
      "forbidden",
      `The name '${slug}' belongs to another provider. Choose another with --name.`,
    );
  const { blueprint, diagnostics } = obtainBlueprint(publication);
  const release = await releaseId(publication, blueprint);
  if (!(await control.blobs.get(blueprintKey(release, "index")))) {
    await control.blobs.put(documentKey(release), publication.document);
    await storeBlueprint(control.blobs, release, blueprint);
  }
  const { index } = blueprint;
  const fidelity = fidelityOf(blueprint);
  const id = known?.id ?? newApiId();
  // A release under another name leaves alone what new sandboxes get.
  const aside = known !== undefined && publication.alias !== undefined && publication.alias !== "latest";
  const keyPrefix = known && index.keyPrefix === "sandbox" ? known.keyPrefix : index.keyPrefix;
  const api = {
    id,
    slug,
    owner: actor.partner,
    visibility: publication.visibility ?? ("unlisted" as const),
    keyPrefix,
    release,
    announcement: null,
    paymentSecret: null,
    createdAt: control.now,
  };
  await control.db.batch([
    control.db
      .insert(releases)
      .values({
        hash: release,
        api: id,
        compiler: COMPILER,
        title: index.title,
        version: index.version,
        live: JSON.stringify(index.live),
        fidelity: JSON.stringify(fidelity),
        createdAt: control.now,
      })
      .onConflictDoNothing(),
    control.db
      .insert(apis)
      .values(api)
      .onConflictDoUpdate({
        target: apis.slug,
        set: {
          ...(aside ? {} : { release, keyPrefix }),
          slug,
          ...(publication.visibility ? { visibility: publication.visibility } : {}),
        },
      }),
  ]);
  if (aside)
    await control.db
      .insert(aliases)
      .values({ api: id, name: publication.alias ?? "", release })
      .onConflictDoUpdate({ target: [aliases.api, aliases.name], set: { release } });
  else await hangDoorplate(control, { ...api, id: (await findApi(control, slug))?.id ?? id }, index);
  if (known && !aside) await renewDemos(control, known.id);
  await noteAudit(control, actor, { mode: "test", action: "publish", target: slug, detail: { release } });
  return {
    api: slug,
    release,
    title: index.title,
    operations: index.operations.length,
    fidelity,
    resources: Object.keys(index.resources),
    diagnostics,
  };
}

/** Hashes all that a release is made of, the blueprint included: nobody can store another one under its name. */
async function releaseId(publication: Publication, blueprint: Blueprint): Promise<string> {
  const sources = [
    publication.document,
    ...(publication.overlays ?? []),
    publication.sandboxFile ?? "",
    publication.records ?? "",
    COMPILER,
  ];
  return (await sha256Hex([...sources, JSON.stringify(blueprint)].join("\0"))).slice(0, 40);
}

export async function findApi(control: Control, slug: string): Promise<typeof apis.$inferSelect | undefined> {
  return (await control.db.select().from(apis).where(eq(apis.slug, slug)).limit(1))[0];
}

/** What everybody may see, newest first. */
export const publicApis = (control: Control, limit: number): Promise<(typeof apis.$inferSelect)[]> =>
  control.db
    .select()
    .from(apis)
    .where(eq(apis.visibility, "public"))
    .orderBy(desc(apis.createdAt))
    .limit(limit);

/** What the provider says of its API's state; null takes it back. */
export async function announce(
  control: Control,
  actor: Actor,
  api: typeof apis.$inferSelect,
  said: { state: string; text: string; at: string } | null,
): Promise<void> {
  await control.db
    .update(apis)
    .set({ announcement: said === null ? null : JSON.stringify(said) })
    .where(eq(apis.id, api.id));
  await noteAudit(control, actor, { mode: "test", action: "api.announce", target: api.slug, detail: said });
}

export async function requireApi(
  control: Control,
  actor: Actor,
  slug: string,
): Promise<typeof apis.$inferSelect> {
  const api = await findApi(control, slug);
  if (!api || (api.visibility === "private" && api.owner !== actor.partner && actor.partner !== null))
    throw new Problem("api_unknown", `There is no API '${slug}' here.`);
  return api;
}

function obtainBlueprint(publication: Publication): { blueprint: Blueprint; diagnostics: Diagnostic[] } {
  if (publication.blueprint !== undefined)
    return { blueprint: readUploaded(publication.blueprint), diagnostics: [] };
  const isJson = publication.document.trimStart().startsWith("{");
  if (publication.document.length > (isJson ? MAX_WORKER_JSON_BYTES : MAX_WORKER_YAML_BYTES))
    throw new Problem(
      "body_too_large",
      "The server compiles documents of up to 2 MB of JSON or 1 MB of YAML. Publish larger ones with the command line: it compiles them itself.",
    );
  const document = readWithOverlays(publication.document, publication.overlays ?? []);
  if (!document.ok) throw invalid(document.failure);
  const file = publication.sandboxFile === undefined ? undefined : readSandboxFile(publication.sandboxFile);
  if (file && !file.ok) throw invalid(file.failure);
  const records = publication.records === undefined ? undefined : parseText(publication.records);
  if (records && !records.ok) throw invalid(records.failure);
  const compiled = compile(document.value.document, file?.value ?? {}, records?.value ?? {});
  if (!compiled.ok) throw invalid(compiled.failure);
  const { blueprint, diagnostics } = compiled.value;
  return { blueprint, diagnostics: [...document.value.diagnostics, ...diagnostics] };
}

/** A blueprint from outside is as hostile as a document: every file of it is checked before anything is stored. */
function readUploaded(text: string): Blueprint {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new Problem("document_invalid", "The uploaded blueprint is not JSON.");
  }
  const read = UploadedBlueprint.safeParse(raw);
  if (!read.success)
    throw new Problem(
      "document_invalid",
      "The uploaded blueprint is not one of this version. Update the command line.",
      read.error.issues.slice(0, 5),
    );
  if (read.data.index.compiler !== COMPILER)
    throw new Problem(
      "document_invalid",
      `The blueprint was made by compiler ${read.data.index.compiler}; this server reads ${COMPILER}.`,
    );
  return read.data; // optional members differ only in `| undefined`
}

const invalid = (diagnostics: Diagnostic[]): Problem =>
  new Problem("document_invalid", diagnostics[0]?.message ?? "The document cannot be used.", diagnostics);

function fidelityOf(blueprint: Blueprint): Record<Tier, number> {
  const counts: Record<Tier, number> = { stateful: 0, partial: 0, sampled: 0, unsupported: 0 };
  for (const operation of blueprint.index.operations) counts[operation.tier]++;
  return counts;
}

/** What the edge is to know of an API, where it finds it. */
export async function hangDoorplate(
  control: Control,
  api: { id: string; slug: string; keyPrefix: string },
  index: BlueprintIndex,
): Promise<void> {
  const plate: Doorplate = {
    api: api.id,
    slug: api.slug,
    keyPrefix: api.keyPrefix,
    basePaths: index.basePaths,
    schemes: index.schemes,
    errors: index.errors,
    platform: index.platform,
    ownsLifecyclePaths: matchRoute(index.routes, `${LIFECYCLE_PATH}/status`) !== undefined,
    ownsSteeringPaths: matchRoute(index.routes, `${STEERING_PATH}default/${api.slug}`) !== undefined,
    ...(index.tokenPath === undefined || matchRoute(index.routes, index.tokenPath)
      ? {}
      : { tokenPath: index.tokenPath }),
    bodyFields: Object.values(index.schemes).flatMap((scheme) =>
      scheme.kind === "body" ? [scheme.name] : [],
    ),
  };
  const text = JSON.stringify(plate);
  await Promise.all([
    control.blobs.put(doorplateKey(api.slug), text),
    control.blobs.put(doorplateByApiKey(api.id), text),
  ]);
  control.forgetDoorplate(api.slug);
}
