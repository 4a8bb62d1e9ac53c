// IP addresses by their numbers. Which ranges are special is ipaddr.js's to know (the IANA registries, kept up to date there);
// what follows from that is decided here and in url-guard.ts.
import ipaddr from "ipaddr.js";

const GLOBAL_UNICAST = ipaddr.IPv6.parse("2000::");

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The address that a text is, a mapped IPv4 address as that; undefined for anything else. */
function parseAddress(text: string): Address | undefined {
  // The library also reads octal and short forms, as inet_aton does: a URL's host has none left, a header may not have any.
  const isAddress = text.includes(":") ? ipaddr.IPv6.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text);
  return isAddress ? ipaddr.process(text) : undefined;
}

export type AddressKind = "public" | "loopback" | "special";

/** What kind of address a URL's host is; undefined when it is a name. Only what is routed globally and for one host is public. */
export function kindOfAddress(host: string): AddressKind | undefined {
  const address = parseAddress(host);
  if (!address) return undefined;
  const range = address.range();
  // `unspecified` connects to the machine itself.
  if (range === "loopback" || host === "0.0.0.0" || host === "::") return "loopback";
  if (range !== "unicast") return "special";
  // Outside 2000::/3 nothing is global unicast: IPv4-compatible addresses and whatever is assigned later.
  if (address.kind() === "ipv6" && !address.match(GLOBAL_UNICAST, 3)) return "special";
  // A mapped address is an unusual spelling: nobody writes one by accident.
  return host.includes(":") && address.kind() === "ipv4" ? "special" : "public";
}

/** Whom a limit counts as one: an IPv4 address, or the /64 that an IPv6 customer has all to itself. */
export function networkOf(address: string): string {
  const known = parseAddress(address);
  if (!known) return "unknown";
  if (known.kind() === "ipv4") return known.toString();
  const prefix = new ipaddr.IPv6([...(known as ipaddr.IPv6).parts.slice(0, 4), 0, 0, 0, 0]); // kind() says which
  return `${prefix.toRFC5952String()}/64`;
}
