// The URL guard on the real runtime, whose URL parser it relies on. No connection is made: it decides from the text alone.
import { describe, expect, it } from "vitest";
import { networkOf } from "#lib/ip-address.ts";
import { ownHosts, refuseUrl } from "#lib/url-guard.ts";

const OWN = ownHosts({ DOMAIN: "sandbar.example.com", PORTAL_HOST: "portal.example.org" });
const refusal = (url: string): string | undefined => refuseUrl(url, "public", OWN);

describe("refuseUrl", () => {
  it.each([
    "https://partner.example.com/hook",
    "https://partner.example.com./hook",
    "https://xn--bcher-kva.example.net/",
    "https://8.8.8.8:8443/x",
    "https://[2606:4700::1111]/",
    "https://notsandbar.example.com/",
  ])("lets %s pass", (url) => expect(refusal(url)).toBeUndefined());

  it.each([
    // The root's own dot makes a name absolute; it is the same host.
    "https://localhost./",
    "https://api.localhost./",
    "https://10.0.0.1./",
    "https://127.0.0.1./",
    "https://metadata.google.internal./",
    "https://printer.local./",
    "https://intranet./",
    "https://example.com../",
    "https://a..example.com/",
  ])("refuses the trailing dot of %s", (url) => expect(refusal(url)).toBeTypeOf("string"));

  it.each([
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://017700000001/",
    "https://2130706433/",
    "https://127.1/",
    "https://0xa.0x0.0x0.0x1/",
    "https://0251.0376.0251.0376/",
    "https://①②⑦.0.0.1/",
    "https://１０.0.0.1/",
    "https://ｌｏｃａｌｈｏｓｔ/",
    "https://127。0。0。1/",
  ])("refuses the unusual spelling %s", (url) => expect(refusal(url)).toBeTypeOf("string"));

  it.each([
    "https://[::ffff:10.0.0.1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::10.0.0.1]/",
    "https://[::ffff:0:10.0.0.1]/",
    "https://[64:ff9b::10.0.0.1]/",
    "https://[64:ff9b::8.8.8.8]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2002:a00:1::1]/",
    "https://[2001::1]/",
    "https://[2001:0:53aa:64c:0:fbff:f5ff:fffe]/",
    "https://[2001:2::1]/",
    "https://[2001:10::1]/",
    "https://[2001:20::1]/",
    "https://[2001:db8::1]/",
    "https://[3fff::1]/",
    "https://[5f00::1]/",
    "https://[100::1]/",
    "https://[fec0::1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[ff02::1]/",
    "https://[::]/",
    "https://[::1]/",
  ])("refuses the IPv6 address %s", (url) => expect(refusal(url)).toBeTypeOf("string"));

  it.each([
    "https://192.88.99.1/",
    "https://192.0.0.8/",
    "https://192.31.196.1/",
    "https://192.52.193.1/",
    "https://192.175.48.1/",
    "https://198.18.0.1/",
    "https://198.51.100.7/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://0.1.2.3/",
  ])("refuses the special-purpose address %s", (url) => expect(refusal(url)).toBeTypeOf("string"));

  it.each([
    "https://a.home.arpa/",
    "https://db.svc.cluster.local/",
    "https://db.internal/",
    "https://router.home/",
    "https://host.localdomain/",
    "https://nas.lan/",
    "https://x.onion/",
    "https://x.alt/",
    "https://x.invalid/",
  ])("refuses the name %s, which only resolves inside a network", (url) =>
    expect(refusal(url)).toBeTypeOf("string"),
  );

  it.each([
    "https://sandbar.example.com/",
    "https://sandbar.example.com./",
    "https://SANDBAR.Example.COM:8443/",
    "https://library.sandbar.example.com/v1",
    "https://library.sandbar.example.com./v1",
    "https://ｓandbar.example.com/",
    "https://portal.example.org./x",
  ])("refuses %s as one of our own hosts", (url) => expect(refusal(url)).toContain("own hosts"));

  it("knows our own hosts however they are written in the settings", () => {
    const own = ownHosts({ DOMAIN: "Bücher.Example.com.:8443" });
    expect(refuseUrl("https://xn--bcher-kva.example.com/", "public", own)).toContain("own hosts");
    expect(refuseUrl("https://api.bücher.example.com./", "public", own)).toContain("own hosts");
  });

  it("calls loopback by any of its names only where that is allowed", () => {
    for (const url of [
      "http://localhost.:4000/",
      "http://127.0.0.1.:4000/",
      "http://[::ffff:127.0.0.1]:4000/",
    ]) {
      expect(refuseUrl(url, "local", []), url).toBeUndefined();
      expect(refuseUrl(url, "public", []), url).toBeTypeOf("string");
    }
    expect(refuseUrl("https://127.0.0.1.example.com/", "loopback", [])).toContain("loopback");
    expect(refuseUrl("http://127.example.com/", "local", [])).toBe("must be https");
  });
});

describe("networkOf", () => {
  it("names an IPv4 address itself and an IPv6 address by its /64", () => {
    expect(networkOf("203.0.113.9")).toBe("203.0.113.9");
    expect(networkOf("::ffff:203.0.113.9")).toBe("203.0.113.9");
    expect(networkOf("2001:db8:1:2:aaaa:bbbb:cccc:dddd")).toBe("2001:db8:1:2::/64");
    expect(networkOf("2001:DB8:1:2::9")).toBe(networkOf("2001:0db8:0001:0002:ffff::1"));
    expect(networkOf("2001:db8:1:3::9")).not.toBe(networkOf("2001:db8:1:2::9"));
  });

  it("has one name for whatever is no address", () => {
    for (const text of ["", "nonsense", "1.2.3.4, 5.6.7.8", "999.1.1.1"])
      expect(networkOf(text)).toBe("unknown");
  });
});
