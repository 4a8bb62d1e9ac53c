// SHA-1 where nothing may be awaited: what APIs share out by it (who a rollout reaches) is public; never for anything secret.
import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { utf8 } from "./bytes.ts";

export const sha1Hex = (text: string): string => bytesToHex(sha1(utf8(text)));
