// Puts the built portal into an installation's blob store: files that it has already are not sent again.
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { PortalFile, PortalManifest } from "#contract/portal.ts";
import type { Part } from "#contract/uploads.ts";
import type { Client } from "#client/client.ts";
import { COMPRESSED } from "./compress.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const AT_ONCE = 4;

/** `admin` calls the installation with its administrator's token. */
export async function publishPortal(admin: Client, folder: string): Promise<void> {
  const { manifest, contents } = await describe(folder);
  const install = (): Promise<{ missing: string[] }> => admin("PUT", "/api/v1/admin/portal", manifest);
  const { missing } = await install();
  if (missing.length === 0) return;
  const waiting = [...missing];
  const sendAll = async (): Promise<void> => {
    for (let sha256 = waiting.shift(); sha256 !== undefined; sha256 = waiting.shift())
      await admin("PUT", `/api/v1/admin/portal/files/${sha256}`, contents.get(sha256));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendAll));
  const still = await install();
  if (still.missing.length > 0)
    throw new Error(`the portal's files could not be stored: ${still.missing.length} of them are missing`);
}

async function describe(folder: string): Promise<{ manifest: PortalManifest; contents: Map<string, Bytes> }> {
  const contents = new Map<string, Bytes>();
  const hold = (content: Bytes): Part => {
    const sha256 = createHash("sha256").update(content).digest("hex");
    contents.set(sha256, content);
    return { sha256, bytes: content.length };
  };
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const places = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(COMPRESSED))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const files = await Promise.all(
    places.sort().map(async (place): Promise<PortalFile> => {
      const content = await contentOf(place);
      const name = `/${path.relative(folder, place).split(path.sep).join("/")}`;
      const smaller = await contentOf(`${place}${COMPRESSED}`).catch(() => undefined);
      return { path: name, ...hold(content), ...(smaller ? { br: hold(smaller) } : {}) };
    }),
  );
  return { manifest: { files }, contents };
}

const contentOf = async (place: string): Promise<Bytes> => new Uint8Array(await readFile(place));
