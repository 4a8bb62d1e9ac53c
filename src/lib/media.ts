// Media types (RFC 9110 §8.3, §12.5.1): reading, matching and choosing one.

export type MediaType = { essence: string; parameters: Record<string, string> };

export function parseMediaType(text: string): MediaType {
  const [essence = "", ...rest] = text.split(";");
  const parameters: Record<string, string> = {};
  for (const part of rest) {
    const eq = part.indexOf("=");
    if (eq > 0)
      parameters[part.slice(0, eq).trim().toLowerCase()] = part
        .slice(eq + 1)
        .trim()
        .replace(/^"|"$/g, "");
  }
  return { essence: essence.trim().toLowerCase(), parameters };
}

export const isJsonMedia = (essence: string): boolean =>
  essence === "application/json" || essence.endsWith("+json") || essence === "text/json";

export const isXmlMedia = (essence: string): boolean =>
  essence === "application/xml" || essence === "text/xml" || essence.endsWith("+xml");

/** True when a range (everything, or one kind of subtype) covers the type. */
export function covers(range: string, essence: string): boolean {
  if (range === "*/*" || range === "*" || range === essence) return true;
  const [type, subtype] = range.split("/");
  return subtype === "*" && essence.startsWith(`${type}/`);
}

/** The first offered type the Accept header takes, by its weights; undefined when it takes none. */
export function chooseMedia(accept: string | null, offered: readonly string[]): string | undefined {
  if (accept === null || accept.trim() === "") return offered[0];
  const ranges = accept
    .split(",")
    .map(parseMediaType)
    .map(({ essence, parameters }) => ({ essence, weight: Number(parameters["q"] ?? 1) }))
    .sort((a, b) => b.weight - a.weight);
  for (const range of ranges) {
    if (range.weight <= 0) continue;
    const found = offered.find((type) => covers(range.essence, parseMediaType(type).essence));
    if (found !== undefined) return found;
  }
  return undefined;
}
