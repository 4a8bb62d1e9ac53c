// The built portal between command line, control and edge: which files it has, where they are in the blob store, and which
// addresses are its pages.
import { z } from "zod";
import { Part } from "./uploads.ts";

export const PORTAL_MANIFEST_KEY = "portal/manifest.json";
export const PORTAL_FILES = "portal/files/";
export const portalFileKey = (sha256: string): string => `${PORTAL_FILES}${sha256}`;

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
  ...Part.shape,
  br: Part.optional().describe("The same file, compressed with Brotli"),
});
export type PortalFile = z.infer<typeof PortalFile>;

export const PortalManifest = z.strictObject({
  files: z
    .array(PortalFile)
    .min(1)
    .max(500)
    .refine(
      (files) => files.some((file) => file.path === PORTAL_PAGE),
      `The file ${PORTAL_PAGE} is missing.`,
    ),
});
export type PortalManifest = z.infer<typeof PortalManifest>;

/** Everything that a portal consists of in the blob store. */
export const partsOf = ({ files }: PortalManifest): Part[] =>
  files.flatMap(({ sha256, bytes, br }) => [{ sha256, bytes }, ...(br ? [br] : [])]);
