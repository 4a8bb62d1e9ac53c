// Compresses the portal's files once, when they are built: beside each file that gets smaller its Brotli form.
import { readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";

export const COMPRESSED = ".br";
const COMPRESSIBLE = /\.(css|js|json|svg)$/;

const brotli = promisify(brotliCompress);

export async function compressFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name));
  await Promise.all(
    files.map(async (entry) => {
      const place = path.join(entry.parentPath, entry.name);
      const content = await readFile(place);
      const made = await brotli(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
      if (made.length < content.length) await writeFile(`${place}${COMPRESSED}`, made);
    }),
  );
}
