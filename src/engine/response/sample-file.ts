// A small file of a media type, for what is neither data of a schema nor was ever uploaded: one that a program of that type opens.
import { fromBase64, utf8 } from "#lib/bytes.ts";
import { isXmlMedia, parseMediaType } from "#lib/media.ts";
import { pdfOf } from "#lib/pdf.ts";

/** In base64: one transparent pixel, an archive of nothing, an empty member. */
const BINARY: ReadonlyMap<string, string> = new Map([
  [
    "image/png",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  ],
  ["image/gif", "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"],
  ["application/zip", "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="],
  ["application/gzip", "H4sIAAAAAAAAAwMAAAAAAAAAAAA="],
]);

/** Of a media type that is not known here the file is its title as text. */
export function sampleFile(declared: string, title: string): Uint8Array<ArrayBuffer> {
  const media = parseMediaType(declared).essence;
  const binary = fromBase64(BINARY.get(media) ?? "");
  return binary !== undefined && binary.length > 0 ? binary : utf8(textFile(media, title));
}

function textFile(media: string, title: string): string {
  switch (media) {
    case "application/pdf":
      return pdfOf(title.replace(/[^ -~]/g, "?"), ["A sample."]);
    case "image/svg+xml":
      return '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n';
    case "text/csv":
      return `title\n"${title.replaceAll('"', '""')}"\n`;
    case "text/html":
      return `<!doctype html>\n<title>${escaped(title)}</title>\n`;
    case "text/event-stream":
      return `data: ${title}\n\n`;
    default:
      return isXmlMedia(media)
        ? `<?xml version="1.0" encoding="UTF-8"?>\n<sample>${escaped(title)}</sample>\n`
        : `${title}\n`;
  }
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
