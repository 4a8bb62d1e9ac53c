import { describe, expect, it } from "vitest";
import { base64, utf8 } from "#lib/bytes.ts";
import { newKeyId, newOwnerId } from "#lib/ids.ts";
import { KEY_GRAMMAR, hollowKey, mintKey, proveKey } from "#lib/key.ts";
import { fillKeys, hideKeys, keysIn, redactKeys, restoreKeys } from "#lib/redact-keys.ts";

const RING = ["a secret that signs keys in this test"];
const mint = async (mode: "test" | "live" = "test", prefix = "sk") => {
  const keyId = newKeyId();
  const { key } = await mintKey(RING, { prefix, mode, owner: newOwnerId(), api: null, keyId });
  return { key, keyId, shown: `[${prefix}_${mode} key ${keyId}]`, hollow: hollowKey(prefix, mode, keyId) };
};
const percent = (text: string) =>
  Array.from(text)
    .map((char) => `%${char.charCodeAt(0).toString(16).padStart(2, "0")}`)
    .join("");
const unicode = (text: string) =>
  Array.from(text)
    .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
const entities = (text: string) =>
  Array.from(text)
    .map((char) => `&#${char.charCodeAt(0)};`)
    .join("");

describe("redactKeys", () => {
  it("puts a placeholder with the key's id where a key is, whatever stands beside it", async () => {
    const { key, shown } = await mint();
    for (const [before, after] of [
      ["", ""],
      ["Bearer ", ""],
      ["/v1/", "/books"],
      ["a=1&key=", "&b=2"],
      ["_", "_"],
      ["ÄÖ", "abc"],
      ["'", "'"],
      ['{"a\\n":"', '"}'],
    ] as const)
      expect(redactKeys(`${before}${key}${after}`)).toBe(`${before}${shown}${after}`);
  });

  it("takes letters before a key for its prefix, so that nothing of the key stays", async () => {
    const { key, keyId } = await mint();
    expect(redactKeys(`xyz${key}`)).toBe(`[xyzsk_test key ${keyId}]`);
    expect(redactKeys(`abcdefghijklmnopqrstuvwxyz${key}`)).toMatch(/^[a-z]+\[[a-z]+_test key \w+\]$/);
  });

  it("finds keys that are percent-encoded, escaped for JSON or XML, and escaped twice", async () => {
    const { key, shown } = await mint("live");
    const { length } = key;
    expect(redactKeys(percent(key))).toBe(shown);
    expect(redactKeys(percent(key).replaceAll("%", "%25"))).toBe(shown);
    expect(redactKeys(`a%3D${key.replaceAll("_", "%5F")}%26`)).toBe(`a%3D${shown}%26`);
    for (const letter of "_live") {
      expect(redactKeys(key.replaceAll(letter, percent(letter)))).toBe(shown);
      expect(redactKeys(`"${key.replaceAll(letter, unicode(letter))}"`)).toBe(`"${shown}"`);
      expect(redactKeys(key.replaceAll(letter, entities(letter)))).toBe(shown);
    }
    expect(redactKeys(percent(base64(utf8(key))))).not.toContain(percent(base64(utf8(key)).slice(60, 80)));
    expect(redactKeys(`{"k":"${unicode(key)}"}`)).toBe(`{"k":"${shown}"}`);
    expect(redactKeys(`<k>${entities(key)}</k>`)).toBe(`<k>${shown}</k>`);
    expect(redactKeys(JSON.stringify(JSON.stringify({ k: `line\n${key}` })))).toBe(
      JSON.stringify(JSON.stringify({ k: `line\n${shown}` })),
    );
    expect(length).toBeGreaterThan(70);
  });

  it("empties a key in base64 and leaves all else in it as it was", async () => {
    const { key, hollow } = await mint();
    for (const before of ["", "a", "ab", "user:"])
      for (const after of ["", ":", ":x", '"}']) {
        const encoded = base64(utf8(`${before}${key}${after}`));
        const redacted = redactKeys(`x ${encoded} y`);
        expect(atob(redacted.slice(2, -2))).toBe(`${before}${hollow}${after}`);
        expect(redactKeys(`token.${encoded.replace(/=+$/, "")}.end`)).not.toContain(encoded.slice(40, 90));
      }
    const url = base64(utf8(`??>>${key}`))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replace(/=+$/, "");
    expect(redactKeys(url)).not.toContain(url.slice(60, 90));
  });

  it("names a key that says no id", () => {
    const forged = `sk_test_${"z".repeat(70)}`;
    expect(redactKeys(`Bearer ${forged}`)).toBe("Bearer [sk_test key unknown]");
    expect(fillKeys("Bearer [sk_test key unknown]")).toBe(`Bearer ${forged}`);
  });

  it("leaves all other texts alone", () => {
    const texts = [
      "",
      "sk_test_short",
      "the_test_of_time and the_live_show",
      '{"a":"\\u0041%41&#65;"}',
      base64(utf8("x".repeat(500))),
      "X3Rlc3Rf".repeat(20),
    ];
    for (const text of texts) expect(redactKeys(text)).toBe(text);
  });
});

describe("fillKeys", () => {
  it("gives back a text of the same form and length, which opens nothing and is redacted to the same", async () => {
    const { key, shown, hollow } = await mint();
    const filled = fillKeys(`a ${shown} b`);
    expect(filled).toBe(`a ${hollow} b`);
    expect(hollow).toHaveLength(key.length);
    expect(hollow).toMatch(new RegExp(`^${KEY_GRAMMAR.source}$`));
    expect(await proveKey(RING, hollow)).toBeUndefined();
    expect(await proveKey([""], hollow)).toBeUndefined();
    expect(redactKeys(filled)).toBe(`a ${shown} b`);
  });

  it("gives back what a caller sent that reads like a placeholder, as often as it was nested", async () => {
    const { key, shown, hollow } = await mint();
    for (const sent of [
      shown,
      `[literal ${shown.slice(1)}`,
      `[literal literal ${shown.slice(1)}`,
      `[${shown}]`,
    ])
      expect(fillKeys(redactKeys(`${sent} ${key} [${key}]`))).toBe(`${sent} ${hollow} [${hollow}]`);
  });
});

describe("restoreKeys", () => {
  it("puts back the keys that a repeated call holds, in plain text and in base64, and no other", async () => {
    const mine = await mint();
    const other = await mint();
    const known = keysIn(`a=${percent(mine.key)}`);
    const answer = `{"k":"${mine.key}","b":"${base64(utf8(`u:${mine.key}:`))}","o":"${other.key}"}`;
    expect(restoreKeys(redactKeys(answer), known)).toBe(answer.replace(other.key, other.shown));
  });
});

describe("hideKeys", () => {
  it("leaves what reads like a placeholder as it is", async () => {
    const { key, shown } = await mint();
    expect(hideKeys(`${shown} ${key}`)).toBe(`${shown} ${shown}`);
  });
});
