// Publishing and listing APIs.
import { Hono } from "hono";
import { desc, eq, or } from "drizzle-orm";
import { publish, requireApi } from "../../control/apis.ts";
import { apis } from "../../control/schema.ts";
import { loadReport } from "../../contract/blobs.ts";
import { Problem } from "../../lib/problem.ts";
import { type Platform, requireActor } from "./session.ts";

const MAX_UPLOAD = 90 * 1024 * 1024;
const VISIBILITIES = ["public", "unlisted", "private"] as const;

export const apiRoutes = new Hono<Platform>({ strict: false });

apiRoutes.get("/", async (context) => {
  const actor = await requireActor(context);
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
});

/** What each operation of the API's release does and why no better, and where every inferred fact was read (R53). */
apiRoutes.get("/:slug/fidelity", async (context) => {
  const actor = await requireActor(context);
  const { control } = context.env;
  const api = await requireApi(control, actor, context.req.param("slug"));
  const report = await loadReport(control.blobs, api.release);
  if (!report)
    throw new Problem("not_found", "This release was published before reports were kept. Publish it again.");
  return context.json({ api: api.slug, release: api.release, ...report });
});

/** Multipart: `document`, and if wanted `overlay` (repeated), `sandbox`, `records`, `blueprint` (compiled by the CLI), `visibility`. */
apiRoutes.post("/:slug/releases", async (context) => {
  const actor = await requireActor(context);
  if (Number(context.req.header("content-length") ?? 0) > MAX_UPLOAD)
    throw new Problem("body_too_large", "The upload has more than 90 MB.");
  const form = await context.req.formData().catch(() => undefined);
  if (!form) throw new Problem("invalid_request", "Send multipart/form-data with the part 'document'.");
  const part = async (name: string): Promise<string | undefined> => {
    const value = form.get(name);
    return value === null ? undefined : typeof value === "string" ? value : value.text();
  };
  const document = await part("document");
  if (document === undefined) throw new Problem("invalid_request", "The part 'document' is missing.");
  const [sandboxFile, records, blueprint, wanted] = await Promise.all([
    part("sandbox"),
    part("records"),
    part("blueprint"),
    part("visibility"),
  ]);
  const overlays = await Promise.all(
    form.getAll("overlay").map(async (one) => (typeof one === "string" ? one : one.text())),
  );
  const visibility = VISIBILITIES.find((one) => one === wanted);
  const published = await publish(context.env.control, actor, {
    slug: context.req.param("slug"),
    document,
    ...(overlays.length === 0 ? {} : { overlays }),
    ...(sandboxFile === undefined ? {} : { sandboxFile }),
    ...(records === undefined ? {} : { records }),
    ...(blueprint === undefined ? {} : { blueprint }),
    ...(visibility === undefined ? {} : { visibility }),
  });
  return context.json(published, 201);
});
