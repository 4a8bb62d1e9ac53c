// Which URLs the platform may call for a caller (webhooks, upstreams): decided from the text alone, before any
// connection. https only, no private, loopback, link-local or unusual hosts, no user info. The URL parser has already turned
// octal, hexadecimal, short and full-width spellings of an address into the usual one.
import { kindOfAddress } from "./ip-address.ts";

/**
 * How far the platform may reach: `public` in a deployment; on a developer's machine also its own loopback (`local`);
 * under test and load nothing but loopback.
 */
export const REACHES = ["public", "local", "loopback"] as const;
export type Reach = (typeof REACHES)[number];

/** Why a URL is refused, or undefined when it may be called. `own` is what `ownHosts` gives. */
export function refuseUrl(text: string, reach: Reach, own: readonly string[]): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "is not a URL";
  }
  if (url.username !== "" || url.password !== "") return "must not carry credentials";
  const host = plainHost(url);
  const kind = kindOfAddress(host);
  const loopback = kind === "loopback" || isLoopbackName(host) || isMappedLoopback(host);
  if (reach !== "public" && loopback && /^https?:$/.test(url.protocol)) return undefined;
  if (reach === "loopback") return "must be a loopback address here";
  if (url.protocol !== "https:") return "must be https";
  if (loopback) return "must not be a loopback address";
  if (kind === "special") return "must not be a private or reserved address";
  if (kind === "public") return undefined;
  if (host.split(".").includes("")) return "must have a valid host name";
  if (PRIVATE_NAME.test(host)) return "must not be a private or reserved name";
  if (!host.includes(".")) return "must have a public host name";
  if (own.some((one) => host === one || host.endsWith(`.${one}`))) return "must not be one of our own hosts";
  return undefined;
}

/** The hosts that are the platform's own, as `refuseUrl` compares them; a developer's machine has none. */
export function ownHosts(settings: {
  DOMAIN?: string | undefined;
  PORTAL_HOST?: string | undefined;
}): string[] {
  return [settings.DOMAIN, settings.PORTAL_HOST]
    .filter((host) => host !== undefined && host !== "")
    .map((host) => {
      const text = `https://${host}`;
      return URL.canParse(text) ? plainHost(new URL(text)) : "";
    })
    .filter((host) => host !== "" && !isLoopbackName(host));
}

/** In lower case and punycode, as the parser leaves it; without an IPv6 address's brackets and the dot of the root. */
const plainHost = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");

const isLoopbackName = (host: string): boolean => host === "localhost" || host.endsWith(".localhost");

/** ::ffff:127.0.0.0/104, as the URL parser writes it. */
const isMappedLoopback = (host: string): boolean => /^::ffff:7f[0-9a-f]{2}:/.test(host);

/** Names that resolve inside a network, or nowhere: RFC 6761, 6762, 7686, 8375, 9476, and what routers and clouds use. */
const PRIVATE_NAME =
  /\.(local|localdomain|internal|intranet|lan|home|corp|mail|private|test|invalid|example|onion|alt|arpa)$/;
