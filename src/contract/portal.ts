// The built portal between command line, control and edge: its files one after another in a pack in the blob store, where each
// is in it, and which addresses are the portal's pages.
import { z } from "zod";
import { Sha256 } from "./uploads.ts";

/** All of the portal in the blob store begins so. */
export const PORTAL_BLOBS = "portal/";
export const PORTAL_MANIFEST_KEY = `${PORTAL_BLOBS}manifest.json`;
export const portalPackKey = (sha256: string): string => `${PORTAL_BLOBS}packs/${sha256}`;
export const MAX_PACK_BYTES = 16 * 1024 * 1024;

/** Below it are files whose names hold a hash of their content; everything else of the portal is its one page. */
export const ASSETS = "/assets/";
export const PORTAL_PAGE = "/index.html";
/** Stands in the page where each answer puts a nonce of its own. */
export const NONCE_PLACEHOLDER = "__STYLE_NONCE__";

/** The first segments of the portal's addresses; "" is the front page. */
const SECTIONS: ReadonlySet<string> = new Set([
  "",
  "account",
  "admin",
  "apis",
  "claim",
  "dashboard",
  "invitations",
  "organisation",
  "provider",
  "reset-password",
  "sandboxes",
  "settings",
  "shared",
  "sign-in",
  "sign-up",
  "verify",
]);

export const isPortalPage = (pathname: string): boolean => SECTIONS.has(pathname.split("/")[1] ?? "");

const PortalFile = z.strictObject({
  path: z
    .string()
    .max(200)
    .regex(/^\/[\w./-]+$/),
  start: z.int().min(0).describe("Where it begins in the pack, in bytes"),
  bytes: z.int().min(1),
  isBrotli: z.boolean().describe("It is compressed with Brotli"),
});
export type PortalFile = z.infer<typeof PortalFile>;

export const PortalManifest = z
  .strictObject({
    pack: z.strictObject({ sha256: Sha256, bytes: z.int().min(1).max(MAX_PACK_BYTES) }),
    files: z.array(PortalFile).min(1).max(500),
  })
  .refine(
    ({ files }) => files.some((file) => file.path === PORTAL_PAGE),
    `The file ${PORTAL_PAGE} is missing.`,
  )
  .refine(
    ({ pack, files }) => files.every(({ start, bytes }) => start + bytes <= pack.bytes),
    "A file ends behind the pack.",
  );
export type PortalManifest = z.infer<typeof PortalManifest>;
