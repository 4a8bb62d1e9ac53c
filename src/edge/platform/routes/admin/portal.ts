// Installing the portal: its files in one pack under its digest, then the manifest that puts them in use.
import { Hono } from "hono";
import { z } from "zod";
import { MAX_PACK_BYTES, PortalManifest } from "#contract/portal.ts";
import { MissingParts, Sha256 } from "#contract/uploads.ts";
import { installPortal, putPortalPack } from "#control/portal/portal-files.ts";
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
  "/portal/packs/:sha256",
  {
    id: "uploadPortalPack",
    summary: "Send the portal's files, one after another in one pack, under its digest",
    form: z.string().describe("The pack's bytes, at most 16 MB"),
    media: "application/octet-stream",
    bodyBytes: MAX_PACK_BYTES,
    answers: { 204: null },
  },
  async ({ context }) => {
    const sha256 = Sha256.parse(context.req.param("sha256"));
    const content = new Uint8Array(await context.req.arrayBuffer());
    await putPortalPack(context.env.control, sha256, content);
    return context.body(null, 204);
  },
);

route(
  "put",
  "/portal",
  {
    id: "installPortal",
    summary: "Serve these files as the portal from now on",
    detail: "Where the pack is missing nothing changes, and it is named: send it and ask again.",
    body: PortalManifest,
    answers: { 200: MissingParts },
  },
  async ({ context, body }) => {
    const isInstalled = await installPortal(context.env.control, body);
    forgetPortal();
    return context.json({ missing: isInstalled ? [] : [body.pack.sha256] });
  },
);
