// Puts the built portal into an installation's blob store, in one pack: one that it has already is not sent again.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { MAX_PACK_BYTES, type PortalFile, type PortalManifest } from "#contract/portal.ts";
import type { Client } from "#client/client.ts";
import { COMPRESSED } from "./compress.ts";

/** `admin` calls the installation with its administrator's token. */
export async function publishPortal(admin: Client, folder: string): Promise<void> {
  const { manifest, pack } = await packed(folder);
  const install = (): Promise<{ missing: string[] }> => admin("PUT", "/api/v1/admin/portal", manifest);
  if ((await install()).missing.length === 0) return;
  await admin("PUT", `/api/v1/admin/portal/packs/${manifest.pack.sha256}`, pack);
  if ((await install()).missing.length > 0) throw new Error("the portal's files could not be stored");
}

async function packed(folder: string): Promise<{ manifest: PortalManifest; pack: Uint8Array<ArrayBuffer> }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const places = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  // Of a file that got smaller by it the compressed form is enough.
  const chosen = places.filter((place) => !places.includes(`${place}${COMPRESSED}`)).sort();
  const contents = await Promise.all(chosen.map((place) => readFile(place)));
  let start = 0;
  const files = contents.map(({ length }, i): PortalFile => {
    const place = chosen[i] ?? "";
    const isBrotli = place.endsWith(COMPRESSED);
    const name = path.relative(folder, isBrotli ? place.slice(0, -COMPRESSED.length) : place);
    const file = { path: `/${name.split(path.sep).join("/")}`, start, bytes: length, isBrotli };
    start += length;
    return file;
  });
  const pack = new Uint8Array(Buffer.concat(contents));
  if (pack.length > MAX_PACK_BYTES) throw new Error(`the portal has ${pack.length} bytes, which is too much`);
  const sha256 = createHash("sha256").update(pack).digest("hex");
  return { manifest: { pack: { sha256, bytes: pack.length }, files }, pack };
}
