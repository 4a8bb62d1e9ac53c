// Publishing and listing APIs.
import { Hono } from "hono";
import { desc, eq, or } from "drizzle-orm";
import { z } from "zod";
import { ApiView, FidelityReport, Published, Visibility } from "#contract/account-views.ts";
import { changeVisibility, requireApi } from "#control/apis/apis.ts";
import { publish } from "#control/apis/publish.ts";
import type { Actor } from "#control/context.ts";
import { apis } from "#control/schema.ts";
import { publishUploaded, putPart } from "#control/apis/uploads.ts";
import { loadIndex, loadReport } from "#contract/blobs.ts";
import { Alias, MissingParts, Part, Sha256, UploadManifest } from "#contract/uploads.ts";
import { readLiveChoice } from "#blueprint/read/sandbox-file.ts";
import { Problem } from "#lib/problem.ts";
import { defineRoutes, listOf } from "../../define-route.ts";
import { requireProvider } from "../subscriptions/provider.ts";
import { type Platform, requireActor } from "../../auth.ts";

const MAX_ONE_REQUEST = 6 * 1024 * 1024;

export const apiRoutes = new Hono<Platform>({ strict: false });

const at = { base: "/api/v1/apis", tag: "APIs", changes: "publish" } as const;
const route = defineRoutes(apiRoutes, at, requireActor);
const provider = defineRoutes(apiRoutes, at, requireProvider);

route(
  "get",
  "/",
  {
    id: "listApis",
    summary: "APIs that are public, and your own, newest first",
    answers: { 200: listOf(ApiView) },
  },
  async ({ context, on: actor }) => {
    const seen = or(eq(apis.visibility, "public"), eq(apis.owner, actor.partner ?? ""));
    const rows = await context.env.control.db
      .select()
      .from(apis)
      .where(seen)
      .orderBy(desc(apis.createdAt))
      .limit(200);
    return context.json({ data: rows.map((row) => viewOf(row, actor)) });
  },
);

const viewOf = (row: typeof apis.$inferSelect, actor: Actor): ApiView => ({
  slug: row.slug,
  release: row.release,
  visibility: row.visibility,
  keyPrefix: row.keyPrefix,
  mine: row.owner === actor.partner,
});

provider(
  "patch",
  "/:slug",
  {
    id: "changeApi",
    summary: "Who finds the API: everybody, who knows its name, or your organisation alone",
    detail:
      "Sandboxes that are open go on with the keys they have, and are reset and managed by nobody else.",
    body: z.strictObject({ visibility: Visibility }),
    answers: { 200: ApiView },
  },
  async ({ context, on, body: { visibility } }) => {
    await changeVisibility(context.env.control, on.actor, on.api, visibility);
    return context.json(viewOf({ ...on.api, visibility }, on.actor));
  },
);

route(
  "get",
  "/:slug/fidelity",
  {
    id: "readFidelity",
    summary: "What each operation does and why no better, and where every inferred fact was read",
    answers: { 200: FidelityReport },
  },
  async ({ context, on: actor, params }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, params.slug);
    const { value: index } = await loadIndex(control.blobs, api.release);
    const report = await loadReport(control.blobs, { release: api.release, index });
    if (!report)
      throw new Problem(
        "not_found",
        "This release was published before reports were kept. Publish it again.",
      );
    return context.json({ api: api.slug, release: api.release, ...report });
  },
);

const File = z.string().describe("A text, or a file");

