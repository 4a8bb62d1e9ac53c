// Cross-site request forgery: a browser adds the session's cookie to a form of any page, so a change without any other
// credential must come from our own pages. Origin says so (RFC 6454), or where a browser leaves it out, Fetch Metadata.
import type { MiddlewareHandler } from "hono";
import { Problem } from "#lib/problem.ts";
import type { Platform } from "./auth.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** `none`: the person typed the address or followed a bookmark. */
const OWN_SITES = new Set(["same-origin", "none"]);

/** Refuses it before anything is read. Signing in sets a cookie, and is held to the same rule without having one. */
export const requireSameOrigin: MiddlewareHandler<Platform> = async (context, next) => {
  const { headers, method, url } = context.req.raw;
  const { origin, pathname } = new URL(url);
  const isConcerned = headers.has("cookie") || pathname.startsWith("/api/auth/");
  if (!SAFE.has(method) && isConcerned && !headers.has("authorization")) {
    const from = headers.get("origin");
    const site = headers.get("sec-fetch-site");
    if ((from !== null && from !== origin) || (site !== null && !OWN_SITES.has(site)))
      throw new Problem(
        "forbidden",
        "A cookie is only taken from our own pages. Use the session token as a Bearer token.",
      );
  }
  await next();
};
