// The name of an API in URLs, where nobody gives one.
import path from "node:path";
import { parseText } from "#blueprint/read/document.ts";
import { asObject, asString } from "#lib/json.ts";
import { slugify } from "#lib/words.ts";

/** `your-api-openapi.yaml` and `your-api.openapi.json` are `your-api`; `openapi.yaml` takes the document's title. */
export function apiName(source: string, document: string): string {
  const file = path
    .basename(/^https?:/.test(source) ? new URL(source).pathname : source)
    .replace(/\.(json|ya?ml)$/i, "");
  const slug = slugify(file.replace(/[-._]?(openapi|swagger)$/i, ""));
  if (slug !== "") return slug;
  const parsed = parseText(document);
  return slugify(asString(asObject(asObject(parsed.ok ? parsed.value : {})["info"])["title"]) ?? "") || "api";
}
