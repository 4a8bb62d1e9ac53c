// Secrets at rest: AES-256-GCM under a key derived from a deployment secret. The nonce stands before the text.
import { base64, fromBase64, fromUtf8, joinBytes, utf8 } from "./bytes.ts";
import { sha256 } from "./hash.ts";
import { randomBytes } from "./ids.ts";

const NONCE_BYTES = 12;

export async function seal(secret: string, text: string): Promise<string> {
  const nonce = randomBytes(NONCE_BYTES);
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await keyOf(secret), utf8(text)),
  );
  return base64(joinBytes([nonce, sealed]));
}

/** The text again; undefined when the box was made under another secret or was changed. */
export async function unseal(secret: string, box: string): Promise<string | undefined> {
  const whole = fromBase64(box);
  if (!whole) return undefined;
  try {
    const text = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: whole.slice(0, NONCE_BYTES) },
      await keyOf(secret),
      whole.slice(NONCE_BYTES),
    );
    return fromUtf8(text);
  } catch {
    return undefined;
  }
}

const keyOf = async (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", await sha256(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
