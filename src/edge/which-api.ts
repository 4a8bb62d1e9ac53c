// Which API a request is for, and what remains of its path: an API's host, /sandbox/{api}, /s/{sandbox}/{api}, /demo/{api}, or
// the bare host.
export type Place =
  | { kind: "host"; slug: string; path: string; base: string }
  | { kind: "demo"; slug: string; path: string; base: string }
  | { kind: "path"; slug: string; path: string; base: string }
  | { kind: "sandbox"; token: string; slug: string; path: string; base: string }
  | { kind: "bare" };

/** What a host serves: where the portal has a host of its own, that one serves no API and every other one nothing else. */
export type Site = "both" | "portal" | "apis";

export const siteOf = (url: URL, portalHost: string | undefined): Site =>
  portalHost === undefined ? "both" : url.hostname.toLowerCase() === portalHost ? "portal" : "apis";

export function whichApi(url: URL, domain: string): Place {
  const host = url.hostname.toLowerCase();
  const suffix = `.${domain.toLowerCase()}`;
  if (host.endsWith(suffix)) {
    const slug = host.slice(0, -suffix.length);
    return { kind: "host", slug, path: url.pathname, base: url.origin };
  }
  const demo = /^\/demo\/([^/]+)(\/.*)?$/.exec(url.pathname);
  if (demo)
    return {
      kind: "demo",
      slug: (demo[1] ?? "").toLowerCase(),
      path: demo[2] ?? "/",
      base: `${url.origin}/demo/${demo[1] ?? ""}`,
    };
  const named = /^\/sandbox\/([^/]+)(\/.*)?$/.exec(url.pathname);
  if (named)
    return {
      kind: "path",
      slug: (named[1] ?? "").toLowerCase(),
      path: named[2] ?? "/",
      base: `${url.origin}/sandbox/${named[1] ?? ""}`,
    };
  const own = /^\/s\/([^/]+)\/([^/]+)(\/.*)?$/.exec(url.pathname);
  if (own)
    return {
      kind: "sandbox",
      token: own[1] ?? "",
      slug: (own[2] ?? "").toLowerCase(),
      path: own[3] ?? "/",
      base: `${url.origin}/s/${own[1] ?? ""}/${own[2] ?? ""}`,
    };
  return { kind: "bare" };
}
