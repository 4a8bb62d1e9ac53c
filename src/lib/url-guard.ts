// Which URLs the platform may call for a stranger (webhooks, upstreams): decided from the text alone, before any
// connection. https only, no private, loopback, link-local or unusual hosts, no user info.

/**
 * How far the platform may reach: `public` in a deployment; on a developer's machine also its own loopback (`local`);
 * under test and load nothing but loopback.
 */
export const REACHES = ["public", "local", "loopback"] as const;
export type Reach = (typeof REACHES)[number];

/** Why a URL is refused, or undefined when it may be called. */
export function refuseUrl(text: string, reach: Reach, ownHosts: readonly string[] = []): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "is not a URL";
  }
  if (url.username !== "" || url.password !== "") return "must not carry credentials";
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const loopback = isLoopback(host);
  if (reach !== "public" && loopback && /^https?:$/.test(url.protocol)) return undefined;
  if (reach === "loopback") return "must be a loopback address here";
  if (url.protocol !== "https:") return "must be https";
  if (loopback) return "must not be a loopback address";
  if (isPrivate(host)) return "must not be a private or reserved address";
  if (!host.includes(".") && !host.includes(":")) return "must have a public host name";
  if (ownHosts.some((own) => own !== "localhost" && (host === own || host.endsWith(`.${own}`))))
    return "must not be one of our own hosts";
  return undefined;
}

const isLoopback = (host: string): boolean =>
  host === "localhost" ||
  host.endsWith(".localhost") ||
  host.startsWith("127.") ||
  host === "::1" ||
  host === "0.0.0.0" ||
  host === "::" ||
  /^::ffff:(127\.|7f)/.test(host);

/** Addresses of RFC 1918, 6598, 3927, 4193, 4291, 5737, 2544 and the like; names that resolve inside a network. */
function isPrivate(host: string): boolean {
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)?.slice(1).map(Number);
  if (octets) {
    const [a = 0, b = 0, c = 0] = octets;
    return (
      a === 0 ||
      a === 10 ||
      a >= 224 ||
      (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) ||
      (a === 198 && (b === 18 || b === 19 || b === 51)) ||
      (a === 203 && b === 0 && c === 113)
    );
  }
  if (host.includes(":"))
    return !/^[23]/.test(host) || /^2001:(0{0,3}:|db8)/.test(host) || host.startsWith("2002:");
  return /\.(local|internal|intranet|lan|home|corp|private|test|invalid|example|onion|arpa)$/.test(host);
}
