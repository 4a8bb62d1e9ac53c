// The catalogue: what everybody may read of an API before they have an account.
import { Hono } from "hono";
import { z } from "zod";
import { sandboxFileSchema } from "#blueprint/format/sandbox-file-schema.ts";
import { CatalogueEntry } from "#contract/catalogue.ts";
import { catalogueEntry, requireOpen } from "#control/apis/catalogue.ts";
import { referenceDocument } from "#control/apis/reference-document.ts";
import { defineRoutes } from "../../define-route.ts";
import { type Platform, everybody } from "../../auth.ts";

export const catalogueRoutes = new Hono<Platform>({ strict: false });
export const schemaRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  catalogueRoutes,
  { base: "/api/v1/catalogue", tag: "APIs", access: "public" },
  everybody,
);

route(
  "get",
  "/:slug",
  {
    id: "readCatalogueEntry",
    summary: "What an API is, how it is called, and its operations with their fidelity",
    answers: { 200: CatalogueEntry },
  },
  async ({ context }) => {
    const { control, origins } = context.env;
    return context.json(await catalogueEntry(control, context.req.param("slug") ?? "", origins.apis));
  },
);

route(
  "get",
  "/:slug/document",
  {
    id: "readCatalogueDocument",
    summary: "The OpenAPI document of an API's latest release, as JSON and with its overlays applied",
    detail:
      "What was sent as YAML or Swagger 2.0 is read once, up to 1 MB of YAML or 2 MB of JSON; OpenAPI 3 in JSON is answered as it is.",
    answers: { 200: z.record(z.string(), z.unknown()) },
  },
  async ({ context }) => {
    const { control } = context.env;
    const api = await requireOpen(control, context.req.param("slug") ?? "");
    return context.body(await referenceDocument(control, api.release), 200, {
      "content-type": "application/json",
    });
  },
);

defineRoutes(schemaRoutes, { base: "/api/v1/schemas", tag: "APIs", access: "public" }, everybody)(
  "get",
  "/sandbox-file",
  {
    id: "readSandboxFileSchema",
    summary: "The JSON Schema of sandbox.yaml, for editors that check and complete it",
    answers: { 200: z.record(z.string(), z.unknown()) },
  },
  ({ context }) => context.json(sandboxFileSchema()),
);
