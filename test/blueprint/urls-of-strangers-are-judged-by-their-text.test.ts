// No connection is made here or by what is tested: the guard decides from the text alone.
import { expect, test } from "vitest";
import { refuseUrl } from "#lib/url-guard.ts";

test("a deployment calls public https and nothing else", () => {
  for (const url of [
    "https://example.com/hook",
    "https://hooks.example.org:8443/a?b=c",
    "https://8.8.8.8/x",
    "https://[2606:4700::1111]/",
  ])
    expect(refuseUrl(url, "public", []), url).toBeUndefined();
  const refused = [
    "http://example.com",
    "https://localhost/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.0.1/",
    "https://169.254.169.254/",
    "https://100.64.0.1/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[2001:db8::1]/",
    "https://192.0.2.1/",
    "https://224.0.0.1/",
    "https://metadata.internal/",
    "https://printer.local/",
    "https://intranet/",
    "https://user:pw@example.com/",
    "ftp://example.com/",
    "javascript:alert(1)",
    "",
    "https://",
  ];
  for (const url of refused) expect(refuseUrl(url, "public", []), url).toBeTypeOf("string");
  expect(refuseUrl("https://stripe.sandbar.example.com/", "public", ["sandbar.example.com"])).toContain(
    "own hosts",
  );
});

test("a developer's machine also calls its own loopback, and tests call nothing but that", () => {
  for (const url of ["http://127.0.0.1:4000/", "http://localhost:3000/hook", "https://[::1]:8443/"])
    for (const reach of ["local", "loopback"] as const)
      expect(refuseUrl(url, reach, []), url).toBeUndefined();
  expect(refuseUrl("https://example.com/", "local", [])).toBeUndefined();
  expect(refuseUrl("https://example.com/", "loopback", [])).toContain("loopback");
  expect(refuseUrl("http://192.168.0.1/", "local", [])).toBeTypeOf("string");
});
