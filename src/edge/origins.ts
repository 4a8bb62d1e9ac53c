// Where the platform's pages are, and where its APIs: the same place unless the portal has a host of its own.
import type { Settings } from "../env.ts";

export type Origins = { portal: string; apis: string };

export function originsOf(url: URL, { DOMAIN, PORTAL_HOST }: Settings): Origins {
  if (PORTAL_HOST === undefined) return { portal: url.origin, apis: url.origin };
  const at = (host: string): string => `${url.protocol}//${host}${url.port === "" ? "" : `:${url.port}`}`;
  return { portal: at(PORTAL_HOST), apis: at(DOMAIN) };
}
