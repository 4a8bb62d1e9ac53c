// What a release says of redaction, on bodies that are no texts, texts that are cut, and names of secrets.
import { describe, expect, it } from "vitest";
import { newKeyId, newOwnerId } from "#lib/ids.ts";
import { mintKey } from "#lib/key.ts";
import { MAX_BODY, redactionOf } from "#tenant/request/redaction.ts";
import { compiled, documentOf } from "../support/compiled.ts";

const text = { type: "string" };
const { index } = compiled(
  documentOf(
    { "GET /a": { answer: { type: "object", properties: { id: text } } } },
    {
      components: {
        securitySchemes: {
          key: { type: "apiKey", in: "query", name: "sig.key" },
          odd: { type: "apiKey", in: "header", name: "X-Odd" },
        },
      },
    },
  ),
);
const redaction = redactionOf(index);
const bytesOf = (binary: string) => Uint8Array.from(binary, (char) => char.charCodeAt(0));
const binaryOf = (bytes: Uint8Array | null) =>
  Array.from(bytes ?? [], (byte) => String.fromCharCode(byte)).join("");
const mint = async () =>
  (
    await mintKey(["secret"], {
      prefix: "sk",
      mode: "test",
      owner: newOwnerId(),
      api: null,
      keyId: newKeyId(),
    })
  ).key;

describe("Redaction", () => {
  it("keeps every other byte of a body that is no text, and of one that is", async () => {
    const key = await mint();
    const noise = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join("");
    const utf = bytesOf(unescape(encodeURIComponent(`näme\uFEFF${key}ü€`)));
    for (const bytes of [bytesOf(`${noise}${key}${noise}`), utf]) {
      const kept = redaction.bytes(bytes);
      expect(binaryOf(kept)).not.toContain(key.slice(-40));
      const filled = binaryOf(redaction.fillBytes(kept));
      expect(filled).toHaveLength(bytes.length);
      expect(filled.replace(/sk_test_\w{70}/, key)).toBe(binaryOf(bytes));
    }
    const plain = bytesOf(noise.repeat(40));
    expect(redaction.bytes(plain)).toBe(plain);
    const marked = Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d);
    expect(redaction.bytes(marked)).toEqual(marked);
  });

  it("cuts no key in two, wherever an answer is cut", async () => {
    const key = await mint();
    for (const at of [0, 1, 40, 78, 100, 900, 1000, 1023, 1024, 1025, 1100])
      for (const encoded of [key, btoa(key)]) {
        const whole = `${"x ".repeat((MAX_BODY - 60) / 2)}${" ".repeat(at)}${encoded} ${"y".repeat(4000)}`;
        const kept = redaction.body(whole);
        expect(kept.length).toBeLessThanOrEqual(MAX_BODY);
        expect(kept).not.toContain(encoded.slice(-30, -4));
        expect(kept).not.toMatch(/sk_test_\w{4}[^0]/);
      }
    const many = `${key} `.repeat(2000);
    expect(redaction.body(many)).not.toMatch(/sk_test_/);
    expect(redaction.bytes(new Uint8Array(MAX_BODY + 1))).toBeNull();
  });

  it("takes a secret by the API's own word for it, and no other member of a name that is like it", () => {
    expect(redaction.url("/a?sig.key=abc&sigakey=b&x=sig.key")).toBe(
      "/a?sig.key=[redacted]&sigakey=b&x=sig.key",
    );
    expect(redaction.url("/a?b=?c=1&sig.key=a%20b")).toBe("/a?b=?c=1&sig.key=[redacted]");
    const body = (sent: string) => redaction.body(sent);
    expect(body('{"access_token" : "a\\"b", "token_type":"x"}')).toBe(
      '{"access_token" : "[redacted]", "token_type":"x"}',
    );
    expect(body('{"refresh_token":null,"id_token":""}')).toBe(
      '{"refresh_token":null,"id_token":"[redacted]"}',
    );
    expect(body(JSON.stringify({ inner: '{"client_secret":"abc","a":"b"}' }))).toBe(
      JSON.stringify({ inner: '{"client_secret":"[redacted]","a":"b"}' }),
    );
    expect(body("grant_type=x&client_secret=abc&z=1")).toBe("grant_type=x&client_secret=[redacted]&z=1");
    expect(body("<client_secret>abc</client_secret>")).toBe("<client_secret>[redacted]</client_secret>");
    expect(
      body('--x\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\nabc\r\n--x--'),
    ).not.toContain("abc");
  });

  it("keeps the scheme before credentials, the idempotency key, and headers that only sound like secrets", async () => {
    const key = await mint();
    const of = (name: string, value: string) => redaction.headers([[name, value]])[0]?.[1];
    expect(of("authorization", "Bearer abc")).toBe("Bearer [redacted]");
    expect(of("authorization", "Basic dXNlcjpwYXNz")).toBe("Basic [redacted]");
    expect(of("authorization", "first second")).toBe("[redacted]");
    expect(of("Authorization", `Signature keyId="${key}",signature="abc"`)).toMatch(
      /^Signature \[sk_test key \w+\]$/,
    );
    expect(of("authorization", "Bearer [sk_test key abcdefghijklm]")).toBe("Bearer [redacted]");
    expect(of("X-Odd", "abc")).toBe("[redacted]");
    expect(of("set-cookie", "a=b; Path=/")).toBe("[redacted]");
    for (const [name, value] of [
      ["idempotency-key", "order-1"],
      ["access-control-allow-credentials", "true"],
      ["www-authenticate", "Bearer"],
      ["x-request-id", "req_1"],
      ["x-sandbox-scenario", "expired_token"],
    ] as const)
      expect(of(name, value)).toBe(value);
  });

  it("looks at a common call once and quickly", () => {
    const body = JSON.stringify({ title: "Book", pages: 100, at: 1_795_541_617_552, tags: ["a", "b"] });
    const bytes = bytesOf(body);
    const begun = performance.now();
    for (let i = 0; i < 5000; i++) {
      redaction.url("/v1/books?limit=10&after=book_1");
      redaction.bytes(bytes);
      redaction.body(body);
    }
    // Generous: it takes some microseconds; what this catches is a pattern that backtracks.
    expect(performance.now() - begun).toBeLessThan(2000);
  });

  it.each(["\\", "%41", '"access_token', "[card ", "1 ", "4111 1111 ", "a", "0", "&#65;", '\\"'])(
    "takes a body of nothing but %j in its stride",
    (part) => {
      const body = part.repeat(Math.floor(MAX_BODY / part.length));
      const begun = performance.now();
      redaction.bytes(bytesOf(body));
      redaction.body(body);
      expect(performance.now() - begun).toBeLessThan(1500);
    },
  );
});
