// SHA-256 where nothing may be awaited: operations are synchronous, WebCrypto's digests are not.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { utf8 } from "./bytes.ts";

export const sha256HexSync = (text: string): string => bytesToHex(sha256(utf8(text)));
