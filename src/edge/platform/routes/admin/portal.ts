// Installing the portal: its files one by one under their digests, then the manifest that puts them in use.
import { Hono } from "hono";
import { z } from "zod";
import { PortalManifest } from "#contract/portal.ts";
import { MAX_PART_BYTES, MissingParts, Part, Sha256 } from "#contract/uploads.ts";
import { installPortal, putPortalFile } from "#control/portal/portal-files.ts";
import { forgetPortal } from "../../../portal.ts";
import { defineRoutes } from "../../define-route.ts";
import type { Platform } from "../../auth.ts";
import { requireAdministrator } from "./administrator.ts";

export const portalRoutes = new Hono<Platform>({ strict: false });
const route = defineRoutes(
  portalRoutes,
  { base: "/api/v1/admin", tag: "Administration" },
  requireAdministrator,
);

route(
  "put",
  "/portal/files/:sha256",
  {
    id: "uploadPortalFile",
    summary: "Send one file of the portal, under its own digest",
    form: z.string().describe("The file's bytes, at most 4 MB"),
    media: "application/octet-stream",
    bodyBytes: MAX_PART_BYTES,
    answers: { 200: Part },
  },
  async ({ context }) => {
    const sha256 = Sha256.parse(context.req.param("sha256"));
    const content = new Uint8Array(await context.req.arrayBuffer());
    return context.json(await putPortalFile(context.env.control, sha256, content));
  },
);

route(
  "put",
  "/portal",
  {
    id: "installPortal",
    summary: "Serve these files as the portal from now on",
    detail: "Where files are missing nothing changes, and they are named: send them and ask again.",
    body: PortalManifest,
    answers: { 200: MissingParts },
  },
  async ({ context, body }) => {
    const missing = await installPortal(context.env.control, body);
    forgetPortal();
    return context.json({ missing });
  },
);
