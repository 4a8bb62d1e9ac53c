// Bytes as text and back: hex, base64, and base62 of fixed width. Pure.

/** The digits of base62. */
export const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export const utf8 = (text: string): Uint8Array<ArrayBuffer> =>
  // Encoders never hand out shared memory; their type cannot say so.
  new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;

export const fromUtf8 = (bytes: ArrayBuffer | Uint8Array): string => new TextDecoder().decode(bytes);

export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Bytes of hexadecimal text, or undefined when it is not such a text. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) return undefined;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Bytes of base64 text, or undefined when it is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Characters that `length` bytes take in base62. */
export const base62Width = (length: number): number => Math.ceil((length * 8) / Math.log2(BASE62.length));

export function base62(bytes: Uint8Array): string {
  let number = BigInt(`0x${hex(bytes) || "0"}`);
  let text = "";
  for (let i = base62Width(bytes.length); i > 0; i--) {
    text = BASE62.charAt(Number(number % 62n)) + text;
    number /= 62n;
  }
  return text;
}

/** The `length` bytes that `base62` made this text of, or undefined when it is not such a text. */
export function fromBase62(text: string, length: number): Uint8Array<ArrayBuffer> | undefined {
  if (text.length !== base62Width(length)) return undefined;
  let number = 0n;
  for (const char of text) {
    const digit = BASE62.indexOf(char);
    if (digit < 0) return undefined;
    number = number * 62n + BigInt(digit);
  }
  const digits = number.toString(16).padStart(length * 2, "0");
  if (digits.length > length * 2) return undefined;
  return Uint8Array.from({ length }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
}
