// MD5 (RFC 1321), for APIs that derive public identifiers from it; never for anything secret. Synchronous, unlike WebCrypto's
// digests, which have no MD5 outside of workerd.
import { md5 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { utf8 } from "./bytes.ts";

export const md5Hex = (text: string): string => bytesToHex(md5(utf8(text)));
