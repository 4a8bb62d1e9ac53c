// The built portal in the blob store: packs of its files, each under its own digest, and a manifest that says which pack is
// served now, and where in it each file is.
import { PORTAL_BLOBS, PORTAL_MANIFEST_KEY, PortalManifest, portalPackKey } from "#contract/portal.ts";
import { sha256Hex } from "#lib/hash.ts";
import { Problem } from "#lib/problem.ts";
import type { Control } from "../context.ts";

export async function putPortalPack(
  control: Control,
  sha256: string,
  content: Uint8Array<ArrayBuffer>,
): Promise<void> {
  if ((await sha256Hex(content)) !== sha256)
    throw new Problem("invalid_request", `What arrived does not have the digest ${sha256}. Send it again.`);
  await control.blobs.put(portalPackKey(sha256), content, { sha256 });
}

/**
 * Serves these files from now on; false, and nothing is changed, while their pack is not here. The pack of the portal before stays
 * for pages that are still open; those of earlier ones are deleted.
 */
export async function installPortal(control: Control, manifest: PortalManifest): Promise<boolean> {
  const pack = await control.blobs.head(portalPackKey(manifest.pack.sha256));
  if (pack?.size !== manifest.pack.bytes) return false;
  const before = await currentPortal(control);
  if (before && JSON.stringify(before) === JSON.stringify(manifest)) return true;
  await control.blobs.put(PORTAL_MANIFEST_KEY, JSON.stringify(manifest));
  const kept = [manifest, ...(before ? [before] : [])].map(({ pack: { sha256 } }) => portalPackKey(sha256));
  const unused = (await storedBlobs(control)).filter((key) => ![PORTAL_MANIFEST_KEY, ...kept].includes(key));
  if (unused.length > 0) await control.blobs.delete(unused);
  return true;
}

/** Undefined where there is none, or one of an earlier form. */
async function currentPortal(control: Control): Promise<PortalManifest | undefined> {
  const blob = await control.blobs.get(PORTAL_MANIFEST_KEY);
  return blob ? PortalManifest.safeParse(JSON.parse(await blob.text())).data : undefined;
}

async function storedBlobs(control: Control): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await control.blobs.list({ prefix: PORTAL_BLOBS, ...(cursor ? { cursor } : {}) });
    found.push(...page.objects.map(({ key }) => key));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return found;
}
