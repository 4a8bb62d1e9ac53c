// How curl sends a key to an API, by the API's scheme.
import type { Schemas } from "../../api/client.ts";

export function credentialFlag({ kind, name }: Schemas["CatalogueEntry"]["credential"], key: string): string {
  if (kind === "basic") return `-u ${key}:`;
  if (kind === "header" && name !== null) return `-H "${name}: ${key}"`;
  if (kind === "query" && name !== null) return `-G -d ${name}=${key}`;
  return `-H "Authorization: Bearer ${key}"`;
}
