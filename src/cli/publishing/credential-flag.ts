// How curl sends a key to an API.
import type { Sample } from "./release.ts";

/** The flag by the API's scheme. Basic ends in a colon: the key is the user name, and without it curl asks for a password. */
export function credentialFlag(scheme: Sample["scheme"], key: string): string {
  if (scheme?.kind === "basic") return `-u ${key}:`;
  if (scheme?.kind === "header") return `-H "${scheme.name}: ${key}"`;
  if (scheme?.kind === "query") return `-G -d ${scheme.name}=${key}`;
  return `-H "Authorization: Bearer ${key}"`;
}
