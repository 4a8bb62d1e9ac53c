// Publishing and listing APIs.
import { Hono } from "hono";
import { desc, eq, or } from "drizzle-orm";
import { z } from "zod";
import { ApiView, FidelityReport, Published, Visibility } from "../../contract/account-views.ts";
import { publish, requireApi } from "../../control/apis.ts";
import { apis } from "../../control/schema.ts";
import { loadReport } from "../../contract/blobs.ts";
import { Problem } from "../../lib/problem.ts";
import { describing, listOf } from "./described.ts";
import { type Platform, requireActor } from "./session.ts";

const MAX_UPLOAD = 90 * 1024 * 1024;

export const apiRoutes = new Hono<Platform>({ strict: false });

const route = describing(apiRoutes, { base: "/api/v1/apis", tag: "APIs" }, requireActor);

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
    return context.json({
      data: rows.map((row) => ({
        slug: row.slug,
        release: row.release,
        visibility: row.visibility,
        keyPrefix: row.keyPrefix,
        mine: row.owner === actor.partner,
      })),
    });
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
  async ({ context, on: actor }) => {
    const { control } = context.env;
    const api = await requireApi(control, actor, context.req.param("slug") ?? "");
    const report = await loadReport(control.blobs, api.release);
    if (!report)
      throw new Problem(
        "not_found",
        "This release was published before reports were kept. Publish it again.",
      );
    return context.json({ api: api.slug, release: api.release, ...report });
  },
);

const Alias = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/, "is no name for a release");
const File = z.string().describe("A text, or a file");

route(
  "post",
  "/:slug/releases",
  {
    id: "publishRelease",
    summary: "Publish a release of an API",
    form: z.object({
      document: File.describe("The OpenAPI document: 2.0, 3.0, 3.1 or 3.2, JSON or YAML"),
      overlay: z.array(File).optional().describe("Overlays, applied in this order"),
      sandbox: File.optional().describe("sandbox.yaml"),
      records: File.optional().describe("records.yaml"),
      blueprint: File.optional().describe("What the command line compiled"),
      visibility: Visibility.optional(),
      alias: z.string().optional().describe("The name that is to point at it; `latest` if nothing is said"),
    }),
    bodyBytes: MAX_UPLOAD,
    answers: { 201: Published },
  },
  async ({ context, on: actor }) => {
    const form = await context.req.formData().catch(() => undefined);
    if (!form) throw new Problem("invalid_request", "Send multipart/form-data with the part 'document'.");
    const part = async (name: string): Promise<string | undefined> => {
      const value = form.get(name);
      return value === null ? undefined : typeof value === "string" ? value : value.text();
    };
    const document = await part("document");
    if (document === undefined) throw new Problem("invalid_request", "The part 'document' is missing.");
    const [sandboxFile, records, blueprint, wanted, alias] = await Promise.all([
      part("sandbox"),
      part("records"),
      part("blueprint"),
      part("visibility"),
      part("alias"),
    ]);
    const overlays = await Promise.all(
      form.getAll("overlay").map(async (one) => (typeof one === "string" ? one : one.text())),
    );
    const visibility = Visibility.safeParse(wanted).data;
    const published = await publish(context.env.control, actor, {
      slug: context.req.param("slug") ?? "",
      document,
      ...(overlays.length === 0 ? {} : { overlays }),
      ...(sandboxFile === undefined ? {} : { sandboxFile }),
      ...(records === undefined ? {} : { records }),
      ...(blueprint === undefined ? {} : { blueprint }),
      ...(visibility === undefined ? {} : { visibility }),
      ...(alias === undefined ? {} : { alias: Alias.parse(alias) }),
    });
    return context.json(published, 201);
  },
);
