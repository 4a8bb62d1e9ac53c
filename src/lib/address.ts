// IP addresses in one written form, so that two of them can be compared as texts.

/** An IPv4 address as it is, an IPv6 address as RFC 5952 writes it (and Cloudflare tells it); undefined for anything else. */
export function canonicalAddress(text: string): string | undefined {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (octets) return octets.every((octet) => octet < 256) ? octets.join(".") : undefined;
  if (!/^[0-9a-f:.]{2,45}$/i.test(text) || !text.includes(":")) return undefined;
  const url = `http://[${text}]`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : undefined;
}