route(
  "post",
  "/:slug/releases",
  {
    id: "publishRelease",
    summary: "Publish a release of an API",
    detail: "All in one request, for documents that are not large; others are sent in parts.",
    form: z.object({
      document: File.describe("The OpenAPI document: 2.0, 3.0, 3.1 or 3.2, JSON or YAML"),
      overlay: z.array(File).optional().describe("Overlays, applied in this order"),
      sandbox: File.optional().describe("sandbox.yaml"),
      records: File.optional().describe("records.yaml"),
      workflows: File.optional().describe("workflows.yaml: an Arazzo document"),
      blueprint: File.optional().describe("What the command line compiled"),
      live: z
        .string()
        .optional()
        .describe("Production, whatever the files say of it: none, hosted or upstream=<url>"),
      visibility: Visibility.optional(),
      alias: z.string().optional().describe("The name that is to point at it; `latest` if nothing is said"),
    }),
    answers: { 201: Published },
  },
  async ({ context, on: actor, params }) => {
    const form = await readForm(context.req.raw);
    const part = async (name: string): Promise<string | undefined> => {
      const value = form.get(name);
      return value === null ? undefined : typeof value === "string" ? value : value.text();
    };
    const document = await part("document");
    if (document === undefined) throw new Problem("invalid_request", "The part 'document' is missing.");
    const [sandboxFile, records, workflows, blueprint, live, wanted, alias] = await Promise.all([
      part("sandbox"),
      part("records"),
      part("workflows"),
      part("blueprint"),
      part("live"),
      part("visibility"),
      part("alias"),
    ]);
    const overlays = await Promise.all(
      form.getAll("overlay").map(async (one) => (typeof one === "string" ? one : one.text())),
    );
    const visibility = Visibility.safeParse(wanted).data;
    const production = live === undefined ? undefined : readLiveChoice(live);
    if (production && !production.ok) throw new Problem("invalid_request", `live: ${production.failure}`);
    const published = await publish(context.env.control, actor, {
      slug: params.slug,
      document,
      ...(overlays.length === 0 ? {} : { overlays }),
      ...(sandboxFile === undefined ? {} : { sandboxFile }),
      ...(records === undefined ? {} : { records }),
      ...(workflows === undefined ? {} : { workflows }),
      ...(blueprint === undefined ? {} : { blueprint }),
      ...(production === undefined ? {} : { live: production.value }),
      ...(visibility === undefined ? {} : { visibility }),
      ...(alias === undefined ? {} : { alias: Alias.parse(alias) }),
    });
    return context.json(published, 201);
  },
);

/** The form of a publication, of at most so many bytes however long it says it is. */
async function readForm(request: Request): Promise<FormData> {
  const tooLarge = new Problem(
    "body_too_large",
    `One request carries at most ${MAX_ONE_REQUEST / 1_048_576} MB. The command line sends larger documents in parts: sandbar generate.`,
  );
  if (Number(request.headers.get("content-length") ?? 0) > MAX_ONE_REQUEST) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    size += read.value.byteLength;
    if (size > MAX_ONE_REQUEST) {
      await reader?.cancel();
      throw tooLarge;
    }
    chunks.push(read.value);
  }
  const form = await new Response(new Blob(chunks), {
    headers: { "content-type": request.headers.get("content-type") ?? "" },
  })
    .formData()
    .catch(() => undefined);
  if (!form) throw new Problem("invalid_request", "Send multipart/form-data with the part 'document'.");
  return form;
}

route(
  "put",
  "/:slug/uploads/:sha256",
  {
    id: "uploadPart",
    summary: "Send one part of a large publication, under its own digest",
    detail: "Sent again it is the same. A part that no release was made of is forgotten after a day.",
    params: { sha256: Sha256 },
    form: z.string().describe("The part's bytes, at most 4 MB, with their Content-Length"),
    media: "application/octet-stream",
    answers: { 200: Part },
  },
  async ({ context, on: actor, params }) => {
    const length = context.req.header("content-length");
    return context.json(
      await putPart(context.env.control, actor, params.slug, params.sha256, {
        stream: context.req.raw.body,
        bytes: length === undefined ? undefined : Number(length),
      }),
    );
  },
);

route(
  "post",
  "/:slug/uploads",
  {
    id: "publishUploaded",
    summary: "Publish a release of parts that were sent",
    detail:
      "Where parts are missing nothing is published, and they are named: send them and ask again. A release that is published already needs none.",
    body: UploadManifest,
    answers: { 200: MissingParts, 201: Published },
  },
  async ({ context, on: actor, body, params }) => {
    const slug = params.slug;
    const published = await publishUploaded(context.env.control, actor, slug, body);
    return context.json(published, "missing" in published ? 200 : 201);
  },
);
