// The portal's built files in the blob store: each under its own digest, and a manifest that says which of them are served now.
import {
  PORTAL_FILES,
  PORTAL_MANIFEST_KEY,
  PortalManifest,
  partsOf,
  portalFileKey,
} from "#contract/portal.ts";
import type { Part } from "#contract/uploads.ts";
import { sha256Hex } from "#lib/hash.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";

export async function putPortalFile(
  control: Control,
  sha256: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<Part> {
  if ((await sha256Hex(content)) !== sha256)
    throw new Problem("invalid_request", `What arrived does not have the digest ${sha256}. Send it again.`);
  await control.blobs.put(portalFileKey(sha256), content, { sha256 });
  return { sha256, bytes: content.length };
}

/**
 * Serves these files from now on; names the ones that are not here, and changes nothing then. The files of the portal before stay
 * for pages that are still open; those of earlier ones are deleted.
 */
export async function installPortal(control: Control, manifest: PortalManifest): Promise<string[]> {
  const present = await storedFiles(control);
  const wanted = new Set(partsOf(manifest).map((part) => part.sha256));
  const missing = [...wanted].filter((sha256) => !present.has(sha256));
  if (missing.length > 0) return missing;
  const before = await currentPortal(control);
  if (before && isSame(before, manifest)) return [];
  await control.blobs.put(PORTAL_MANIFEST_KEY, JSON.stringify(manifest));
  const kept = new Set([...wanted, ...(before ? partsOf(before).map((part) => part.sha256) : [])]);
  const unused = [...present].filter((sha256) => !kept.has(sha256));
  if (unused.length > 0) await control.blobs.delete(unused.map(portalFileKey));
  return [];
}

const isSame = (one: PortalManifest, other: PortalManifest): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

async function currentPortal(control: Control): Promise<PortalManifest | undefined> {
  const blob = await control.blobs.get(PORTAL_MANIFEST_KEY);
  return blob ? PortalManifest.parse(JSON.parse(await blob.text())) : undefined;
}

async function storedFiles(control: Control): Promise<Set<string>> {
  const found = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await control.blobs.list({ prefix: PORTAL_FILES, ...(cursor ? { cursor } : {}) });
    for (const { key } of page.objects) found.add(key.slice(PORTAL_FILES.length));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return found;
}
